using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Web.Api;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>The lists of a service, read page by page.</summary>
internal static class ServiceLists
{
    /// <summary>Its runs, the newest first.</summary>
    /// <param name="service">The service.</param>
    /// <param name="status">Only runs with this status; null for all.</param>
    /// <param name="name">Only runs with this name; null for all.</param>
    /// <param name="limit">At most so many; null for all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="batch">Only runs of the batch with this id; null for all.</param>
    public static Task<(List<RunOverview> Shown, int Total)> RunsAsync(this ServiceClient service, string? status, string? name, int? limit, CancellationToken cancellation, string? batch = null) =>
        AllAsync(limit, async number =>
        {
            var page = await service.ListAsync(status, name, number, RunPage.Largest, cancellation, batch);
            return (page.Runs, page.Total);
        });

    /// <summary>Its batches, the newest first.</summary>
    /// <param name="service">The service.</param>
    /// <param name="status">Only batches with this status; null for all.</param>
    /// <param name="name">Only batches with this name; null for all.</param>
    /// <param name="limit">At most so many; null for all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static Task<(List<BatchOverview> Shown, int Total)> BatchesAsync(this ServiceClient service, string? status, string? name, int? limit, CancellationToken cancellation) =>
        AllAsync(limit, async number =>
        {
            var page = await service.ListBatchesAsync(status, name, number, RunPage.Largest, cancellation);
            return (page.Batches, page.Total);
        });

    private static async Task<(List<T> Shown, int Total)> AllAsync<T>(int? limit, Func<int, Task<(IReadOnlyList<T> Part, int Total)>> read)
    {
        var shown = new List<T>();
        while (true)
        {
            var (part, total) = await read(shown.Count / RunPage.Largest + 1);
            shown.AddRange(part);
            if (part.Count < RunPage.Largest || shown.Count >= limit)
            {
                return ([.. shown.Take(limit ?? shown.Count)], total);
            }
        }
    }
}
