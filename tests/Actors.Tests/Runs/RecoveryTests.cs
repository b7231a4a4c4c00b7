using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using Akka.Actor;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class RecoveryTests : RunKit
{
    [Fact]
    public async Task A_run_that_is_opened_again_goes_on_where_it_was()
    {
        using var trainer = new Gate<TrainerAt>();
        using var sampler = new Gate<SamplerAt>();
        var left = new SampleKey(2, 0.5, 1);
        var before = new ScriptedTools(new FakeTools())
        {
            OnSlice = at => PassIf(at is { Epoch: 3, Batch: 2 }, trainer, at),
            OnPiece = at => PassIf(at.Key == left && at.Piece == 2, sampler, at),
        };
        var (first, heard) = Begin(before);
        await trainer.Arrival();
        await sampler.Arrival();
        for (var sample = 0; sample < 7; sample++)
        {
            await heard.Event<SampleGenerated>();
        }

        await Stop(first, trainer, sampler);
        var after = new ScriptedTools(new FakeTools());
        var (_, notices) = Coordinate(after);
        var state = await notices.Closed();

        state.ShouldEqual(await Undisturbed(new FakeTools()));
        before.DisposedTrainers.Should().Be(1);
        after.Trainers.Should().Equal(FakeTools.Checkpoint(2));
        after.Samplers.Select(job => job.Key).Should().BeEquivalentTo(TestRuns.Plan.SamplesOf(3).Append(left));
        notices.Events.OfType<SampleGenerated>().Should().HaveCount(5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Case", "F28")]
    public async Task A_clock_that_was_set_back_before_a_run_is_opened_again_puts_no_event_before_an_earlier_one(bool withTexts)
    {
        using var trainer = new Gate<TrainerAt>();
        using var sampler = new Gate<SamplerAt>();
        var (before, setBack) = (new SetBackTime(), new SetBackTime());
        var tools = new ScriptedTools(new FakeTools())
        {
            OnSlice = at =>
            {
                PassIf(at.Epoch == 2, trainer, at);
                before.Pass(TimeSpan.FromMinutes(1));
            },
            OnPiece = at =>
            {
                PassIf(!withTexts, sampler, at);
                before.Pass(TimeSpan.FromHours(1));
            },
        };
        var (heard, notices) = (new Notices(Sys), new Notices(Sys));
        var first = Sys.ActorOf(RunCoordinator.Props("test", tools, TestRuns.Owner, Settings, before, NoFolder, heard.Listener));
        first.Tell(TestRuns.Start());
        await trainer.Arrival();
        await heard.Event<EpochTrained>();
        for (var sample = 0; withTexts && sample < 4; sample++)
        {
            await heard.Event<SampleGenerated>();
        }

        await Stop(first, trainer, sampler);
        Sys.ActorOf(RunCoordinator.Props("test", new FakeTools(), TestRuns.Owner, Settings, setBack, NoFolder, notices.Listener));
        await notices.Closed();

        setBack.GetUtcNow().Should().BeBefore(heard.Events[^1].At);
        heard.Events.Concat(notices.Events).Select(happened => happened.At).Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task Retries_that_were_used_up_stay_used_up()
    {
        using var trainer = new Gate<TrainerAt>();
        var (first, heard) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = at => FailOnceThenHold(at, trainer) });
        await heard.Event<TrainerReplaced>();
        await trainer.Arrival();
        await Stop(first, trainer);

        var (_, notices) = Coordinate(new ScriptedTools(new FakeTools()) { OnSlice = _ => throw new InvalidOperationException("out of memory") });
        (await notices.Closed()).Reason.Should().Be("the trainer failed 2 times in epoch 1, the last time: out of memory");
    }

    [Fact]
    public async Task A_run_that_had_ended_is_closed_at_once()
    {
        var (_, heard) = Begin(new FakeTools());
        var ended = await heard.Closed();

        var tools = new ScriptedTools(new FakeTools());
        var (_, notices) = Coordinate(tools);
        (await notices.Closed()).ShouldEqual(ended);
        tools.Trainers.Should().BeEmpty();
        tools.Samplers.Should().BeEmpty();
    }

    private static void FailOnceThenHold(TrainerAt at, Gate<TrainerAt> gate)
    {
        if (at.Attempt == 1)
        {
            throw new InvalidOperationException("out of memory");
        }

        gate.Pass(at);
    }

    private static void PassIf<T>(bool condition, Gate<T> gate, T at)
    {
        if (condition)
        {
            gate.Pass(at);
        }
    }
}
