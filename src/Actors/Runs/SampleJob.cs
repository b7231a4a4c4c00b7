using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Actors.Runs;

/// <summary>A text to generate.</summary>
/// <param name="Key">Which sample.</param>
/// <param name="Checkpoint">The checkpoint to generate it from.</param>
/// <param name="SeedText">The text to grow from.</param>
public sealed record SampleJob(SampleKey Key, CheckpointRef Checkpoint, string SeedText);

/// <summary>A text that was generated.</summary>
/// <param name="Text">The generated part alone.</param>
/// <param name="Measures">What was measured of it.</param>
/// <param name="Seconds">Time that its sampler took.</param>
/// <param name="Node">The machine that generated it.</param>
public sealed record FinishedText(string Text, SampleMeasures Measures, double Seconds, string Node);

/// <summary>A checkpoint that was written.</summary>
/// <param name="Reference">Names it.</param>
/// <param name="SeedText">The text that the epoch's samples grow from.</param>
public sealed record WrittenCheckpoint(CheckpointRef Reference, string SeedText);
