using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Settings;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>
/// Owns one run. It persists what happens and lets the state say what should be going on: one trainer while epochs are left,
/// one sampler for each sample that is due. Children that throw or hang are replaced; the decisions are
/// <see cref="RunState"/>'s. When the run has ended it waits until every child is gone, tells its watchers, and stops.
/// </summary>
public sealed class RunCoordinator : ReceivePersistentActor, IWithTimers
{
    private static readonly TimeSpan ClosingTimeout = TimeSpan.FromSeconds(10);

    private readonly TimeProvider time;
    private readonly IReadOnlyList<IActorRef> watchers;
    private readonly RunLog log;
    private readonly RunChildren children;
    private readonly Dictionary<IActorRef, string> failures = [];

    private RunState state = RunState.Initial;
    private SliceProgress? progress;
    private IActorRef folder;
    private bool folderIsClosing;
    private string? filesFailure;

    /// <param name="runId">The run's id.</param>
    /// <param name="tools">What its trainer and samplers work with.</param>
    /// <param name="supervision">Retries and time-outs.</param>
    /// <param name="time">The time of the events.</param>
    /// <param name="folderProps">The actor that keeps the run's files.</param>
    /// <param name="watchers">Who is told of every <see cref="IRunNotice"/>.</param>
    public RunCoordinator(
        string runId,
        IRunTools tools,
        SupervisionOptions supervision,
        TimeProvider time,
        Props folderProps,
        IReadOnlyList<IActorRef> watchers)
    {
        PersistenceId = $"run-{runId}";
        this.time = time;
        this.watchers = watchers;
        log = new RunLog(Context.GetLogger().WithContext("RunId", runId));
        folder = Context.Watch(Context.ActorOf(folderProps, "folder"));
        children = new RunChildren(Context, this, tools, supervision, time);

        Recover<IRunEvent>(happened => state = state.Apply(happened));
        Recover<RecoveryCompleted>(_ => Reconcile());
        Command<IRunCommand>(Execute);
        Command<GetRun>(_ => Sender.Tell(new RunView(state, progress)));
        Command<GetTrainingProgress>(query => AskTrainer(query));
        Command<SliceTrained>(FromTrainer<SliceTrained>(slice => NoteSlice(slice.Progress)));
        Command<EpochFinished>(FromTrainer<EpochFinished>(epoch => Execute(new RecordEpoch(epoch.Progress, epoch.Checkpoint))));
        Command<LossDiverged>(FromTrainer<LossDiverged>(diverged => Execute(new RecordDivergence(diverged.Progress))));
        Command<SampleAdvanced>(_ => children.NoteLife(Sender));
        Command<SampleFinished>(finished => Execute(new RecordSample(finished.Job, finished.Result)));
        Command<RunChildren.Silent>(silent => Execute(children.OnSilent(silent)));
        Command<Terminated>(gone => OnGone(gone.ActorRef));
        Command<ClosingTimedOut>(_ => CloseWithoutHung());
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make one.</summary>
    public static Props Props(
        string runId,
        IRunTools tools,
        SupervisionOptions supervision,
        TimeProvider time,
        Props folderProps,
        params IReadOnlyList<IActorRef> watchers) =>
        Akka.Actor.Props.Create(() => new RunCoordinator(runId, tools, supervision, time, folderProps, watchers));

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new StopAndRemember(failures);

    private void Execute(IRunCommand? command)
    {
        if (command is null)
        {
            return;
        }

        PersistAll(state.Decide(command, time.GetUtcNow()), happened =>
        {
            state = state.Apply(happened);
            log.Write(happened);
            var changed = new RunChanged(happened, state);
            folder.Tell(changed);
            Tell(changed, watchers);
            Reconcile();
        });
    }

    private void Reconcile()
    {
        children.Reconcile(state);
        if (state.EndedAt is not null)
        {
            Timers.StartSingleTimer(nameof(ClosingTimedOut), ClosingTimedOut.Instance, ClosingTimeout);
            CloseIfAlone();
        }
    }

    private void NoteSlice(SliceProgress slice)
    {
        progress = slice;
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
            Execute(children.OnGone(child, reason));
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
            LoseFiles($"their actor gave no sign of life for {ClosingTimeout.TotalSeconds} s");
            Close();
            return;
        }

        children.ForgetDismissed();
        CloseIfAlone();
        Timers.StartSingleTimer(nameof(ClosingTimedOut), ClosingTimedOut.Instance, ClosingTimeout);
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

    private sealed record ClosingTimedOut
    {
        public static ClosingTimedOut Instance { get; } = new();
    }
}
