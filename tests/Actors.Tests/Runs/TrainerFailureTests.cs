using Akka.Actor;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class TrainerFailureTests : RunKit
{
    [Theory]
    [InlineData(1, 3, 2)]
    [InlineData(2, 4, 2)]
    [InlineData(3, 2, 0)]
    public async Task A_trainer_that_throws_goes_on_from_the_last_checkpoint_to_the_same_result(int checkpointEvery, int epoch, int from)
    {
        var plan = TestRuns.Plan with { Epochs = 4, SampleEvery = 4 };
        var fake = new FakeTools { CheckpointsAfter = trained => trained % checkpointEvery == 0 || trained == 4 };
        var tools = new ScriptedTools(fake) { OnSlice = Throw(at => at.Attempt == 1 && at.Epoch == epoch && at.Batch == 2) };
        var (_, notices) = Begin(tools, plan);
        var state = await notices.Closed();

        state.ShouldEqual(await Undisturbed(fake, plan));
        tools.Trainers.Should().Equal(null, from == 0 ? null : FakeTools.Checkpoint(from));
        tools.DisposedTrainers.Should().Be(2);
        notices.Events.OfType<TrainerReplaced>().Should().ContainSingle().Which.Reason.Should().Be("out of memory");
        notices.Events.OfType<EpochTrained>().Select(trained => trained.Epoch).Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task A_trainer_that_is_killed_goes_on_from_the_last_checkpoint_to_the_same_result()
    {
        using var middle = new Gate<TrainerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = When(at => at is { Attempt: 1, Epoch: 2, Batch: 2 }, middle.Pass) };
        var (run, notices) = Begin(tools);
        await middle.Arrival();
        Child(run, "trainer-1").Tell(Kill.Instance);
        middle.Dispose();
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
        tools.Trainers.Should().Equal(null, FakeTools.Checkpoint(1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_trainer_that_always_throws_fails_the_run_with_the_reason(int batch)
    {
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = Throw(at => at.Epoch == 1 && at.Batch == batch) };
        var (_, notices) = Begin(tools);
        var state = await notices.Closed();
        state.Status.Should().Be(RunStatus.Failed);
        state.Reason.Should().Be("the trainer failed 2 times in epoch 1, the last time: out of memory");
        tools.Trainers.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_trainer_has_its_retries_again_after_each_epoch()
    {
        var failed = new HashSet<int>();
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = Throw(at => at.Batch == 2 && failed.Add(at.Epoch)) };
        var (_, notices) = Begin(tools);
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
        tools.Trainers.Should().Equal(null, null, FakeTools.Checkpoint(1), FakeTools.Checkpoint(2));
    }

    [Fact]
    [Trait("Case", "R14")]
    public async Task A_checkpoint_that_cannot_be_written_fails_the_run_with_the_reason()
    {
        var tools = new ScriptedTools(new FakeTools()) { OnSave = _ => throw new IOException("no space left on device") };
        var (_, notices) = Begin(tools);
        var state = await notices.Closed();
        state.Status.Should().Be(RunStatus.Failed);
        state.Reason.Should().EndWith("no space left on device");
        state.Epochs.Should().BeEmpty();
    }

    [Fact]
    [Trait("Case", "R7")]
    public async Task A_trainer_that_hangs_is_replaced_after_the_stall_time_out()
    {
        using var hung = new Gate<TrainerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = When(at => at is { Attempt: 1, Epoch: 3, Batch: 2 }, hung.Pass) };
        var (run, notices) = Begin(tools);
        await hung.Arrival();
        await Samples(8, notices);

        await Pass(run, Supervision.StallTimeout - TimeSpan.FromTicks(1));
        (await View(run)).State.TrainerRetries.Should().Be(0);
        await Pass(run, TimeSpan.FromTicks(1));
        (await notices.Event<TrainerReplaced>()).Reason.Should().Be("it gave no sign of life for 600 s");
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
        tools.Trainers.Should().Equal(null, FakeTools.Checkpoint(2));
    }

    [Fact]
    [Trait("Case", "R7")]
    public async Task A_trainer_that_hangs_again_and_again_fails_the_run_with_the_reason()
    {
        using var hung = new Gate<TrainerAt>();
        var (run, notices) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = hung.Pass });
        await hung.Arrival();
        await Pass(run, Supervision.StallTimeout);
        await hung.Arrival();
        await Pass(run, Supervision.StallTimeout);
        var state = await notices.Closed();
        state.Status.Should().Be(RunStatus.Failed);
        state.Reason.Should().Be("the trainer failed 2 times in epoch 1, the last time: it gave no sign of life for 600 s");
    }

    [Fact]
    public async Task A_trainer_that_is_slow_but_alive_is_left_alone()
    {
        using var slices = new Gate<TrainerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = When(at => at.Batch > 0, slices.Pass) };
        var (run, notices) = Begin(tools, TestRuns.Plan with { Epochs = 2, SampleEvery = 2 });
        for (var slice = 1; slice <= 2 * FakeTools.Batches; slice++)
        {
            await slices.Arrival();
            await Pass(run, Supervision.StallTimeout * 0.75);
            (await View(run)).State.TrainerRetries.Should().Be(0);
            slices.Let();
        }

        (await notices.Closed()).Status.Should().Be(RunStatus.Completed);
        tools.Trainers.Should().ContainSingle();
    }

    [Fact]
    public async Task What_a_replaced_trainer_says_late_is_not_heard()
    {
        using var hung = new Gate<TrainerAt>();
        using var second = new Gate<TrainerAt>();
        var disposed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tools = new ScriptedTools(new FakeTools())
        {
            OnSlice = at =>
            {
                if (at is { Epoch: 2, Batch: FakeTools.Batches })
                {
                    (at.Attempt == 1 ? hung : second).Pass(at);
                }
            },
            Report = (at, progress) => at is { Attempt: 1, Epoch: 2, Batch: FakeTools.Batches } ? progress with { Loss = 99 } : progress,
            OnDispose = () => disposed.TrySetResult(),
        };
        var (run, notices) = Begin(tools);
        await hung.Arrival();
        await Samples(4, notices);
        await Pass(run, Supervision.StallTimeout);
        await second.Arrival();

        hung.Dispose();
        await disposed.Task;
        (await View(run)).State.Epochs.Keys.Should().Equal(1);
        (await notices.SoFar()).OfType<RunProgressed>().Should().NotContain(progressed => progressed.Progress.Loss == 99);
        second.Dispose();
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task A_loss_that_is_no_number_ends_the_run_as_diverged(double loss)
    {
        var tools = new ScriptedTools(new FakeTools())
        {
            Report = (at, progress) => at is { Epoch: 2, Batch: 2 } ? progress with { Loss = loss, RecentLoss = loss, Divergence = $"the loss became {loss}" } : progress,
        };
        var (_, notices) = Begin(tools);
        var state = await notices.Closed();
        state.Status.Should().Be(RunStatus.Diverged);
        state.Reason.Should().Contain($"the loss became {loss} in epoch 2, batch 2");
        state.Epochs.Keys.Should().Equal(1);
        tools.Slices[^1].Should().Be(new TrainerAt(1, 2, 2), "it trains no further");
        tools.DisposedTrainers.Should().Be(1);
    }

    private static async Task Samples(int count, Notices notices)
    {
        for (var sample = 0; sample < count; sample++)
        {
            await notices.Event<SampleGenerated>();
        }
    }

    private static Action<TrainerAt> When(Func<TrainerAt, bool> where, Action<TrainerAt> act) => at =>
    {
        if (where(at))
        {
            act(at);
        }
    };

    private static Action<TrainerAt> Throw(Func<TrainerAt, bool> where) =>
        When(where, _ => throw new InvalidOperationException("out of memory"));
}
