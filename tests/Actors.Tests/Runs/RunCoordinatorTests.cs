using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using Akka.Actor;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class RunCoordinatorTests : RunKit
{
    [Fact]
    public async Task A_run_trains_its_epochs_and_generates_a_text_for_each_temperature_and_replica()
    {
        var tools = new ScriptedTools(new FakeTools());
        var (_, notices) = Begin(tools);
        var state = await notices.Closed();

        state.Status.Should().Be(RunStatus.Completed);
        state.Reason.Should().BeNull();
        state.Losses().Should().Equal(Enumerable.Range(1, 3).Select(epoch => FakeTools.Loss(epoch, FakeTools.Batches)));
        state.Texts().Select(sample => (sample.Key, sample.Text)).Should().Equal(
            from epoch in Enumerable.Range(1, 3)
            from key in TestRuns.Plan.SamplesOf(epoch)
            select (key, FakeTools.Text(new SampleJob(key, FakeTools.Checkpoint(epoch), FakeTools.SeedText(epoch)))));
        tools.Trainers.Should().ContainSingle().Which.Should().BeNull();
        tools.Samplers.Select(job => job.Key).Should().OnlyHaveUniqueItems().And.HaveCount(12);
    }

    [Fact]
    [Trait("Case", "F28")]
    public async Task A_run_during_which_the_clock_is_set_back_ends_after_it_started()
    {
        var time = new SetBackTime();
        var notices = new Notices(Sys);
        var tools = new ScriptedTools(new FakeTools())
        {
            OnSlice = at =>
            {
                time.Pass(TimeSpan.FromSeconds(1));
                if (at.Epoch == 2 && time.GetUtcNow().Hour == 15)
                {
                    time.Set(TimeSpan.FromHours(-1));
                }
            },
        };
        var run = Sys.ActorOf(RunCoordinator.Props("test", tools, TestRuns.Owner, Settings, time, NoFolder, notices.Listener));
        run.Tell(TestRuns.Start(null, "test"));
        var state = await notices.Closed();

        time.GetUtcNow().Hour.Should().Be(14);
        notices.Events.Select(happened => happened.At).Should().BeInAscendingOrder();
        (state.EndedAt - state.StartedAt).Should().Be(TimeSpan.FromTicks(time.GetTimestamp()));
    }

    [Fact]
    public async Task Training_goes_on_while_every_sampler_is_held()
    {
        using var samplers = new Gate<SamplerAt>();
        var (run, notices) = Begin(new ScriptedTools(new FakeTools()) { OnPiece = samplers.Pass });
        await notices.Event<EpochTrained>(epoch => epoch.Epoch == 3);
        var held = (await View(run)).State;
        held.Samples.Should().BeEmpty();
        held.OutstandingSamples.Should().HaveCount(12);

        samplers.Dispose();
        (await notices.Closed()).Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task Samplers_finish_while_the_trainer_is_held()
    {
        using var trainer = new Gate<TrainerAt>();
        var (run, notices) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = In(2, trainer) });
        for (var sample = 0; sample < 4; sample++)
        {
            await notices.Event<SampleGenerated>();
        }

        var held = (await View(run)).State;
        held.Epochs.Should().ContainSingle();
        held.OutstandingSamples.Should().BeEmpty();

        trainer.Dispose();
        (await notices.Closed()).Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task The_samplers_of_an_epoch_are_alive_at_the_same_time()
    {
        using var trainer = new Gate<TrainerAt>();
        using var samplers = new Gate<SamplerAt>();
        var (_, notices) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = In(2, trainer), OnPiece = samplers.Pass });
        var held = await samplers.Arrivals(4);
        held.Select(at => at.Key).Should().BeEquivalentTo(TestRuns.Plan.SamplesOf(1));

        samplers.Dispose();
        trainer.Dispose();
        (await notices.Closed()).Status.Should().Be(RunStatus.Completed);
    }

    private static Action<TrainerAt> In(int epoch, Gate<TrainerAt> gate) => at =>
    {
        if (at.Epoch == epoch)
        {
            gate.Pass(at);
        }
    };
}
