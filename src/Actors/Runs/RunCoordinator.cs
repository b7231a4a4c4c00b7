using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Sampling;
using ActorLstm.Actors.Settings;
using ActorLstm.Actors.Training;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>
/// Owns one run. It persists what happens and lets the state say what should be going on: one trainer while epochs are left,
/// one sampler for each sample that is due. Children that throw or hang are replaced; the decisions are
/// <see cref="RunState"/>'s. When the run has ended it waits until every child is gone, tells its watchers, and stops.
/// </summary>
public sealed class RunCoordinator : ReceivePersistentActor, IWithTimers
{
    private const string FolderName = "folder";
    private static readonly TimeSpan ClosingTimeout = TimeSpan.FromSeconds(10);

    private readonly IRunTools tools;
    private readonly SupervisionOptions supervision;
    private readonly TimeProvider time;
    private readonly IReadOnlyList<IActorRef> watchers;
    private readonly RunLog log;
    private readonly Dictionary<IActorRef, SampleJob> samplers = [];
    private readonly Dictionary<IActorRef, string> failures = [];
    private readonly HashSet<IActorRef> leaving = [];

    private RunState state = RunState.Initial;
    private SliceProgress? progress;
    private IActorRef? trainer;
    private IActorRef? folder;
    private string? filesFailure;
    private int children;

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
        this.tools = tools;
        this.supervision = supervision;
        this.time = time;
        this.watchers = watchers;
        log = new RunLog(Context.GetLogger().WithContext("RunId", runId));
        folder = Context.Watch(Context.ActorOf(folderProps, FolderName));

        Recover<IRunEvent>(happened => state = state.Apply(happened));
        Recover<RecoveryCompleted>(_ => Reconcile());
        Command<IRunCommand>(Execute);
        Command<GetRun>(_ => Sender.Tell(new RunView(state, progress)));
        Command<GetTrainingProgress>(query => AskTrainer(query));
        Command<SliceTrained>(FromTrainer<SliceTrained>(slice => NoteSlice(slice.Progress)));
        Command<EpochFinished>(FromTrainer<EpochFinished>(epoch => Execute(new RecordEpoch(epoch.Progress, epoch.Checkpoint))));
        Command<TrainingDiverged>(FromTrainer<TrainingDiverged>(diverged => Execute(new RecordDivergence(diverged.Progress))));
        Command<SampleAdvanced>(_ => WatchSampler(Sender));
        Command<SampleFinished>(finished => Execute(new RecordSample(finished.Job, finished.Result)));
        Command<TrainerSilent>(silent => ReplaceSilent(silent.Trainer, supervision.StallTimeout));
        Command<SamplerSilent>(silent => ReplaceSilent(silent.Sampler, supervision.SampleTimeout));
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

    private void Execute(IRunCommand command)
    {
        PersistAll(state.Decide(command, time.GetUtcNow()), happened =>
        {
            state = state.Apply(happened);
            log.Write(happened);
            var changed = new RunChanged(happened, state);
            folder?.Tell(changed);
            Tell(changed, watchers);
            Reconcile();
        });
    }

    // What should be going on follows from the state: begin what is missing, stop what is no longer wanted.
    private void Reconcile()
    {
        if (trainer is not null && !state.NeedsTraining)
        {
            Dismiss(trainer);
            trainer = null;
        }

        if (trainer is null && state.NeedsTraining)
        {
            trainer = Begin(TrainerActor.Props(tools, state.Plan!.Epochs, state.LastCheckpoint), "trainer");
            WatchTrainer();
        }

        var wanted = state.OutstandingSamples.ToDictionary(job => job.Key);
        foreach (var (sampler, job) in samplers.ToList())
        {
            if (!wanted.Remove(job.Key))
            {
                samplers.Remove(sampler);
                Dismiss(sampler);
            }
        }

        foreach (var job in wanted.Values)
        {
            var sampler = Begin(SamplerActor.Props(tools, job, time), "sampler");
            samplers.Add(sampler, job);
            WatchSampler(sampler);
        }

        if (state.EndedAt is not null)
        {
            Timers.StartSingleTimer(nameof(ClosingTimedOut), ClosingTimedOut.Instance, ClosingTimeout);
            CloseIfAlone();
        }
    }

    private IActorRef Begin(Props props, string name) => Context.Watch(Context.ActorOf(props, $"{name}-{++children}"));

    private void Dismiss(IActorRef child)
    {
        Timers.Cancel(child);
        leaving.Add(child);
        Context.Stop(child);
    }

    private void WatchTrainer() => Timers.StartSingleTimer(trainer!, new TrainerSilent(trainer!), supervision.StallTimeout);

    private void WatchSampler(IActorRef sampler)
    {
        if (samplers.ContainsKey(sampler))
        {
            Timers.StartSingleTimer(sampler, new SamplerSilent(sampler), supervision.SampleTimeout);
        }
    }

    private void NoteSlice(SliceProgress slice)
    {
        progress = slice;
        WatchTrainer();
        Tell(new RunProgressed(slice), watchers);
    }

    // A trainer that was replaced may still finish its slice: what it says then is not heard.
    private Action<T> FromTrainer<T>(Action<T> handle) => message =>
    {
        if (Sender.Equals(trainer))
        {
            handle(message);
        }
    };

    private void AskTrainer(GetTrainingProgress query)
    {
        if (trainer is null)
        {
            Sender.Tell(new TrainingProgress(progress));
        }
        else
        {
            trainer.Forward(query);
        }
    }

    // A child that hangs cannot be waited for: it is told to stop, forgotten, and replaced under another name.
    private void ReplaceSilent(IActorRef child, TimeSpan timeout)
    {
        Context.Unwatch(child);
        Context.Stop(child);
        ReportFailure(child, $"it gave no sign of life for {timeout.TotalSeconds:0.###} s");
    }

    private void OnGone(IActorRef child)
    {
        Timers.Cancel(child);
        failures.Remove(child, out var reason);
        var expected = leaving.Remove(child);
        if (child.Path.Name == FolderName)
        {
            folder = null;
            LoseFiles(reason ?? (expected ? null : "their actor stopped"));
            CloseIfAlone();
            return;
        }

        if (expected)
        {
            CloseIfAlone();
            return;
        }

        ReportFailure(child, reason ?? "it stopped by itself");
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

    private void ReportFailure(IActorRef child, string reason)
    {
        if (child.Equals(trainer))
        {
            trainer = null;
            progress = null;
            Execute(new RecordTrainerFailure(reason));
        }
        else if (samplers.Remove(child, out var job))
        {
            Execute(new RecordSamplerFailure(job.Key, reason));
        }
    }

    private void CloseWithoutHung()
    {
        if (folder is null)
        {
            LoseFiles(leaving.Any(child => child.Path.Name == FolderName) ? $"their actor gave no sign of life for {ClosingTimeout.TotalSeconds} s" : null);
            Close();
            return;
        }

        leaving.Clear();
        CloseIfAlone();
        Timers.StartSingleTimer(nameof(ClosingTimedOut), ClosingTimedOut.Instance, ClosingTimeout);
    }

    private void CloseIfAlone()
    {
        if (state.EndedAt is null || leaving.Count > 0)
        {
            return;
        }

        if (folder is null)
        {
            Close();
            return;
        }

        leaving.Add(folder);
        folder.Tell(new RunClosed(state));
        folder = null;
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

    private sealed record TrainerSilent(IActorRef Trainer);

    private sealed record SamplerSilent(IActorRef Sampler);

    private sealed record ClosingTimedOut
    {
        public static ClosingTimedOut Instance { get; } = new();
    }
}
