using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Api;

namespace ActorLstm.Host.Cli.Removal;

/// <summary>Removes runs of a service.</summary>
internal sealed class ServedRemoval(ServiceClient service) : IRemovalPlace
{
    /// <inheritdoc/>
    public async Task<NamedRemoval> FindAsync(string name, CancellationToken cancellation)
    {
        var (id, isBatch) = await service.FindAsync(name, only: true, cancellation);
        return isBatch
            ? new NamedRemoval((await service.RunsAsync(null, null, null, cancellation, batch: id)).Shown, (await service.ShowBatchAsync(id, cancellation)).Batch)
            : new NamedRemoval([(await service.ShowAsync(id, cancellation)).Run], null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunOverview>> AllAsync(bool isExact, CancellationToken cancellation) => (await service.RunsAsync(null, null, null, cancellation)).Shown;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, BatchOverview>> BusyBatchesAsync(CancellationToken cancellation) =>
        (await service.BatchesAsync(null, null, null, cancellation)).Shown.Where(batch => HostedRuns.IsGoingOn(batch.Status)).ToDictionary(batch => batch.Id);

    /// <inheritdoc/>
    public string? BusyWith(RunOverview run) => HostedRuns.IsGoingOn(run.Status) ? RunOverview.Word(run.Status) : null;

    /// <inheritdoc/>
    public string NameOf(string id, string folder) => service.NameOf(id);

    /// <inheritdoc/>
    public async Task<long> SizeOfAsync(RunOverview run, CancellationToken cancellation) => (await service.DetailsAsync(run.Id, cancellation)).Bytes;

    /// <inheritdoc/>
    public Task<Removed> RemoveAsync(RunOverview run, CancellationToken cancellation) => service.RemoveAsync(run.Id, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Removed>> RemoveAsync(BatchOverview batch, CancellationToken cancellation) => service.RemoveBatchAsync(batch.Id, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
