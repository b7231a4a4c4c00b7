using ActorLstm.Host.Runs.Batches;

namespace ActorLstm.Host.Runs.Names;

/// <summary>The batches of a folder of runs by their names, each read once.</summary>
/// <param name="batches">The batches.</param>
internal sealed class StoredBatchNames(BatchStore batches) : INames
{
    private IReadOnlyList<string>? ids;
    private IReadOnlyList<NamedFolder>? read;

    /// <inheritdoc/>
    public bool AreBatches => true;

    /// <inheritdoc/>
    public string? At(string text) => batches.FolderOf(text);

    /// <inheritdoc/>
    public IReadOnlyList<string> Ids() => ids ??= [.. batches.Folders().Select(folder => Path.GetFileName(folder))];

    /// <inheritdoc/>
    public string FolderOf(string id) => Path.Combine(batches.Root, id);

    /// <inheritdoc/>
    public IEnumerable<NamedFolder> All() => read ??= [.. batches.Newest().Select(batch => new NamedFolder(batch.Folder, batch.Id, batch.Name))];

    /// <inheritdoc/>
    public NameMatch Describe(string folder)
    {
        var batch = StoredBatch.Read(folder);
        return new NameMatch(batch.Id, batch.Name, IsBatch: true, batch.Status, batch.Document?.StartedAt);
    }
}
