namespace ActorLstm.Model.Checkpoints;

/// <summary>Names a checkpoint in messages and events, where its weights never travel.</summary>
/// <param name="Sha256">The hash of its manifest, which holds the hashes of its files; 64 lower-case hexadecimal digits.</param>
/// <param name="Length">The bytes of all its files together.</param>
/// <param name="Epoch">The epoch after which it was written, from 1.</param>
public sealed record CheckpointRef(string Sha256, long Length, int Epoch)
{
    /// <summary>The name of its folder: the epoch, and enough of the hash to tell any two apart.</summary>
    public string FolderName => $"epoch-{Epoch:D4}-{Sha256[..16]}";
}
