using Akka.Actor;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

/// <summary>A run that stops for a while or is taken over by another process loses nothing.</summary>
public sealed class StoppingTests : RunKit
{
    [Fact]
    public async Task An_interrupted_run_first_writes_where_it_is_and_goes_on_from_there()
    {
        using var middle = new Gate<TrainerAt>();
        var (run, heard) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = at => PassIf(at is { Epoch: 2, Batch: 2 }, middle, at) });
        await middle.Arrival();
        run.Tell(new InterruptRun("the process ends"));
        await View(run);
        middle.Dispose();
        var state = await heard.Closed();
        state.Status.Should().Be(RunStatus.Interrupted);
        state.Reason.Should().Be("the process ends");
        state.Progress.Should().Be(FakeTools.Progress(2, 2));

        var tools = new ScriptedTools(new FakeTools());
        var (_, notices) = Resume(tools);
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
        tools.Slices[0].Should().Be(new TrainerAt(1, 2, 3));
        tools.Trainers.Should().Equal(FakeTools.Progress(2, 2));
    }

    [Fact]
    public async Task A_trainer_that_hangs_does_not_keep_a_run_from_being_interrupted()
    {
        using var hung = new Gate<TrainerAt>();
        var (run, notices) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = at => PassIf(at is { Epoch: 1, Batch: 2 }, hung, at) });
        await hung.Arrival();
        run.Tell(new InterruptRun("the process ends"));
        await Pass(run, Settings.HaltTimeout);
        (await notices.Event<RunEnded>()).Status.Should().Be(RunStatus.Interrupted);
        await Pass(run, Settings.ClosingTimeout);
        (await notices.Closed()).Progress.Should().BeNull();
    }

    [Fact]
    public async Task The_second_interruption_does_not_wait_for_the_trainer()
    {
        using var hung = new Gate<TrainerAt>();
        var (run, notices) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = at => PassIf(at is { Epoch: 1, Batch: 2 }, hung, at) });
        await hung.Arrival();
        run.Tell(new InterruptRun("first"));
        run.Tell(new InterruptRun("second"));
        (await notices.Event<RunEnded>()).Reason.Should().Be("second");
    }

    [Fact]
    public async Task A_paused_run_frees_its_trainer_and_goes_on_to_the_same_result()
    {
        using var middle = new Gate<TrainerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = at => PassIf(at is { Attempt: 1, Epoch: 2, Batch: 2 }, middle, at) };
        var (run, notices) = Begin(tools);
        await middle.Arrival();
        run.Tell(new PauseRun());
        await View(run);
        middle.Dispose();
        await notices.Event<RunPaused>();
        run.Tell(new ContinueRun());
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
        tools.Trainers.Should().Equal(null, FakeTools.Progress(2, 2));
        tools.DisposedTrainers.Should().Be(2);
        notices.Events.OfType<RunContinued>().Should().ContainSingle();
    }

    [Fact]
    public async Task A_run_that_is_to_go_on_before_its_trainer_has_halted_goes_on()
    {
        using var middle = new Gate<TrainerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = at => PassIf(at is { Attempt: 1, Epoch: 2, Batch: 2 }, middle, at) };
        var (run, notices) = Begin(tools);
        await middle.Arrival();
        run.Tell(new PauseRun());
        run.Tell(new ContinueRun());
        await View(run);
        middle.Dispose();
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
        tools.Trainers.Should().Equal([null, FakeTools.Progress(2, 2)], "what the first one had trained is not trained again");
    }

    [Fact]
    public async Task The_last_of_several_wishes_counts()
    {
        using var middle = new Gate<TrainerAt>();
        var (run, notices) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = at => PassIf(at is { Attempt: 1, Epoch: 2, Batch: 2 }, middle, at) });
        await middle.Arrival();
        run.Tell(new PauseRun());
        run.Tell(new ContinueRun());
        run.Tell(new PauseRun());
        await notices.Event<RunPaused>();
        middle.Dispose();
        (await View(run)).State.Status.Should().Be(RunStatus.Paused);
        run.Tell(new ContinueRun());
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_paused_run_can_be_ended(bool cancelled)
    {
        using var middle = new Gate<TrainerAt>();
        var (run, notices) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = at => PassIf(at is { Epoch: 2, Batch: 2 }, middle, at) });
        await middle.Arrival();
        run.Tell(new PauseRun());
        await View(run);
        middle.Dispose();
        await notices.Event<RunPaused>();
        run.Tell(cancelled ? new CancelRun() : new InterruptRun("the process ends"));
        (await notices.Closed()).Status.Should().Be(cancelled ? RunStatus.Cancelled : RunStatus.Interrupted);
    }

    [Fact]
    [Trait("Case", "R12")]
    public async Task Cancelled_is_told_once_the_trainer_is_gone()
    {
        using var middle = new Gate<TrainerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = at => PassIf(at is { Epoch: 2, Batch: 2 }, middle, at) };
        var (run, notices) = Begin(tools);
        await middle.Arrival();
        run.Tell(new CancelRun());
        (await notices.Event<RunEnded>()).Status.Should().Be(RunStatus.Cancelled);
        (await notices.SoFar()).Should().NotContain(notice => notice is RunClosed);
        middle.Dispose();
        await notices.Closed();
        tools.DisposedTrainers.Should().Be(1);
    }

    [Fact]
    public async Task Another_process_waits_until_it_is_told_to_resume()
    {
        using var middle = new Gate<TrainerAt>();
        var (first, _) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = at => PassIf(at is { Epoch: 2, Batch: 2 }, middle, at) });
        await middle.Arrival();
        await Stop(first, middle);

        var tools = new ScriptedTools(new FakeTools());
        var (run, notices) = Coordinate(tools, owner: Other);
        (await View(run)).State.Status.Should().Be(RunStatus.Running);
        tools.Trainers.Should().BeEmpty();
        run.Tell(new ResumeRun(Other, [], null, null));
        var state = await notices.Closed();
        state.ShouldEqual(await Undisturbed(new FakeTools()));
        state.Owner.Should().Be(Other);
        state.Resumptions.Should().Be(1);
    }

    [Fact]
    public async Task A_failed_run_that_is_resumed_has_its_retries_again()
    {
        var (_, heard) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = at => FailIf(at.Epoch == 2) });
        (await heard.Closed()).Status.Should().Be(RunStatus.Failed);

        var (_, notices) = Resume(new FakeTools());
        var state = await notices.Closed();
        state.ShouldEqual(await Undisturbed(new FakeTools()));
        state.Reason.Should().BeNull();
    }

    [Fact]
    public async Task Where_training_is_is_written_as_often_as_asked_for()
    {
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = _ => Clock.Advance(TimeSpan.FromMinutes(4)) };
        var (_, notices) = Begin(tools);
        await notices.Closed();
        notices.Events.OfType<ProgressSaved>().Select(saved => (saved.Checkpoint.Epoch, saved.Checkpoint.Batch)).Should().Equal((1, 2), (2, 2), (3, 2));
    }

    [Fact]
    public async Task A_run_that_writes_no_checkpoints_after_its_epochs_goes_on_from_where_it_wrote_last()
    {
        using var later = new Gate<TrainerAt>();
        var plan = TestRuns.Plan with { Epochs = 5, SampleEvery = 5 };
        var rare = new FakeTools { CheckpointsAfter = epoch => epoch == 5 };
        var before = new ScriptedTools(rare)
        {
            OnSlice = at =>
            {
                Clock.Advance(at is { Epoch: 1 } or { Epoch: 2, Batch: 1 } ? TimeSpan.FromMinutes(4) : TimeSpan.Zero);
                PassIf(at is { Epoch: 4, Batch: 2 }, later, at);
            },
        };
        var (first, heard) = Begin(before, plan);
        await later.Arrival();
        await heard.Event<EpochTrained>(epoch => epoch.Epoch == 3);
        await Stop(first, later);

        var after = new ScriptedTools(rare);
        var (_, notices) = Coordinate(after);
        (await notices.Closed()).ShouldEqual(await Undisturbed(rare, plan));
        after.Trainers.Should().Equal(FakeTools.Progress(2, 1));
        after.Slices[0].Should().Be(new TrainerAt(1, 2, 2));
        notices.Events.OfType<EpochTrained>().Select(epoch => epoch.Epoch).Should().Equal([4, 5], "each epoch is recorded once");
    }

    [Fact]
    public async Task A_trainer_that_trains_epochs_again_writes_where_it_is_as_often_as_otherwise()
    {
        using var later = new Gate<TrainerAt>();
        var plan = TestRuns.Plan with { Epochs = 5, SampleEvery = 5 };
        var rare = new FakeTools { CheckpointsAfter = epoch => epoch == 5 };
        var (first, heard) = Begin(new ScriptedTools(rare) { OnSlice = at => PassIf(at is { Epoch: 4, Batch: 2 }, later, at) }, plan);
        await later.Arrival();
        await heard.Event<EpochTrained>(epoch => epoch.Epoch == 3);
        await Stop(first, later);

        var (_, notices) = Coordinate(new ScriptedTools(rare) { OnSlice = at => Clock.Advance(at.Epoch < 3 ? TimeSpan.FromMinutes(4) : TimeSpan.Zero) });
        (await notices.Closed()).ShouldEqual(await Undisturbed(rare, plan));
        notices.Events.OfType<ProgressSaved>().Select(saved => (saved.Checkpoint.Epoch, saved.Checkpoint.Batch)).Should().Equal((1, 2), (2, 1), (3, 1));
    }

    [Fact]
    public async Task Where_training_is_is_written_also_where_an_epoch_is_one_slice()
    {
        var tools = new ScriptedTools(new FakeTools { CheckpointsAfter = epoch => epoch == 3 })
        {
            OnSlice = _ => Clock.Advance(TimeSpan.FromMinutes(6)),
            Report = (_, progress) => progress with { Seconds = 0.001 * progress.Batch },
        };
        var (_, notices) = Begin(tools, TestRuns.Plan with { SampleEvery = 3 });
        await notices.Closed();
        notices.Events.OfType<ProgressSaved>().Select(saved => (saved.Checkpoint.Epoch, saved.Checkpoint.Batch)).Should().Equal((1, 1), (2, 1), (3, 1));
    }

    private static RunOwner Other { get; } = TestRuns.Owner with { Process = 43, Token = "other" };

    private (IActorRef Run, Notices Notices) Resume(IRunTools tools)
    {
        var (run, notices) = Coordinate(tools, owner: Other);
        run.Tell(new ResumeRun(Other, [], null, null));
        return (run, notices);
    }

    private static void FailIf(bool condition)
    {
        if (condition)
        {
            throw new InvalidOperationException("out of memory");
        }
    }

    private static void PassIf(bool condition, Gate<TrainerAt> gate, TrainerAt at)
    {
        if (condition)
        {
            gate.Pass(at);
        }
    }
}
