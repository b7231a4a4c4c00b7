using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Settings;
using ActorLstm.Actors.Telemetry;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>
/// Owns one run. It persists what happens and lets the state say what should be going on: one trainer while epochs are left,
/// one sampler for each sample that is due. Children that throw or hang are replaced; the decisions are
/// <see cref="RunState"/>'s. When the run has ended it waits until every child is gone, tells its watchers, and stops.
/// A coordinator that is begun again in the same process goes on by itself; in another process it waits until it is told to
/// resume, because only who holds the run's lease may go on with it.
/// </summary>
public sealed class RunCoordinator : ReceivePersistentActor, IWithTimers
{
    // A snapshot holds the whole state: with every doubling of the events one is written, so that they cost no more than the events.
    private const long FirstSnapshot = 200;

    private readonly RunOwner owner;
    private readonly RunSettings settings;
    private readonly SteadyClock clock;
    private readonly IReadOnlyList<IActorRef> watchers;
    private readonly RunLog log;
    private readonly RunTelemetry telemetry;
    private readonly RunChildren children;
    private readonly Dictionary<IActorRef, string> failures = [];
    private readonly List<SampleFinished> finished = [];

    private RunState state = RunState.Initial;
    private SliceProgress? progress;
    private long recovered;
    private long lastSnapshot;
    private IRunCommand? halting;
    private bool goesOnThen;
    private IActorRef folder;
    private bool folderIsClosing;
    private string? filesFailure;

