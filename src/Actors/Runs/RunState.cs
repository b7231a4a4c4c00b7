using System.Collections.Immutable;
using ActorLstm.Actors.Messages;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>
/// A run as its events tell it. Pure: <see cref="Decide"/> turns a command into events, <see cref="Apply"/> turns an event
/// into the next state, and what should be going on follows from the state alone. It knows no actors, files or clocks.
/// </summary>
public sealed record RunState
{
    /// <summary>A run of which nothing has happened yet.</summary>
    public static RunState Initial { get; } = new();

    /// <summary>What has become of it.</summary>
    public RunStatus Status { get; init; } = RunStatus.Queued;

    /// <summary>Why it ended as it did.</summary>
    public string? Reason { get; init; }

    /// <summary>What is fixed about it; null before it began.</summary>
    public RunFacts? Facts { get; init; }

    /// <summary>What it has to do; null before it began.</summary>
    public RunPlan? Plan { get; init; }

    /// <summary>The text of <c>experiment.conf</c>; null before it began.</summary>
    public string? Configuration { get; init; }

    /// <summary>The process that works on it, or did so last; null before it began.</summary>
    public RunOwner? Owner { get; init; }

    /// <summary>What differed where it was resumed, and was accepted; then it need not be the same run any more.</summary>
    public ImmutableList<string> Drift { get; init; } = [];

    /// <summary>How often another process took it over.</summary>
    public int Resumptions { get; init; }

    /// <summary>What it has achieved since its present process took it over.</summary>
    public RunLife Life { get; init; } = RunLife.First;

