namespace ActorLstm.Host.Runs.Names;

/// <summary>The runs of a folder by their names, each read once.</summary>
/// <param name="runs">The folder.</param>
internal sealed class StoredRunNames(RunStore runs) : INames
{
    // The newest run of a name is mostly among the first; the beginning of an id needs all of them, at the speed of the disk.
    private const int LeastAtOnce = 16;

    private readonly List<NamedFolder> read = [];
    private IReadOnlyList<string>? ids;

    /// <inheritdoc/>
    public bool AreBatches => false;

    /// <inheritdoc/>
    public string? At(string text) => runs.FolderOf(text);

    /// <inheritdoc/>
    public IReadOnlyList<string> Ids() => ids ??= [.. runs.Newest().Select(folder => Path.GetFileName(folder))];

    /// <inheritdoc/>
    public string FolderOf(string id) => Path.Combine(runs.Root, id);

    /// <inheritdoc/>
    public IEnumerable<NamedFolder> All()
    {
        for (var place = 0; place < Ids().Count; place++)
        {
            if (place == read.Count)
            {
                read.AddRange(FolderReading.Read(Ids().Skip(place).Take(Math.Max(LeastAtOnce, place)).Select(FolderOf).ToList(), folder => folder, (folder, _) => Read(folder), CancellationToken.None));
            }

            yield return read[place];
        }
    }

    /// <inheritdoc/>
    public NameMatch Describe(string folder)
    {
        var run = StoredRun.Read(folder);
        return new NameMatch(run.Id, run.Name, IsBatch: false, run.Status, run.Document?.StartedAt);
    }

    private static NamedFolder Read(string folder) => RunStore.TryRead(folder) is { } page
        ? new NamedFolder(folder, page.Id, page.Name)
        : new NamedFolder(folder, Path.GetFileName(folder), Submission.TryRead(folder)?.Name);
}
