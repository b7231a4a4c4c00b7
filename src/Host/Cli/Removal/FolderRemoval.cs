using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Names;
using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Api;

namespace ActorLstm.Host.Cli.Removal;

/// <summary>Removes runs of a folder.</summary>
internal sealed class FolderRemoval(RunStore store, ProcessEnvironment environment, Terminal terminal, TimeProvider time) : IRemovalPlace
{
    private readonly RunRemoval removal = new(new OpenJournals(environment.Variables, time, note => terminal.Message($"note: {note}"), terminal.Message), time);
    private readonly BatchStore batches = new(store);
    private NameResolver? names;

    /// <inheritdoc/>
    public async Task<NamedRemoval> FindAsync(string name, CancellationToken cancellation)
    {
        var found = await FindFolderAsync(name, cancellation);
        if (!found.IsBatch)
        {
            return new NamedRemoval([RunOverview.Of(Directory.Exists(found.Folder) ? StoredRun.Read(found.Folder) : new StoredRun(found.Folder, null, null))], null);
        }

        var batch = StoredBatch.Read(found.Folder);
        return new NamedRemoval([.. (await removal.RunsOfAsync(batch, cancellation)).Select(RunOverview.Of)], BatchOverview.Of(batch));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunOverview>> AllAsync(bool isExact, CancellationToken cancellation)
    {
        var stored = FolderReading.Read(store.Newest(), folder => folder, (folder, _) => StoredRun.Read(folder), cancellation);
        IReadOnlyList<StoredRun> runs = isExact ? await MendedRuns.OfAsync(stored, _ => [RunFolder.RunFile], environment, time, terminal, cancellation) : stored;
        return [.. runs.Select(RunOverview.Of)];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, BatchOverview>> BusyBatchesAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyDictionary<string, BatchOverview>>(
        batches.Newest().Where(batch => batch.Holder is not null || QueuedInService.Has(batch.Folder, batch.Status, batch.RunsFolder)).ToDictionary(batch => batch.Id, BatchOverview.Of));

    /// <inheritdoc/>
    public string? BusyWith(RunOverview run) => RunLease.HolderOf(run.Folder) is { } holder ? $"in use by {holder}"
        : QueuedInService.Has(run.Folder, run.Status, Path.GetDirectoryName(run.Folder)!) ? "queued in the service that is running on its folder"
        : null;

    /// <inheritdoc/>
    public string NameOf(string id, string folder)
    {
        var isBatch = Path.GetDirectoryName(folder) == batches.Root;
        IStored stored = isBatch ? StoredBatch.Read(folder) : StoredRun.Read(folder);
        return stored.Holder is null && QueuedInService.Has(folder, stored.Status, isBatch ? store.Root : Path.GetDirectoryName(folder)!) ? $"{id} --server URL"
            : isBatch && store.Root == environment.Store(null).Root ? id
            : environment.NameOf(folder);
    }

    /// <inheritdoc/>
    public Task<long> SizeOfAsync(RunOverview run, CancellationToken cancellation) => Task.FromResult(Directory.Exists(run.Folder) ? FolderSize.Of(run.Folder) : 0);

    /// <inheritdoc/>
    public async Task<Removed> RemoveAsync(RunOverview run, CancellationToken cancellation) => new(run.Id, await removal.RemoveAsync(run.Folder, cancellation));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Removed>> RemoveAsync(BatchOverview batch, CancellationToken cancellation) =>
        [new Removed(batch.Id, await removal.RemoveBatchAsync(StoredBatch.Read(batch.Folder), cancellation))];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => removal.DisposeAsync();

    // A run whose folder somebody removed by hand may still have its events.
    private async Task<FoundName> FindFolderAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return (names ??= batches.Names()).FindOnly(name);
        }
        catch (RunUnknownException) when (RunId.IsWhole(name))
        {
            var folder = Path.Combine(store.Root, name);
            if (await removal.IsInJournalAsync(folder, cancellation))
            {
                return new FoundName(folder, IsBatch: false);
            }

            throw;
        }
    }
}
