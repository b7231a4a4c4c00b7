using System.Collections.Concurrent;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Service;

/// <summary>
/// The runs of the folder as users see them, the newest first. What was read of a run is kept until its files change: thousands are
/// listed without being read again. May be used by several threads.
/// </summary>
/// <param name="runs">Where runs are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class RunCatalog(RunStore runs, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(300);

    private readonly Lock reading = new();
    private readonly ConcurrentDictionary<string, Live> live = [];
    private Dictionary<string, Entry> entries = [];
    private IReadOnlyList<Entry> newest = [];
    private long? readAt;
    private volatile bool isStale;

    /// <summary>All runs, the newest first.</summary>
    public IReadOnlyList<RunOverview> All()
    {
        lock (reading)
        {
            if (isStale || readAt is not { } since || time.GetElapsedTime(since) > Freshness)
            {
                isStale = false;
                Read();
                readAt = time.GetTimestamp();
            }

            return [.. newest.Select(entry => AsSeen(entry.Overview))];
        }
    }

    /// <summary>A run as it is now.</summary>
    public RunOverview Of(StoredRun run) => AsSeen(RunOverview.Of(run));

    /// <summary>How many runs of the service wait for their turn.</summary>
    public int Waiting => CountOf(RunStatus.Queued);

    /// <summary>How many runs of the service have a status.</summary>
    public int CountOf(RunStatus status) => live.Values.Count(run => run.Status == status);

    /// <summary>The service looks after a run, which stands so.</summary>
    /// <param name="id">The run.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="status">Its status.</param>
    /// <param name="page">Its page; null while its own says it.</param>
    public void Put(string id, string name, RunStatus status, RunDocument? page)
    {
        isStale |= !live.ContainsKey(id); // It may be new.
        live[id] = new Live(name, status, page);
    }

    /// <summary>The service looks after a run no more: its files say how it stands.</summary>
    public void Drop(string id)
    {
        live.TryRemove(id, out _);
        isStale = true;
    }

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
        },
        { Name: var name, Status: var status } => overview with { Name = name, Status = status, Reason = null },
    };

    // Only runs that may change without their files changing, because a process ends, are looked at again.
    private void Read()
    {
        var folders = runs.Newest();
        var before = entries;
        var now = folders.AsParallel().AsOrdered().Select(folder => (Folder: folder, Stamp: StampOf(folder)))
            .Select(found => before.TryGetValue(found.Folder, out var known) && known.Stamp == found.Stamp && known.IsSettled ? known : Entry.Of(found.Folder, found.Stamp))
            .ToList();
        entries = now.ToDictionary(entry => entry.Folder);
        newest = now;
    }

    private static (DateTime, DateTime) StampOf(string folder) =>
        (File.GetLastWriteTimeUtc(Path.Combine(folder, RunFolder.RunFile)), File.GetLastWriteTimeUtc(Path.Combine(folder, Submission.FileName)));

    private sealed record Live(string Name, RunStatus Status, RunDocument? Page);

    private sealed record Entry(string Folder, (DateTime, DateTime) Stamp, RunOverview Overview)
    {
        public bool IsSettled => Overview.Status is RunStatus.Completed or RunStatus.Diverged or RunStatus.Cancelled or RunStatus.Failed;

        public static Entry Of(string folder, (DateTime, DateTime) stamp) => new(folder, stamp, RunOverview.Of(StoredRun.Read(folder)));
    }
}
