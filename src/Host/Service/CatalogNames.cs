using ActorLstm.Host.Runs.Names;
using ActorLstm.Host.Service.Batches;

namespace ActorLstm.Host.Service;

/// <summary>The runs of the service, or its batches, by their names, as its catalog has them.</summary>
/// <param name="at">The folder of a whole id; null where there is none.</param>
/// <param name="all">What the catalog has, the newest first; asked once.</param>
internal sealed class CatalogNames(Func<string, string?> at, Func<IEnumerable<(NameMatch Match, string Folder)>> all) : INames
{
    private readonly Lazy<Known> known = new(() => new Known([.. all()]));

    /// <inheritdoc/>
    public required bool AreBatches { get; init; }

    /// <summary>Those of the runs.</summary>
    public static CatalogNames Of(RunCatalog runs, Func<string, string?> at) => new(
        at, () => runs.All().Select(run => (new NameMatch(run.Id, run.Name, false, run.Status, run.StartedAt), run.Folder))) { AreBatches = false };

    /// <summary>Those of the batches.</summary>
    public static CatalogNames Of(BatchCatalog batches, Func<string, string?> at) => new(
        at, () => batches.All().Select(batch => (new NameMatch(batch.Id, batch.Name, true, batch.Status, batch.StartedAt), batch.Folder))) { AreBatches = true };

    /// <inheritdoc/>
    public string? At(string text) => at(text);

    /// <inheritdoc/>
    public IReadOnlyList<string> Ids() => [.. known.Value.All.Select(one => one.Match.Id)];

    /// <inheritdoc/>
    public IEnumerable<NamedFolder> All() => known.Value.All.Select(one => new NamedFolder(one.Folder, one.Match.Id, one.Match.Name));

    /// <inheritdoc/>
    public string FolderOf(string id) => known.Value.Folders[id];

    /// <inheritdoc/>
    public NameMatch Describe(string folder) => known.Value.Matches[folder];

    // The beginning of an id can match all of them. Of several with one id the newest counts.
    private sealed class Known(IReadOnlyList<(NameMatch Match, string Folder)> all)
    {
        public IReadOnlyList<(NameMatch Match, string Folder)> All => all;

        public Dictionary<string, string> Folders { get; } = all.DistinctBy(one => one.Match.Id).ToDictionary(one => one.Match.Id, one => one.Folder);

        public Dictionary<string, NameMatch> Matches { get; } = all.DistinctBy(one => one.Folder).ToDictionary(one => one.Folder, one => one.Match);
    }
}
