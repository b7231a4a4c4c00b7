using System.Collections.Concurrent;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Service;

/// <summary>The runs of the folder as users see them, the newest first. May be used by several threads.</summary>
internal sealed class RunCatalog
{
    private readonly ConcurrentDictionary<string, Live> live = [];
    private readonly ReadFolders<RunOverview> stored;

    /// <param name="runs">Where runs are kept.</param>
    /// <param name="time">The clock.</param>
    public RunCatalog(RunStore runs, TimeProvider time) =>
        stored = new ReadFolders<RunOverview>(runs.Newest, [RunFolder.RunFile, Submission.FileName], folder => RunOverview.Of(StoredRun.Read(folder)), IsSettled, time);

    /// <summary>All runs, the newest first.</summary>
    public IReadOnlyList<RunOverview> All() => [.. stored.All().Select(AsSeen)];

    /// <summary>A run as it is now.</summary>
    public RunOverview Of(StoredRun run) => AsSeen(RunOverview.Of(run));

    /// <summary>The page of a run that this process works on; null where it does not.</summary>
    public RunDocument? PageOf(string id) => live.GetValueOrDefault(id)?.Page;

    /// <summary>How far a run has come that this process works on, by the losses that batches compare; null where it does not.</summary>
    public MemberResult? ProgressOf(string id) => live.GetValueOrDefault(id)?.Progress;

    /// <summary>The status of a run that the service looks after; null where it does not.</summary>
    public RunStatus? StatusOf(string id) => live.GetValueOrDefault(id)?.Status;

    /// <summary>How many runs of the service wait for their turn.</summary>
    public int Waiting => CountOf(RunStatus.Queued);

    /// <summary>How many runs of the service have a status.</summary>
    public int CountOf(RunStatus status) => live.Values.Count(run => run.Status == status);

    /// <summary>The service looks after a run, which stands so.</summary>
    /// <param name="id">The run.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="status">Its status.</param>
    /// <param name="state">What it told; null while it waits, and its own page says it.</param>
    public void Put(string id, string name, RunStatus status, RunState? state)
    {
        var isNew = !live.ContainsKey(id);
        live[id] = state is { Facts: not null } ? new Live(name, status, RunDocument.Of(state), MemberResult.Of(state)) : new Live(name, status, null, null);
        if (isNew)
        {
            stored.Look();
        }
    }

    /// <summary>Runs were removed.</summary>
    public void Look() => stored.Look();

    /// <summary>The service looks after a run no more: its files say how it stands.</summary>
    public void Drop(string id)
    {
        live.TryRemove(id, out _);
        stored.Look();
    }

    // Those that the service looks after tell how they stand. An interrupted one without a beginning may be about to have it.
    private bool IsSettled(RunOverview run) =>
        run is { Status: RunStatus.Completed or RunStatus.Diverged or RunStatus.Cancelled or RunStatus.Failed } or { Status: RunStatus.Interrupted, StartedAt: not null } || live.ContainsKey(run.Id);

    private RunOverview AsSeen(RunOverview overview) => live.GetValueOrDefault(overview.Id) switch
    {
        null => overview,
        { Page: { } page, Status: var status } => overview with
        {
            Name = page.Name,
            Status = status,
            Reason = page.Reason,
            Epochs = page.Epochs,
            EpochsTrained = page.EpochsTrained,
            LastLoss = page.LastLoss,
            BestLoss = page.BestLoss,
            StartedAt = page.StartedAt,
            EndedAt = page.EndedAt,
            ChangedAt = page.EndedAt,
            Sweep = page.Sweep,
            Batch = page.Batch,
        },
        { Name: var name, Status: var status } => overview with { Name = name, Status = status, Reason = null },
    };

    private sealed record Live(string Name, RunStatus Status, RunDocument? Page, MemberResult? Progress);
}
