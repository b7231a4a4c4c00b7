using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Actors.Runs;

/// <summary>Something that happened in a run. The events are the truth; files are made from them.</summary>
public interface IRunEvent
{
    /// <summary>When it happened.</summary>
    DateTimeOffset At { get; }
}

/// <summary>The run began.</summary>
public sealed record RunStarted(RunFacts Facts, RunPlan Plan, DateTimeOffset At) : IRunEvent;

/// <summary>An epoch was trained.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Loss">Mean training loss, nats a character.</param>
/// <param name="Seconds">Time spent training it.</param>
/// <param name="SequencesPerSecond">Windows trained a second.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="Checkpoint">The checkpoint written after it, if one was due.</param>
/// <param name="SeedText">The text that its samples grow from, if a checkpoint was written.</param>
/// <param name="At">When it happened.</param>
public sealed record EpochTrained(
    int Epoch,
    double Loss,
    double Seconds,
    double SequencesPerSecond,
    double LearningRate,
    CheckpointRef? Checkpoint,
    string? SeedText,
    DateTimeOffset At) : IRunEvent;

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

/// <summary>Training was given up, since the loss is no number any more.</summary>
public sealed record TrainingDiverged(string Reason, DateTimeOffset At) : IRunEvent;

/// <summary>The trainer failed or hung and was begun again from the last checkpoint.</summary>
public sealed record TrainerReplaced(string Reason, int Attempt, DateTimeOffset At) : IRunEvent;

/// <summary>A sampler failed or hung and was begun again.</summary>
public sealed record SamplerReplaced(SampleKey Key, string Reason, int Attempt, DateTimeOffset At) : IRunEvent;

/// <summary>The run ended.</summary>
public sealed record RunEnded(RunStatus Status, string? Reason, DateTimeOffset At) : IRunEvent;
