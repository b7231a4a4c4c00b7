namespace ActorLstm.Model.Checkpoints;

/// <summary>Names a checkpoint in messages and events, where its weights never travel.</summary>
/// <param name="Sha256">The hash of its manifest, which holds the hashes of its files; 64 lower-case hexadecimal digits.</param>
/// <param name="Length">The bytes of all its files together.</param>
/// <param name="Epoch">The epoch that it was written after, or in, from 1.</param>
/// <param name="Batch">The batches of the epoch that were done, where it was written in the middle of one; 0 at its end.</param>
public sealed record CheckpointRef(string Sha256, long Length, int Epoch, int Batch = 0)
{
    /// <summary>The name of its folder: the place in training, and enough of the hash to tell any two apart.</summary>
    public string FolderName => Batch == 0 ? $"epoch-{Epoch:D4}-{Sha256[..16]}" : $"epoch-{Epoch:D4}-batch-{Batch:D6}-{Sha256[..16]}";
}