    /// <summary>After which epoch it stands still until it is told how to go on; null: it trains to its end.</summary>
    public int? EpochLimit { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The latest time that is known of it; null before it began.</summary>
    public DateTimeOffset? LatestAt => new[] { StartedAt, EndedAt, Latest(Epochs.Values), Latest(Samples.Values), Latest(Adopted.Values), Latest(Divergences) }.Max();

    /// <summary>The epochs that were trained, in their order.</summary>
    public ImmutableSortedDictionary<int, EpochTrained> Epochs { get; init; } = ImmutableSortedDictionary<int, EpochTrained>.Empty;

    /// <summary>How training stood after each of them.</summary>
    public ImmutableSortedDictionary<int, Standing> Standings { get; init; } = ImmutableSortedDictionary<int, Standing>.Empty;

    /// <summary>How often the checkpoint of an epoch was written again, so that another one may take its place; counted in this process alone.</summary>
    public int Restorations { get; init; }

    /// <summary>The checkpoints of another run that texts are generated from, by epoch; none where the run trains.</summary>
    public ImmutableSortedDictionary<int, CheckpointAdopted> Adopted { get; init; } = ImmutableSortedDictionary<int, CheckpointAdopted>.Empty;

    /// <summary>The newest checkpoint in the middle of an epoch; null where there is none after the last one at the end of an epoch.</summary>
    public CheckpointRef? Progress { get; init; }

    /// <summary>The texts that were generated.</summary>
    public ImmutableDictionary<SampleKey, SampleGenerated> Samples { get; init; } = ImmutableDictionary<SampleKey, SampleGenerated>.Empty;

    /// <summary>The samples of trained epochs, or of checkpoints that were taken over, that were not generated, whatever has become of the run.</summary>
    public ImmutableSortedDictionary<SampleKey, SampleJob> MissingSamples { get; init; } = ImmutableSortedDictionary.Create<SampleKey, SampleJob>(SampleKey.Order);

    /// <summary>The checkpoints that are damaged or gone and were not written again.</summary>
    public ImmutableHashSet<CheckpointRef> LostCheckpoints { get; init; } = [];

    /// <summary>How often each checkpoint was lost.</summary>
    public ImmutableDictionary<CheckpointRef, int> Losses { get; init; } = ImmutableDictionary<CheckpointRef, int>.Empty;

    /// <summary>How often the trainer was begun again since the last epoch was trained.</summary>
    public int TrainerRetries { get; init; }

    /// <summary>How often each sample was begun again.</summary>
    public ImmutableDictionary<SampleKey, int> SampleRetries { get; init; } = ImmutableDictionary<SampleKey, int>.Empty;

    /// <summary>Every time that training diverged.</summary>
    public ImmutableList<TrainingDiverged> Divergences { get; init; } = [];

    /// <summary>The times that training went back to the best checkpoint.</summary>
    public IEnumerable<TrainingDiverged> Rollbacks => Divergences.Where(divergence => divergence.Action == DivergencePolicy.Rollback);

    /// <summary>Why training was given up, where it was; the samples that are due are still generated.</summary>
    public string? Divergence => Divergences.FindLast(divergence => divergence.Action == DivergencePolicy.Stop)?.Reason;

    /// <summary>Whether it is under way.</summary>
    public bool IsRunning => Status == RunStatus.Running;

    /// <summary>Whether a process can take it over, once no other works on it.</summary>
    public bool CanBeResumed => Facts is not null && Status is RunStatus.Running or RunStatus.Paused or RunStatus.Interrupted or RunStatus.Failed;

    /// <summary>Whether there is something to train.</summary>
    public bool NeedsTraining => IsRunning && (FirstLostEpoch is not null || (IsUnfinished && !IsAtLimit));

    /// <summary>Whether it has done everything up to its <see cref="EpochLimit"/> and waits to be told how to go on.</summary>
    public bool IsHeld => IsRunning && IsUnfinished && IsAtLimit && MissingSamples.IsEmpty;

    /// <summary>
    /// Whether its present process has achieved anything: it trained, and generated the texts that were due before; or, where there is nothing to
    /// train, it generated a text. If other processes generate the texts, only training counts: without anything to train, the process does
    /// nothing that could end it.
    /// </summary>
    public bool HasProgressed => (NeedsTraining, Owner is { SharesSampling: true }) switch
    {
        (true, true) => Life.HasTrained,
        (true, false) => Life.HasTrained && !OwesOldTexts,
        (false, true) => IsRunning || Life.HasTrained || Life.HasSampled,
        (false, false) => Life.HasTrained || Life.HasSampled,
    };

    /// <summary>Whether a process works on it and has achieved nothing yet: if that process dies, this run may be the cause.</summary>
    public bool IsUnproven => IsRunning && !IsHeld && !HasProgressed;

    /// <summary>Whether it failed because its processes died: see <see cref="Settings.SupervisionOptions.MaxDeaths"/>.</summary>
    public bool IsSetAside => Status == RunStatus.Failed && Life is { Deaths: > 0, HasTrained: false, HasSampled: false };

    /// <summary>The first epoch whose checkpoint was lost and is needed for a sample; null where there is none.</summary>
    public int? FirstLostEpoch => LostCheckpoints.IsEmpty ? null : MissingSamples.Values
        .Where(job => LostCheckpoints.Contains(job.Checkpoint)).Select(job => (int?)job.Checkpoint.Epoch).Min();

    /// <summary>The epoch with the lowest loss among those that led to the present weights and have a checkpoint; null where there is none.</summary>
    public EpochTrained? BestEpoch => LostCheckpoints.IsEmpty
        ? StandingAfter(TrainingRoute.Before(this, Epochs.Count + 1)).BestOnTheWay is { } best ? Epochs[best] : null
        : EpochsWithCheckpoint.Reverse().MinBy(epoch => epoch.Losses.Rank);

    /// <summary>The last of the epochs that led to the present weights and have a checkpoint; null where there is none.</summary>
    public EpochTrained? NewestEpoch => EpochsWithCheckpoint.FirstOrDefault();

    /// <summary>The samples that are due and can be generated now.</summary>
    public IEnumerable<SampleJob> OutstandingSamples => IsRunning ? MissingSamples.Values.Where(job => !LostCheckpoints.Contains(job.Checkpoint)) : [];

    /// <summary>The epochs of the plan whose checkpoints are not taken over yet.</summary>
    public IEnumerable<int> EpochsToAdopt => Plan?.SweptEpochs?.Where(epoch => !Adopted.ContainsKey(epoch)) ?? [];

    // The last one first.
    private IEnumerable<EpochTrained> EpochsWithCheckpoint => TrainingRoute.Back(this, Epochs.Count + 1)
        .Select(epoch => Epochs.GetValueOrDefault(epoch))
        .OfType<EpochTrained>()
        .Where(epoch => epoch.Checkpoint is { } checkpoint && !LostCheckpoints.Contains(checkpoint));

    private static DateTimeOffset? Latest(IEnumerable<IRunEvent> events) => events.Max(happened => (DateTimeOffset?)happened.At);

    private bool OwesOldTexts => !MissingSamples.IsEmpty && MissingSamples.First().Key.Epoch <= Life.EpochsBefore;

    // Epochs are left, and nothing keeps them from being trained.
    private bool IsUnfinished => Divergence is null && Epochs.Count < Plan!.Epochs && !StopsEarly;

    private bool IsAtLimit => Epochs.Count >= EpochLimit;

    private bool StopsEarly => Plan!.EarlyStopping > 0 && EpochsWithoutImprovement >= Plan.EarlyStopping;

    private int EpochsWithoutImprovement => StandingAfter(Epochs.Count).Improvement.Waited;

    /// <summary>How training stood after an epoch; 0 and epochs that were not trained are before the first.</summary>
    public Standing StandingAfter(int epoch) => Standings.GetValueOrDefault(epoch, Standing.None);

    /// <summary>Whether a sample is due and can be generated now.</summary>
    public bool IsOutstanding(SampleJob job) => IsRunning && MissingSamples.GetValueOrDefault(job.Key) == job && !LostCheckpoints.Contains(job.Checkpoint);

    /// <summary>How many processes in a row have died while they worked on it, when another one takes it over: see <see cref="RunLife.Deaths"/>.</summary>
    /// <param name="next">
    /// The process that takes it over. A run that is paused or was interrupted, and one whose machine was started anew, is not the cause, and keeps the
    /// deaths before. If it is the last owner itself, as after an outage of the database, nothing died.
    /// </param>
    public int DeathsBefore(RunOwner next) =>
        !(IsOpen || Status == RunStatus.Interrupted) || HasProgressed ? 0 : Life.Deaths + (IsUnproven && !next.IsAfterRestartOf(Owner!) && !next.IsSameProcessAs(Owner!) ? 1 : 0);

    /// <summary>What a command leads to. A command that is late or repeated leads to nothing.</summary>
    /// <param name="command">What is asked or reported.</param>
    /// <param name="now">The time of the events.</param>
    public IReadOnlyList<IRunEvent> Decide(IRunCommand command, DateTimeOffset now) => command switch
    {
        StartRun start when IsNew =>
            [new RunStarted(start.Facts, start.Plan, start.Configuration, start.Owner, now), .. Limit(start.EpochLimit, now), .. Pause(start.IsPaused, now)],
        RestoreRun restore when IsNew => restore.Events,
        ResumeRun resume when CanBeResumed && resume.Owner != Owner => DecideResumption(resume, now),
        EndRun end when CanBeResumed && end.Owner != Owner => [new RunResumed(end.Owner, [], null, null, now), new RunEnded(end.Status, end.Reason, now)],
        AdoptCheckpoints adopt when IsOpen => DecideAdoption(adopt.Checkpoints, now),
        LimitRun limit when IsHeld => [.. Limit(limit.EpochLimit, now)],
        CompleteRun complete when IsHeld => [new RunEnded(RunStatus.Completed, complete.Reason, now)],
        PauseRun when IsRunning => [new RunPaused(now)],
        ContinueRun when Status == RunStatus.Paused => [new RunContinued(now)],
        CancelRun when IsOpen => [new RunEnded(RunStatus.Cancelled, null, now)],
        InterruptRun interrupt when IsOpen => [new RunEnded(RunStatus.Interrupted, interrupt.Reason, now)],
        FailRun failure when IsOpen => [new RunEnded(RunStatus.Failed, failure.Reason, now)],
        RecordEpoch epoch when NeedsTraining => DecideEpoch(epoch, now),
        RecordProgress progress when IsAhead(progress.Checkpoint) => [new ProgressSaved(progress.Checkpoint, now)],
        RecordSamples samples => DecideSamples(samples.Finished.Where(finished => IsOutstanding(finished.Job)), now),
        RecordLostCheckpoint lost when IsRunning && !LostCheckpoints.Contains(lost.Checkpoint) => DecideLostCheckpoint(lost, now),
        RecordTrainerFailure failure when NeedsTraining => DecideTrainerFailure(failure, now),
        RecordSamplerFailure failure when IsRunning && MissingSamples.ContainsKey(failure.Key) => DecideSamplerFailure(failure, now),
        RecordDivergence divergence when NeedsTraining && divergence.Progress.Epoch == Epochs.Count + 1 => DecideDivergence(divergence.Progress, now),
        _ => [],
    };

    /// <summary>The state after an event.</summary>
    public RunState Apply(IRunEvent happened) => happened switch
    {
        RunStarted started => this with
        {
            Life = RunLife.First,
            Status = RunStatus.Running,
            Facts = started.Facts,
            Plan = started.Plan,
            Configuration = started.Configuration,
            Owner = started.Owner,
            StartedAt = started.At,
        },
        RunResumed resumed => this with
        {
            Status = RunStatus.Running,
            Reason = null,
            EndedAt = null,
            Owner = resumed.Owner,
            Drift = Drift.AddRange(resumed.Drift),
            Facts = resumed.Facts ?? Facts,
            Configuration = resumed.Configuration ?? Configuration,
            Resumptions = Resumptions + 1,
            Life = new RunLife(resumed.IsByHand ? 0 : DeathsBefore(resumed.Owner), Epochs.Count, HasTrained: false, HasSampled: false),
            TrainerRetries = 0,
            Losses = Losses.Clear(),
            SampleRetries = SampleRetries.Clear(),
        },
        RunLimited limited => this with { EpochLimit = limited.EpochLimit },
        EpochTrained epoch => this with
        {
            Epochs = Epochs.Add(epoch.Epoch, epoch),
            Standings = Standings.Add(epoch.Epoch, Standing.After(epoch, this)),
            Progress = epoch.Checkpoint is null ? Progress : null,
            MissingSamples = epoch.Checkpoint is null ? MissingSamples : MissingSamples.AddRange(SamplesOf(epoch.Checkpoint, epoch.SeedText!)),
            TrainerRetries = 0,
            Life = Life with { HasTrained = true },
        },
        CheckpointAdopted adopted => this with
        {
            Adopted = Adopted.Add(adopted.Checkpoint.Epoch, adopted),
            MissingSamples = MissingSamples.AddRange(SamplesOf(adopted.Checkpoint, adopted.SeedText)),
        },
        ProgressSaved progress => this with { Progress = progress.Checkpoint, TrainerRetries = 0, Life = Life with { HasTrained = true } },
        SampleGenerated sample => this with
        {
            Samples = Samples.Add(sample.Key, sample),
            MissingSamples = MissingSamples.Remove(sample.Key),
            SampleRetries = SampleRetries.Remove(sample.Key),
            Life = Life with { HasSampled = true },
        },
        TrainingDiverged diverged => this with
        {
            Divergences = Divergences.Add(diverged),
            Progress = diverged.Action == DivergencePolicy.Continue ? Progress : null,
        },
        CheckpointLost lost => this with
        {
            LostCheckpoints = LostCheckpoints.Add(lost.Checkpoint),
            Losses = Losses.SetItem(lost.Checkpoint, Losses.GetValueOrDefault(lost.Checkpoint) + 1),
            Progress = Progress == lost.Checkpoint ? null : Progress,
        },
        CheckpointRestored restored => Restore(restored),
        TrainerReplaced replaced => this with { TrainerRetries = replaced.Attempt },
        SamplerReplaced replaced => this with { SampleRetries = SampleRetries.SetItem(replaced.Key, replaced.Attempt) },
        RunPaused => this with { Status = RunStatus.Paused },
        RunContinued => this with { Status = RunStatus.Running },
        RunEnded ended => this with { Status = ended.Status, Reason = ended.Reason, EndedAt = ended.At },
        _ => throw new InvalidOperationException($"A run cannot apply the event {happened.GetType().Name}: it needs a newer version of the program."),
    };

    /// <inheritdoc/>
    public override string ToString() => $"run {Facts?.Id}, {Status}, {Epochs.Count} epochs, {Samples.Count} samples";

    private bool IsNew => Status == RunStatus.Queued && Facts is null;

    private bool IsOpen => Status is RunStatus.Running or RunStatus.Paused;

    private IEnumerable<IRunEvent> Limit(int? epochs, DateTimeOffset now) => epochs == EpochLimit ? [] : [new RunLimited(epochs, now)];

    private static IEnumerable<IRunEvent> Pause(bool isPaused, DateTimeOffset now) => isPaused ? [new RunPaused(now)] : [];

    private IReadOnlyList<IRunEvent> DecideResumption(ResumeRun resume, DateTimeOffset now)
    {
        var resumed = new RunResumed(resume.Owner, resume.Drift, resume.Facts, resume.Configuration, now, resume.IsByHand);
        var events = WithEnding([resumed, .. Limit(resume.EpochLimit, now)], now);
        return events[^1] is RunEnded ? events : [.. events, .. Pause(resume.IsPaused, now)];
    }

    // A trainer that retraces its way saves places that the run has later checkpoints of already.
    private bool IsAhead(CheckpointRef place) => NeedsTraining && FirstLostEpoch is null && place.Epoch <= Epochs.Count + 1
        && (Progress is { } newest ? (place.Epoch, place.Batch).CompareTo((newest.Epoch, newest.Batch)) > 0 : place.Epoch > (NewestEpoch?.Epoch ?? 0));

    private IReadOnlyList<IRunEvent> DecideEpoch(RecordEpoch epoch, DateTimeOffset now)
    {
        var progress = epoch.Progress;
        if (progress.Epoch <= Epochs.Count)
        {
            return DecideRetracedEpoch(progress.Epoch, epoch.Checkpoint, now);
        }

        if (progress.Epoch != Epochs.Count + 1)
        {
            return [];
        }

        var trained = new EpochTrained(
            progress.Epoch,
            progress.Loss,
            progress.Seconds,
            progress.SequencesPerSecond,
            progress.LearningRate,
            epoch.Checkpoint?.Reference,
            epoch.Checkpoint?.SeedText,
            now,
            progress.ValidationLoss);
        return WithEnding(trained, now);
    }

    // A trainer that went back to an older checkpoint trains some epochs again: they are recorded once, and must come out the same.
    private IReadOnlyList<IRunEvent> DecideRetracedEpoch(int epoch, WrittenCheckpoint? again, DateTimeOffset now)
    {
        if (again is null || Epochs.GetValueOrDefault(epoch)?.Checkpoint is not { } before)
        {
            return [];
        }

        if (again.Reference.Sha256 != before.Sha256 && Drift.IsEmpty)
        {
            return
            [
                new RunEnded(
                    RunStatus.Failed,
                    $"epoch {epoch} had to be trained again and came to other weights than before: this machine does not compute as the one before. Resume with --accept-drift to go on all the same.",
                    now),
            ];
        }

        return LostCheckpoints.Contains(before) ? [new CheckpointRestored(before, again.Reference, now)] : [];
    }

    private IReadOnlyList<IRunEvent> DecideSamples(IEnumerable<SampleFinished> samples, DateTimeOffset now)
    {
        List<IRunEvent> generated =
        [
            .. from finished in samples.DistinctBy(finished => finished.Job.Key)
               let job = finished.Job
               let result = finished.Result
               select new SampleGenerated(job.Key, job.SeedText, result.Text, result.Seconds, result.Node, job.Checkpoint.Sha256, result.Measures, now),
        ];
        return generated.Count == 0 ? [] : WithEnding(generated, now);
    }

    private IReadOnlyList<IRunEvent> DecideAdoption(IEnumerable<AdoptedCheckpoint> checkpoints, DateTimeOffset now)
    {
        var missing = EpochsToAdopt.ToHashSet();
        return
        [
            .. from checkpoint in checkpoints
               where missing.Contains(checkpoint.Reference.Epoch)
               select new CheckpointAdopted(checkpoint.Reference, checkpoint.SeedText, checkpoint.Losses.Training, now, checkpoint.Losses.Validation),
        ];
    }

    // What another run trained cannot be trained again here. A disk that loses the same again and again is not worked against for ever.
    private IReadOnlyList<IRunEvent> DecideLostCheckpoint(RecordLostCheckpoint lost, DateTimeOffset now) => Adopted.GetValueOrDefault(lost.Checkpoint.Epoch)?.Checkpoint == lost.Checkpoint
        ? [new RunEnded(RunStatus.Failed, $"the checkpoint of epoch {lost.Checkpoint.Epoch}, taken over from {Facts!.Sweep}, is lost: {lost.Reason} When the run is resumed, it is taken from there again.", now)]
        : Losses.GetValueOrDefault(lost.Checkpoint) <= Plan!.MaxRetries
        ? [new CheckpointLost(lost.Checkpoint, lost.Reason, now)]
        : [new RunEnded(RunStatus.Failed, $"a checkpoint was lost {Times(Losses[lost.Checkpoint] + 1)}, the last time: {lost.Reason}", now)];

    private IReadOnlyList<IRunEvent> DecideTrainerFailure(RecordTrainerFailure failure, DateTimeOffset now) => TrainerRetries < Plan!.MaxRetries
        ? [new TrainerReplaced(failure.Reason, TrainerRetries + 1, now)]
        : [new RunEnded(RunStatus.Failed, $"the trainer failed {Times(TrainerRetries + 1)} in epoch {Math.Min(Epochs.Count + 1, Plan.Epochs)}, the last time: {failure.Reason}", now)];

    private IReadOnlyList<IRunEvent> DecideSamplerFailure(RecordSamplerFailure failure, DateTimeOffset now)
    {
        var retries = SampleRetries.GetValueOrDefault(failure.Key);
        return retries < Plan!.MaxRetries
            ? [new SamplerReplaced(failure.Key, failure.Reason, retries + 1, now)]
            : [new RunEnded(RunStatus.Failed, $"the sample of {failure.Key} failed {Times(retries + 1)}, the last time: {failure.Reason}", now)];
    }

    private IReadOnlyList<IRunEvent> DecideDivergence(SliceProgress progress, DateTimeOffset now)
    {
        var options = Plan!.Divergence;
        var rollbacks = Rollbacks.Count();
        var happened = new TrainingDiverged(
            progress.Epoch, progress.Batch, progress.RecentLoss, $"{progress.Divergence} in epoch {progress.Epoch}, batch {progress.Batch}", DivergencePolicy.Stop, null, Rollbacks.LastOrDefault()?.RateFactor ?? 1, now);
        return options.Policy switch
        {
            DivergencePolicy.Rollback when rollbacks < options.MaxRollbacks =>
            [
                happened with
                {
                    Action = DivergencePolicy.Rollback,
                    RolledBackTo = BestEpoch?.Checkpoint,
                    RateFactor = Math.Pow(options.RateFactor, rollbacks + 1),
                },
            ],
            DivergencePolicy.Continue when double.IsFinite(progress.RecentLoss) => Divergences.Exists(before => before.Epoch == progress.Epoch)
                ? []
                : [happened with { Action = DivergencePolicy.Continue }],
            _ => WithEnding(happened with { Reason = happened.Reason + Advice(rollbacks) }, now),
        };
    }

    private RunState Restore(CheckpointRestored restored)
    {
        var epoch = Epochs[restored.Checkpoint.Epoch];
        return this with
        {
            LostCheckpoints = LostCheckpoints.Remove(restored.Checkpoint),
            Epochs = Epochs.SetItem(epoch.Epoch, epoch with { Checkpoint = restored.By }),
            Restorations = Restorations + 1,
            Progress = Progress?.Epoch <= epoch.Epoch ? null : Progress,
            Life = Life with { HasTrained = true },
            MissingSamples = MissingSamples.SetItems(MissingSamples
                .Where(missing => missing.Value.Checkpoint == restored.Checkpoint)
                .Select(missing => KeyValuePair.Create(missing.Key, missing.Value with { Checkpoint = restored.By }))
                .ToList()),
        };
    }

    private IEnumerable<KeyValuePair<SampleKey, SampleJob>> SamplesOf(CheckpointRef checkpoint, string seedText) =>
        Plan!.SamplesOf(checkpoint.Epoch).Select(key => KeyValuePair.Create(key, new SampleJob(key, checkpoint, Plan.SeedTextOf(key, seedText))));

    private IReadOnlyList<IRunEvent> WithEnding(IRunEvent happened, DateTimeOffset now) => WithEnding([happened], now);

    private IReadOnlyList<IRunEvent> WithEnding(IReadOnlyList<IRunEvent> happened, DateTimeOffset now)
    {
        var next = happened.Aggregate(this, (state, one) => state.Apply(one));
        return next.IsUnfinished || next.EpochsToAdopt.Any() || !next.MissingSamples.IsEmpty
            ? happened
            : [.. happened, new RunEnded(next.Divergence is null ? RunStatus.Completed : RunStatus.Diverged, next.Divergence ?? next.EarlyEnd, now)];
    }

    private string? EarlyEnd => Epochs.Count < Plan!.Epochs && StopsEarly
        ? $"training stopped early: the loss has not fallen for {EpochsWithoutImprovement} epochs in a row"
        : null;

    private static string Advice(int rollbacks) => rollbacks == 0
        ? ". Lower training.learning-rate or set training.clip-norm."
        : $". Going back to a lower learning rate {Times(rollbacks)} did not help: lower training.learning-rate or set training.clip-norm.";

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";
}
