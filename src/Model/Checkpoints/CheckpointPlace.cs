namespace ActorLstm.Model.Checkpoints;

/// <summary>Where a checkpoint stands.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Batch">The batches of it that were done, where it was written in the middle of one; 0 at its end.</param>
public sealed record CheckpointPlace(string Path, int Epoch, int Batch);
