namespace ActorLstm.Model.Checkpoints;

/// <summary>Where a checkpoint in the middle of an epoch stands.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Batch">The batches of it that were done.</param>
public sealed record CheckpointPlace(string Path, int Epoch, int Batch);
