using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>A checkpoint of another run that a sweep generates texts from.</summary>
/// <param name="Reference">Names it.</param>
/// <param name="SeedText">The text that its samples grow from, where the sweep has none of its own.</param>
/// <param name="Losses">The losses of its epoch.</param>
public sealed record AdoptedCheckpoint(CheckpointRef Reference, string SeedText, EpochLoss Losses);
