namespace ActorLstm.Host.Runs.Names;

/// <summary>The run or the batch that a user means.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="IsBatch">Whether it is a batch.</param>
internal sealed record FoundName(string Folder, bool IsBatch);
