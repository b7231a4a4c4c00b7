using System.Collections.Concurrent;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;

namespace ActorLstm.Host.Service.Batches;

/// <summary>The batches of the folder as users see them, the newest first. May be used by several threads.</summary>
internal sealed class BatchCatalog
{
    private readonly ConcurrentDictionary<string, Live> live = [];
    private readonly ReadFolders<BatchOverview> stored;

    /// <param name="batches">Where batches are kept.</param>
    /// <param name="time">The clock.</param>
    public BatchCatalog(BatchStore batches, TimeProvider time) =>
        stored = new ReadFolders<BatchOverview>(batches.Folders, [BatchPageActor.FileName, Submission.FileName], folder => BatchOverview.Of(StoredBatch.Read(folder)), IsSettled, time);

    /// <summary>All batches, the newest first.</summary>
    public IReadOnlyList<BatchOverview> All() => [.. stored.All().Select(AsSeen)];

    /// <summary>A batch as it is now.</summary>
    public BatchOverview Of(StoredBatch batch) => AsSeen(BatchOverview.Of(batch));

    /// <summary>The page of a batch as it is now; null where it has none yet.</summary>
    public BatchDocument? DocumentOf(StoredBatch batch) => live.GetValueOrDefault(batch.Id) is { Page: { } page } ? page.Value : batch.Document;

    /// <summary>How many batches of the service wait for their turn: none of their runs has begun.</summary>
    public int Waiting => live.Values.Count(batch => batch.Status == RunStatus.Queued);

    /// <summary>How many runs of the batches of the service have not ended.</summary>
    public int Unfinished => live.Values.Sum(batch => batch.State is { } state ? state.Members.Count - state.EndedCount : batch.Unfinished);

    /// <summary>Whether the service looks after a batch.</summary>
    public bool IsLive(string id) => live.ContainsKey(id);

    /// <summary>The service looks after a batch, which stands so.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="status">Its status.</param>
    /// <param name="state">What it told; null before its first word.</param>
    /// <param name="unfinished">How many of its runs had not ended when it was taken.</param>
    public void Put(string id, string name, RunStatus status, BatchState? state, int unfinished)
    {
        var isNew = !live.ContainsKey(id);
        live[id] = state is { Owner: not null } ? new Live(name, status, unfinished, state, new Lazy<BatchDocument>(() => BatchDocument.Of(state))) : new Live(name, status, unfinished, null, null);
        if (isNew)
        {
            stored.Look();
        }
    }

    /// <summary>A batch was removed.</summary>
    public void Look() => stored.Look();

    /// <summary>The service looks after a batch no more: its files say how it stands.</summary>
    public void Drop(string id)
    {
        live.TryRemove(id, out _);
        stored.Look();
    }

    // As of runs: those that the service looks after tell how they stand.
    private bool IsSettled(BatchOverview batch) =>
        batch is { Status: RunStatus.Completed or RunStatus.Cancelled or RunStatus.Failed } or { Status: RunStatus.Interrupted, StartedAt: not null } || live.ContainsKey(batch.Id);

    private BatchOverview AsSeen(BatchOverview overview) => live.GetValueOrDefault(overview.Id) switch
    {
        null => overview,
        { State: { } state, Status: var status } => overview.At(state) with { Status = status },
        { Name: var name, Status: var status } => overview with { Name = name, Status = status, Reason = null },
    };

    // A batch may have thousands of runs: its page is made where somebody looks at it, and once for all who do.
    private sealed record Live(string Name, RunStatus Status, int Unfinished, BatchState? State, Lazy<BatchDocument>? Page);
}
