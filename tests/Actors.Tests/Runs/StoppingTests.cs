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
