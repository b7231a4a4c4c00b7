using Akka.Actor;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class EndingTests : RunKit
{
    private static readonly TimeSpan ClosingTimeout = TimeSpan.FromSeconds(10);

    public static TheoryData<IRunCommand, RunStatus, string?> Endings => new()
    {
        { new CancelRun(), RunStatus.Cancelled, null },
        { new InterruptRun("the process ends"), RunStatus.Interrupted, "the process ends" },
    };

    [Theory]
    [MemberData(nameof(Endings), DisableDiscoveryEnumeration = true)]
    [Trait("Case", "R12")]
    public async Task In_an_epoch_it_ends_within_the_slice(IRunCommand ending, RunStatus status, string? reason)
    {
        using var middle = new Gate<TrainerAt>();
        var tools = new ScriptedTools(new FakeTools())
        {
            OnSlice = at =>
            {
                if (at is { Epoch: 2, Batch: 2 })
                {
                    middle.Pass(at);
                }
            },
        };
        var (run, notices) = Begin(tools);
        await middle.Arrival();
        run.Tell(ending);
        await View(run);
        middle.Dispose();

        var state = await notices.Closed();
        state.Status.Should().Be(status);
        state.Reason.Should().Be(reason);
        state.Epochs.Keys.Should().Equal(1);
        tools.Slices[^1].Should().Be(new TrainerAt(1, 2, 2));
        tools.DisposedTrainers.Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Endings), DisableDiscoveryEnumeration = true)]
    [Trait("Case", "R12")]
    public async Task While_it_samples_it_ends_within_the_piece(IRunCommand ending, RunStatus status, string? reason)
    {
        using var middle = new Gate<SamplerAt>();
        var tools = new ScriptedTools(new FakeTools())
        {
            OnPiece = at =>
            {
                if (at.Piece == 2)
                {
                    middle.Pass(at);
                }
            },
        };
        var (run, notices) = Begin(tools, TestRuns.Plan with { Epochs = 1 });
        await middle.Arrivals(4);
        run.Tell(ending);
        await notices.Event<RunEnded>();
        await View(run);
        middle.Dispose();

        var state = await notices.Closed();
        state.Status.Should().Be(status);
        state.Reason.Should().Be(reason);
        state.Samples.Should().BeEmpty();
        tools.Pieces.Should().AllSatisfy(at => at.Piece.Should().BeLessThanOrEqualTo(2));
    }

    [Fact]
    public async Task It_is_closed_only_once_the_trainer_is_disposed()
    {
        using var training = new Gate<TrainerAt>();
        using var disposing = new Gate<string>();
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = training.Pass, OnDispose = () => disposing.Pass("trainer") };
        var (run, notices) = Begin(tools);
        await training.Arrival();
        run.Tell(new CancelRun());
        await notices.Event<RunEnded>();
        training.Dispose();
        await disposing.Arrival();
        await View(run);
        (await notices.SoFar()).OfType<RunClosed>().Should().BeEmpty();

        disposing.Dispose();
        await notices.Closed();
        tools.DisposedTrainers.Should().Be(1);
    }

    [Fact]
    public async Task A_second_ending_changes_nothing()
    {
        using var training = new Gate<TrainerAt>();
        var (run, notices) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = training.Pass });
        await training.Arrival();
        run.Tell(new CancelRun());
        run.Tell(new InterruptRun("the process ends"));
        run.Tell(new FailRun("no room"));
        await View(run);
        training.Dispose();
        (await notices.Closed()).Status.Should().Be(RunStatus.Cancelled);
        notices.Events.OfType<RunEnded>().Should().ContainSingle();
    }

    [Fact]
    public async Task A_trainer_that_hangs_keeps_it_from_closing_for_a_time_alone()
    {
        using var hung = new Gate<TrainerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = hung.Pass };
        var (run, notices) = Begin(tools);
        await hung.Arrival();
        run.Tell(new CancelRun());
        await Pass(run, ClosingTimeout - TimeSpan.FromTicks(1));
        await View(run);
        (await notices.SoFar()).OfType<RunClosed>().Should().BeEmpty();

        await Pass(run, TimeSpan.FromTicks(1));
        (await notices.Closed()).Status.Should().Be(RunStatus.Cancelled);
        tools.DisposedTrainers.Should().Be(0);
    }

    [Fact]
    public async Task Files_that_are_never_written_keep_it_from_closing_for_a_time_alone()
    {
        var told = new TaskCompletionSource<RunClosed>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (run, notices) = Begin(new FakeTools(), folder: Props.Create(() => new DeafFolder(told)));
        (await told.Task).State.Status.Should().Be(RunStatus.Completed);
        await View(run);
        (await notices.SoFar()).OfType<RunClosed>().Should().BeEmpty();

        await Pass(run, ClosingTimeout);
        var closing = await notices.Closing();
        closing.State.Status.Should().Be(RunStatus.Completed);
        closing.FilesFailure.Should().Be("their actor gave no sign of life for 10 s");
    }

    [Theory]
    [InlineData(typeof(RunEnded))]
    [InlineData(typeof(RunClosed))]
    public async Task Files_that_can_no_longer_be_written_at_the_end_are_told_with_the_last_notice(Type last)
    {
        var (_, notices) = Begin(new FakeTools(), folder: Props.Create(() => new BreakingFolder(last)));
        var closing = await notices.Closing();
        closing.State.Status.Should().Be(RunStatus.Completed);
        closing.FilesFailure.Should().Be("no space left on device");
    }

    [Fact]
    public async Task A_run_whose_files_cannot_be_written_fails_with_the_reason()
    {
        using var training = new Gate<TrainerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = training.Pass };
        var (_, notices) = Begin(tools, folder: Props.Create(() => new BreakingFolder(typeof(RunStarted))));
        await notices.Event<RunEnded>();
        training.Dispose();
        var closing = await notices.Closing();
        var state = closing.State;
        closing.FilesFailure.Should().Be("no space left on device");
        state.Status.Should().Be(RunStatus.Failed);
        state.Reason.Should().Be("the files of the run cannot be written: no space left on device");
        tools.DisposedTrainers.Should().Be(tools.Trainers.Count);
    }

    private sealed class DeafFolder : ReceiveActor
    {
        public DeafFolder(TaskCompletionSource<RunClosed> told) => Receive<RunClosed>(closed => told.SetResult(closed));
    }

    private sealed class BreakingFolder : ReceiveActor
    {
        public BreakingFolder(Type at)
        {
            Receive<RunChanged>(changed => BreakIf(changed.Happened.GetType() == at));
            Receive<RunClosed>(closed =>
            {
                BreakIf(closed.GetType() == at);
                Context.Stop(Self);
            });
        }

        private static void BreakIf(bool here)
        {
            if (here)
            {
                throw new IOException("no space left on device");
            }
        }
    }
}
