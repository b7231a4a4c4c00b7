using System.Text.Json.Serialization;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>
/// Something that happened in a run. The events are the truth; files are made from them. They are kept for years: what is
/// written today must be read by every later version, so that a property may be added with a default and none is ever renamed.
/// </summary>
public interface IRunEvent
{
    /// <summary>When it happened.</summary>
    DateTimeOffset At { get; }
}

/// <summary>The run began.</summary>
/// <param name="Facts">What is fixed about it.</param>
/// <param name="Plan">What it has to do.</param>
/// <param name="Configuration">The resolved configuration, the text of <c>experiment.conf</c>.</param>
/// <param name="Owner">The process that it began in.</param>
/// <param name="At">When it happened.</param>
public sealed record RunStarted(RunFacts Facts, RunPlan Plan, string Configuration, RunOwner Owner, DateTimeOffset At) : IRunEvent;

/// <summary>A process took over a run whose own process had ended.</summary>
/// <param name="Owner">The process that goes on with it.</param>
/// <param name="Drift">What differs from the run's beginning and was accepted, in words; from here on it need not be the same run.</param>
/// <param name="Facts">What is fixed about it from here on; null where nothing differs.</param>
/// <param name="Configuration">The configuration from here on; null where nothing differs.</param>
/// <param name="At">When it happened.</param>
/// <param name="IsByHand">Whether a person asked for it: then deaths are counted anew.</param>
public sealed record RunResumed(
    RunOwner Owner,
    IReadOnlyList<string> Drift,
    RunFacts? Facts,
    string? Configuration,
    DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsByHand = false) : IRunEvent;

/// <summary>It was told how far to train.</summary>
/// <param name="EpochLimit">After which epoch it stands still until it is told how to go on; null: it trains to its end.</param>
/// <param name="At">When.</param>
public sealed record RunLimited(int? EpochLimit, DateTimeOffset At) : IRunEvent;

/// <summary>An epoch was trained.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Loss">Mean training loss, nats a character.</param>
/// <param name="Seconds">Time spent training it.</param>
/// <param name="SequencesPerSecond">Windows trained a second.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="Checkpoint">The checkpoint written after it, if one was due.</param>
/// <param name="SeedText">The text that its samples grow from, if a checkpoint was written.</param>
/// <param name="At">When it happened.</param>
/// <param name="ValidationLoss">The loss on the part of the corpus that is not trained on, nats a character; null where there is none.</param>
public sealed record EpochTrained(
    int Epoch,
    double Loss,
    double Seconds,
    double SequencesPerSecond,
    double LearningRate,
    CheckpointRef? Checkpoint,
    string? SeedText,
    DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? ValidationLoss = null) : IRunEvent
{
    /// <summary>Both losses.</summary>
    [JsonIgnore]
    public EpochLoss Losses => new(Loss, ValidationLoss);
}

/// <summary>A checkpoint was written in the middle of an epoch, so that a kill loses no more than what came after it.</summary>
/// <param name="Checkpoint">Names it, the epoch in training and its batches that were done.</param>
/// <param name="At">When it happened.</param>
public sealed record ProgressSaved(CheckpointRef Checkpoint, DateTimeOffset At) : IRunEvent;

/// <summary>A checkpoint of another run was taken over: it lies among the run's own, and texts grow from it.</summary>
/// <param name="Checkpoint">Names it, and the epoch that it was written after.</param>
/// <param name="SeedText">The text that its samples grow from, where the run has none of its own.</param>
/// <param name="Loss">Mean training loss of that epoch, nats a character.</param>
/// <param name="At">When it happened.</param>
/// <param name="ValidationLoss">The loss on the part of the corpus that was not trained on, nats a character; null where there is none.</param>
public sealed record CheckpointAdopted(
    CheckpointRef Checkpoint,
    string SeedText,
    double Loss,
    DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? ValidationLoss = null) : IRunEvent;

/// <summary>A text was generated.</summary>
/// <param name="Key">Which sample.</param>
/// <param name="SeedText">The text that it grew from.</param>
/// <param name="Text">The generated part alone.</param>
/// <param name="Seconds">Time that its sampler took.</param>
/// <param name="Node">The machine that generated it.</param>
/// <param name="Checkpoint">The sha256 of the checkpoint.</param>
/// <param name="Measures">What was measured of it.</param>
/// <param name="At">When it happened.</param>
public sealed record SampleGenerated(
    SampleKey Key,
    string SeedText,
    string Text,
    double Seconds,
    string Node,
    string Checkpoint,
    SampleMeasures Measures,
    DateTimeOffset At) : IRunEvent;

/// <summary>Training diverged: the loss is no number any more, or far above the best one.</summary>
/// <param name="Epoch">The epoch in which it did.</param>
/// <param name="Batch">The batch of it, from 1.</param>
/// <param name="Loss">The running mean of the losses of the epoch's batches, nats a character.</param>
/// <param name="Reason">The rule that it broke, in words.</param>
/// <param name="Action">What is done: training goes back to the best checkpoint, stops, or goes on.</param>
/// <param name="RolledBackTo">The checkpoint that training went back to; null for the initial weights, or where it did not go back.</param>
/// <param name="RateFactor">What every learning rate is multiplied by from here on.</param>
/// <param name="At">When it happened.</param>
public sealed record TrainingDiverged(
    int Epoch,
    int Batch,
    double Loss,
    string Reason,
    DivergencePolicy Action,
    CheckpointRef? RolledBackTo,
    double RateFactor,
    DateTimeOffset At) : IRunEvent;

/// <summary>A checkpoint that is needed is damaged or gone: training goes back as far as it takes to write it again.</summary>
public sealed record CheckpointLost(CheckpointRef Checkpoint, string Reason, DateTimeOffset At) : IRunEvent;

/// <summary>A checkpoint that was lost was written again.</summary>
/// <param name="Checkpoint">The one that was lost.</param>
/// <param name="By">The one that takes its place: the very same, unless drift was accepted.</param>
/// <param name="At">When it happened.</param>
public sealed record CheckpointRestored(CheckpointRef Checkpoint, CheckpointRef By, DateTimeOffset At) : IRunEvent;

/// <summary>The trainer failed or hung and was begun again from the last checkpoint.</summary>
public sealed record TrainerReplaced(string Reason, int Attempt, DateTimeOffset At) : IRunEvent;

/// <summary>A sampler failed or hung and was begun again.</summary>
public sealed record SamplerReplaced(SampleKey Key, string Reason, int Attempt, DateTimeOffset At) : IRunEvent;

/// <summary>The user had the run stop for a while.</summary>
public sealed record RunPaused(DateTimeOffset At) : IRunEvent;

/// <summary>The user had the run go on, in the process that had paused it.</summary>
public sealed record RunContinued(DateTimeOffset At) : IRunEvent;

/// <summary>The run ended.</summary>
public sealed record RunEnded(RunStatus Status, string? Reason, DateTimeOffset At) : IRunEvent;