    /// <param name="runId">The run's id.</param>
    /// <param name="tools">What its trainer and samplers work with.</param>
    /// <param name="owner">This process.</param>
    /// <param name="settings">Retries and time-outs.</param>
    /// <param name="time">The time of the events.</param>
    /// <param name="folderProps">The actor that keeps the run's files.</param>
    /// <param name="watchers">Who is told of every <see cref="IRunNotice"/>.</param>
    public RunCoordinator(
        string runId,
        IRunTools tools,
        RunOwner owner,
        RunSettings settings,
        TimeProvider time,
        Props folderProps,
        IReadOnlyList<IActorRef> watchers)
    {
        PersistenceId = PersistenceIdOf(runId);
        this.owner = owner;
        this.settings = settings;
        clock = new SteadyClock(time);
        this.watchers = watchers;
        log = new RunLog(Context.GetLogger().WithContext("RunId", runId));
        telemetry = new RunTelemetry(runId);
        folder = Context.Watch(Context.ActorOf(folderProps, "folder"));
        children = new RunChildren(Context, this, tools, settings, time);

        Recover<SnapshotOffer>(offer => RecoverFrom((RunSnapshot)offer.Snapshot, offer.Metadata.SequenceNr));
        Recover<IRunEvent>(Recover);
        Recover<RecoveryCompleted>(_ => OnRecovered());
        Command<PauseRun>(HaltAnd);
        Command<InterruptRun>(HaltAnd);
        Command<ContinueRun>(GoOn);
        Command<IRunCommand>(Execute);
        Command<GetRun>(_ => Sender.Tell(new RunView(state, progress)));
        Command<GetTrainingProgress>(query => AskTrainer(query));
        Command<SliceTrained>(FromTrainer<SliceTrained>(slice => NoteSlice(slice.Progress)));
        Command<EpochFinished>(FromTrainer<EpochFinished>(epoch => Execute(new RecordEpoch(epoch.Progress, epoch.Checkpoint))));
        Command<ProgressWritten>(FromTrainer<ProgressWritten>(written => Execute(new RecordProgress(written.Checkpoint))));
        Command<TrainerHalted>(FromTrainer<TrainerHalted>(OnHalted));
        Command<LossDiverged>(FromTrainer<LossDiverged>(diverged => Execute(new RecordDivergence(diverged.Progress))));
        Command<CheckpointUnusable>(unusable => Execute(new RecordLostCheckpoint(unusable.Checkpoint, unusable.Reason)));
        Command<SampleAdvanced>(_ => children.NoteLife(Sender));
        Command<SampleFinished>(Gather);
        Command<RecordGathered>(_ => RecordFinished());
        Command<RunChildren.Silent>(silent => ExecuteUnlessHalting(children.OnSilent(silent)));
        Command<Terminated>(gone => OnGone(gone.ActorRef));
        Command<HaltTimedOut>(_ => CarryOutHalt());
        Command<ClosingTimedOut>(_ => CloseWithoutHung());
        Command<SaveSnapshotSuccess>(saved => DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1)));
        Command<SaveSnapshotFailure>(failed => log.SnapshotFailed(failed.Cause));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(failed => log.SnapshotFailed(failed.Cause));
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make one.</summary>
    public static Props Props(
        string runId,
        IRunTools tools,
        RunOwner owner,
        RunSettings settings,
        TimeProvider time,
        Props folderProps,
        params IReadOnlyList<IActorRef> watchers) =>
        ActorProps.Of(() => new RunCoordinator(runId, tools, owner, settings, time, folderProps, watchers));

    /// <summary>The name under which the events of a run are kept.</summary>
    public static string PersistenceIdOf(string runId) => $"run-{runId}";

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new StopAndRemember(failures);

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => TellJournalFailure(cause);

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null) => TellJournalFailure(reason);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        telemetry.Close();
        base.PostStop();
    }

    private void TellJournalFailure(Exception fault)
    {
        RunTelemetry.NoteJournalFailure();
        Tell(new JournalFailed(fault.Message), watchers);
    }

    private void RecoverFrom(RunSnapshot snapshot, long sequenceNr)
    {
        state = snapshot.ToState();
        recovered = lastSnapshot = sequenceNr;
    }

    private void Recover(IRunEvent happened)
    {
        if (LastSequenceNr != recovered + 1)
        {
            throw new InvalidDataException($"The journal lacks events {recovered + 1} to {LastSequenceNr - 1} of {PersistenceId}.");
        }

        recovered = LastSequenceNr;
        state = state.Apply(happened);
    }

    private void OnRecovered()
    {
        clock.NotBefore(state.LatestAt);
        var notice = new RunRecovered(state);
        Tell(notice, watchers);
        if (state.Owner == owner)
        {
            folder.Tell(notice);
            Reconcile();
        }
    }

    // What is to be recorded of a trainer that was told to halt is not begun again.
    private void ExecuteUnlessHalting(IReadOnlyList<IRunCommand> commands)
    {
        if (halting is not null && commands is [RecordTrainerFailure])
        {
            CarryOutHalt();
            return;
        }

        foreach (var command in commands)
        {
            Execute(command);
        }
    }

    private void Execute(IRunCommand command)
    {
        var events = state.Decide(command, clock.Now);
        if (events.Count == 0 && command is ResumeRun)
        {
            Reconcile();
            return;
        }

        var left = events.Count;
        PersistAll(events, happened =>
        {
            state = state.Apply(happened);
            log.Write(happened);
            if (command is not RestoreRun) // That was told when it happened.
            {
                telemetry.Note(happened, state);
            }

            var changed = new RunChanged(happened, state) { Number = LastSequenceNr };
            folder.Tell(changed);
            if (state.Owner == owner)
            {
                Tell(changed, watchers);
                if (--left == 0) // What a command leads to counts as a whole.
                {
                    Reconcile();
                }
            }

            TakeSnapshot();
            Context.Parent.Tell(BackoffSupervisor.Reset.Instance); // Only failures in a row count.
        });
    }

    // Texts that are finished while others are recorded are recorded together: thousands cost a few writes.
    private void Gather(SampleFinished sample)
    {
        finished.Add(sample);
        if (finished.Count == 1)
        {
            Self.Tell(RecordGathered.Instance);
        }
    }

    private void RecordFinished()
    {
        var together = new RecordSamples([.. finished]);
        finished.Clear();
        Execute(together);
    }

    private void TakeSnapshot()
    {
        if (LastSequenceNr - lastSnapshot >= Math.Max(FirstSnapshot, lastSnapshot))
        {
            lastSnapshot = LastSequenceNr;
            SaveSnapshot(RunSnapshot.Of(state));
        }
    }

    // A trainer first writes where it is, so that nothing is lost. Told twice, or late, it is not waited for.
    private void HaltAnd(IRunCommand command)
    {
        goesOnThen = false;
        if (halting is null && state.IsRunning && children.Trainer is { } trainer)
        {
            halting = command;
            trainer.Tell(HaltTrainer.Instance);
            Timers.StartSingleTimer(nameof(HaltTimedOut), HaltTimedOut.Instance, settings.HaltTimeout);
        }
        else
        {
            halting = null;
            Execute(command);
        }
    }

    // A trainer that was told to halt trains no further: the run is paused once it has halted, and goes on with another.
    private void GoOn(ContinueRun command)
    {
        if (halting is PauseRun)
        {
            goesOnThen = true;
        }
        else
        {
            Execute(command);
        }
    }

    private void OnHalted(TrainerHalted halted)
    {
        if (halted.Checkpoint is { } checkpoint)
        {
            Execute(new RecordProgress(checkpoint));
        }

        CarryOutHalt();
    }

    private void CarryOutHalt()
    {
        Timers.Cancel(nameof(HaltTimedOut));
        if (halting is { } command)
        {
            halting = null;
            Execute(command);
            if (goesOnThen)
            {
                goesOnThen = false;
                Self.Tell(new ContinueRun()); // By then the pause is recorded.
            }
        }
    }

    private void Reconcile()
    {
        children.Reconcile(state);
        if (state.EndedAt is not null)
        {
            Timers.StartSingleTimer(nameof(ClosingTimedOut), ClosingTimedOut.Instance, settings.ClosingTimeout);
            CloseIfAlone();
        }
    }

    private void NoteSlice(SliceProgress slice)
    {
        progress = slice;
        telemetry.Note(slice);
        children.NoteLife(Sender);
        Tell(new RunProgressed(slice), watchers);
    }

    // A trainer that was replaced may still finish its slice: what it says then is not heard.
    private Action<T> FromTrainer<T>(Action<T> handle) => message =>
    {
        if (Sender.Equals(children.Trainer))
        {
            handle(message);
        }
    };

    private void AskTrainer(GetTrainingProgress query)
    {
        if (children.Trainer is { } trainer)
        {
            trainer.Forward(query);
        }
        else
        {
            Sender.Tell(new TrainingProgress(progress));
        }
    }

    private void OnGone(IActorRef child)
    {
        failures.Remove(child, out var reason);
        if (child.Equals(folder))
        {
            folder = ActorRefs.Nobody;
            LoseFiles(reason ?? (folderIsClosing ? null : "their actor stopped"));
        }
        else
        {
            ExecuteUnlessHalting(children.OnGone(child, reason));
        }

        CloseIfAlone();
    }

    // A run that has ended stays as it is: then only the last notice says that its files lack something.
    private void LoseFiles(string? reason)
    {
        if (reason is not null)
        {
            filesFailure = reason;
            Execute(new FailRun($"the files of the run cannot be written: {reason}"));
        }
    }

    // Children that hang are waited for no longer; then the last lines of the files are written; then that too is given up.
    private void CloseWithoutHung()
    {
        if (folderIsClosing)
        {
            LoseFiles($"their actor gave no sign of life for {settings.ClosingTimeout.TotalSeconds} s");
            Close();
            return;
        }

        children.ForgetDismissed();
        CloseIfAlone();
        Timers.StartSingleTimer(nameof(ClosingTimedOut), ClosingTimedOut.Instance, settings.ClosingTimeout);
    }

    private void CloseIfAlone()
    {
        if (state.EndedAt is null || !children.DismissedAreGone)
        {
            return;
        }

        if (folder.IsNobody())
        {
            Close();
        }
        else if (!folderIsClosing)
        {
            folderIsClosing = true;
            folder.Tell(new RunClosed(state));
        }
    }

    private void Close()
    {
        Tell(new RunClosed(state, filesFailure), watchers);
        Context.Stop(Self);
    }

    private static void Tell(IRunNotice notice, IEnumerable<IActorRef> listeners)
    {
        foreach (var listener in listeners)
        {
            listener.Tell(notice);
        }
    }

    private sealed record RecordGathered : IDeadLetterSuppression
    {
        public static RecordGathered Instance { get; } = new();
    }

    private sealed record HaltTimedOut
    {
        public static HaltTimedOut Instance { get; } = new();
    }

    private sealed record ClosingTimedOut
    {
        public static ClosingTimedOut Instance { get; } = new();
    }
}
