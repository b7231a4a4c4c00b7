using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Web.Api;

namespace ActorLstm.Host.Cli.Removal;

/// <summary>Where runs are removed: a folder, or a service.</summary>
internal interface IRemovalPlace : IAsyncDisposable
{
    /// <summary>The run that a name means beyond doubt, or the batch and its runs.</summary>
    /// <exception cref="Model.InvalidInputException">Nothing matches, or several do.</exception>
    Task<NamedRemoval> FindAsync(string name, CancellationToken cancellation);

    /// <summary>All runs, the newest first.</summary>
    /// <param name="isExact">Whether the status of each has to be right; else their files are read as they are.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<RunOverview>> AllAsync(bool isExact, CancellationToken cancellation);

    /// <summary>The batches that are at work or wait for their turn, by their ids.</summary>
    Task<IReadOnlyDictionary<string, BatchOverview>> BusyBatchesAsync(CancellationToken cancellation);

    /// <summary>What a run is, where that keeps it from being removed: at work, for instance; else null.</summary>
    string? BusyWith(RunOverview run);

    /// <summary>What a user can type for a run or a batch.</summary>
    string NameOf(string id, string folder);

    /// <summary>The bytes of a run's folder.</summary>
    Task<long> SizeOfAsync(RunOverview run, CancellationToken cancellation);

    /// <summary>Removes a run.</summary>
    /// <exception cref="Model.InvalidInputException">It cannot be removed.</exception>
    Task<Removed> RemoveAsync(RunOverview run, CancellationToken cancellation);

    /// <summary>Removes a batch, with those of its runs that are left.</summary>
    /// <returns>What was removed, the batch last.</returns>
    /// <exception cref="Model.InvalidInputException">It cannot be removed.</exception>
    Task<IReadOnlyList<Removed>> RemoveAsync(BatchOverview batch, CancellationToken cancellation);
}

/// <summary>What a name means that is to be removed.</summary>
/// <param name="Runs">The run; of a batch all of its runs.</param>
/// <param name="Batch">The batch; null for a run.</param>
internal sealed record NamedRemoval(IReadOnlyList<RunOverview> Runs, BatchOverview? Batch);
