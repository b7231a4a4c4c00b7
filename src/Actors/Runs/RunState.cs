using System.Collections.Immutable;
using ActorLstm.Model.Checkpoints;

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

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The epochs that were trained, in their order.</summary>
    public ImmutableSortedDictionary<int, EpochTrained> Epochs { get; init; } = ImmutableSortedDictionary<int, EpochTrained>.Empty;

    /// <summary>The texts that were generated.</summary>
    public ImmutableDictionary<SampleKey, SampleGenerated> Samples { get; init; } = ImmutableDictionary<SampleKey, SampleGenerated>.Empty;

    /// <summary>The samples of trained epochs that were not generated, whatever has become of the run.</summary>
    public ImmutableSortedDictionary<SampleKey, SampleJob> MissingSamples { get; init; } = ImmutableSortedDictionary.Create<SampleKey, SampleJob>(SampleKey.Order);

    /// <summary>How often the trainer was begun again since the last epoch was trained.</summary>
    public int TrainerRetries { get; init; }

    /// <summary>How often each sample was begun again.</summary>
    public ImmutableDictionary<SampleKey, int> SampleRetries { get; init; } = ImmutableDictionary<SampleKey, int>.Empty;

    /// <summary>Whether it is under way.</summary>
    public bool IsRunning => Status == RunStatus.Running;

    /// <summary>Why training was given up, where it was; the samples that are due are still generated.</summary>
    public string? Divergence { get; init; }

    /// <summary>Whether epochs are left to train.</summary>
    public bool NeedsTraining => IsRunning && Divergence is null && Epochs.Count < Plan!.Epochs;

    /// <summary>The newest checkpoint; null begins from the first epoch.</summary>
    public CheckpointRef? LastCheckpoint => Epochs.Values.LastOrDefault(epoch => epoch.Checkpoint is not null)?.Checkpoint;

    /// <summary>The samples that are due and not generated yet.</summary>
    public IEnumerable<SampleJob> OutstandingSamples => IsRunning ? MissingSamples.Values : [];

    /// <summary>Whether a sample is due and not generated yet.</summary>
    public bool IsOutstanding(SampleJob job) => IsRunning && MissingSamples.GetValueOrDefault(job.Key) == job;

    /// <summary>What a command leads to. A command that is late or repeated leads to nothing.</summary>
    /// <param name="command">What is asked or reported.</param>
    /// <param name="now">The time of the events.</param>
    public IReadOnlyList<IRunEvent> Decide(IRunCommand command, DateTimeOffset now) => (command, IsRunning) switch
    {
        (StartRun start, false) when Status == RunStatus.Queued => [new RunStarted(start.Facts, start.Plan, now)],
        (CancelRun, true) => [new RunEnded(RunStatus.Cancelled, null, now)],
        (InterruptRun interrupt, true) => [new RunEnded(RunStatus.Interrupted, interrupt.Reason, now)],
        (RecordEpoch epoch, true) when NeedsTraining => DecideEpoch(epoch, now),
        (RecordSample sample, true) => DecideSample(sample, now),
        (RecordTrainerFailure failure, true) when NeedsTraining => DecideTrainerFailure(failure, now),
        (RecordSamplerFailure failure, true) => DecideSamplerFailure(failure, now),
        (FailRun failure, true) => [new RunEnded(RunStatus.Failed, failure.Reason, now)],
        (RecordDivergence divergence, true) when NeedsTraining => WithEnding(new TrainingDiverged(Describe(divergence), now), now),
        _ => [],
    };

    /// <summary>The state after an event.</summary>
    public RunState Apply(IRunEvent happened) => happened switch
    {
        RunStarted started => this with { Status = RunStatus.Running, Facts = started.Facts, Plan = started.Plan, StartedAt = started.At },
        EpochTrained epoch => this with
        {
            Epochs = Epochs.Add(epoch.Epoch, epoch),
            MissingSamples = MissingSamples.AddRange(SamplesOf(epoch).Select(job => KeyValuePair.Create(job.Key, job))),
            TrainerRetries = 0,
        },
        SampleGenerated sample => this with
        {
            Samples = Samples.Add(sample.Key, sample),
            MissingSamples = MissingSamples.Remove(sample.Key),
            SampleRetries = SampleRetries.Remove(sample.Key),
        },
        TrainingDiverged diverged => this with { Divergence = diverged.Reason },
        TrainerReplaced replaced => this with { TrainerRetries = replaced.Attempt },
        SamplerReplaced replaced => this with { SampleRetries = SampleRetries.SetItem(replaced.Key, replaced.Attempt) },
        RunEnded ended => this with { Status = ended.Status, Reason = ended.Reason, EndedAt = ended.At },
        _ => throw new InvalidOperationException($"A run cannot apply the event {happened.GetType().Name}: it needs a newer version of the program."),
    };

    /// <inheritdoc/>
    public override string ToString() => $"run {Facts?.Id}, {Status}, {Epochs.Count} epochs, {Samples.Count} samples";

    // A trainer that went back to an older checkpoint trains some epochs again, to the same numbers: they are recorded once.
    private IReadOnlyList<IRunEvent> DecideEpoch(RecordEpoch epoch, DateTimeOffset now)
    {
        var progress = epoch.Progress;
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
            now);
        return WithEnding(trained, now);
    }

    private IReadOnlyList<IRunEvent> DecideSample(RecordSample sample, DateTimeOffset now)
    {
        var (job, result) = (sample.Job, sample.Result);
        return IsOutstanding(job)
            ? WithEnding(
                new SampleGenerated(
                    job.Key, job.SeedText, result.Text, result.Seconds, result.Node, job.Checkpoint.Sha256, result.Measures, now),
                now)
            : [];
    }

    private IReadOnlyList<IRunEvent> DecideTrainerFailure(RecordTrainerFailure failure, DateTimeOffset now) => TrainerRetries < Plan!.MaxRetries
        ? [new TrainerReplaced(failure.Reason, TrainerRetries + 1, now)]
        : [new RunEnded(RunStatus.Failed, $"the trainer failed {Times(TrainerRetries + 1)} in epoch {Epochs.Count + 1}, the last time: {failure.Reason}", now)];

    private IReadOnlyList<IRunEvent> DecideSamplerFailure(RecordSamplerFailure failure, DateTimeOffset now)
    {
        if (!MissingSamples.ContainsKey(failure.Key))
        {
            return [];
        }

        var retries = SampleRetries.GetValueOrDefault(failure.Key);
        return retries < Plan!.MaxRetries
            ? [new SamplerReplaced(failure.Key, failure.Reason, retries + 1, now)]
            : [new RunEnded(RunStatus.Failed, $"the sample of {failure.Key} failed {Times(retries + 1)}, the last time: {failure.Reason}", now)];
    }

    private IEnumerable<SampleJob> SamplesOf(EpochTrained epoch) => epoch.Checkpoint is { } checkpoint
        ? Plan!.SamplesOf(epoch.Epoch).Select(key => new SampleJob(key, checkpoint, epoch.SeedText!))
        : [];

    private IReadOnlyList<IRunEvent> WithEnding(IRunEvent happened, DateTimeOffset now)
    {
        var next = Apply(happened);
        return next.NeedsTraining || next.OutstandingSamples.Any()
            ? [happened]
            : [happened, new RunEnded(next.Divergence is null ? RunStatus.Completed : RunStatus.Diverged, next.Divergence, now)];
    }

    private static string Describe(RecordDivergence divergence) =>
        $"the loss became {divergence.Progress.Loss} in epoch {divergence.Progress.Epoch}, batch {divergence.Progress.Batch}. "
        + "Lower training.learning-rate or set training.clip-norm.";

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";
}
