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
    private static readonly TimeSpan LeastFreshness = TimeSpan.FromMilliseconds(300);

    // Of the time to read the runs, so that reading takes a tenth of a core at most, however many there are.
    private const int FreshnessFactor = 10;

    private readonly Lock reading = new();
    private readonly ConcurrentDictionary<string, Live> live = [];
    private volatile Reading? latest;
    private long changes;

    /// <summary>All runs, the newest first. One of those who ask reads; the others are not kept waiting, unless the service changed something since the last time.</summary>
    public IReadOnlyList<RunOverview> All()
    {
        if (latest is not { } known || known.Changes != Volatile.Read(ref changes))
        {
            lock (reading)
            {
                ReadAgain();
            }
        }
        else if (!IsFresh(known) && reading.TryEnter())
        {
            try
            {
                ReadAgain();
            }
            finally
            {
                reading.Exit();
            }
        }

        return [.. latest!.Newest.Select(entry => AsSeen(entry.Overview))];
    }

    /// <summary>A run as it is now.</summary>
    public RunOverview Of(StoredRun run) => AsSeen(RunOverview.Of(run));

    /// <summary>The page of a run that this process works on; null where it does not.</summary>
    public RunDocument? PageOf(string id) => live.GetValueOrDefault(id)?.Page;

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
    /// <param name="page">Its page; null while it waits, and its own says it.</param>
    public void Put(string id, string name, RunStatus status, RunDocument? page)
    {
        var isNew = !live.ContainsKey(id);
        live[id] = new Live(name, status, page);
        if (isNew)
        {
            Interlocked.Increment(ref changes);
        }
    }

    /// <summary>The service looks after a run no more: its files say how it stands.</summary>
    public void Drop(string id)
    {
        live.TryRemove(id, out _);
        Interlocked.Increment(ref changes);
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

    private bool IsFresh(Reading known) => time.GetElapsedTime(known.At) <= known.Freshness;

    private void ReadAgain()
    {
        var before = latest;
        var now = Volatile.Read(ref changes);
        if (before is null || before.Changes != now || !IsFresh(before))
        {
            var started = time.GetTimestamp();
            var newest = Read(before);
            var rest = FreshnessFactor * time.GetElapsedTime(started);
            latest = new Reading(now, time.GetTimestamp(), rest > LeastFreshness ? rest : LeastFreshness, newest, newest.ToDictionary(entry => entry.Folder));
        }
    }

    // Only runs that may change without their files changing, because a process ends, are looked at again; those that the service looks after tell it.
    // By one thread: those of the pool may all be waiting here.
    private IReadOnlyList<Entry> Read(Reading? before) =>
    [
        .. from folder in runs.Newest()
           let stamp = StampOf(folder)
           let known = before?.Entries.GetValueOrDefault(folder)
           select known is not null && known.Stamp == stamp && (known.IsSettled || live.ContainsKey(known.Overview.Id)) ? known : Entry.Of(folder, stamp),
    ];

    private static (DateTime, DateTime) StampOf(string folder) =>
        (File.GetLastWriteTimeUtc(Path.Combine(folder, RunFolder.RunFile)), File.GetLastWriteTimeUtc(Path.Combine(folder, Submission.FileName)));

    private sealed record Reading(long Changes, long At, TimeSpan Freshness, IReadOnlyList<Entry> Newest, IReadOnlyDictionary<string, Entry> Entries);

    private sealed record Live(string Name, RunStatus Status, RunDocument? Page);

    private sealed record Entry(string Folder, (DateTime, DateTime) Stamp, RunOverview Overview)
    {
        // One without a beginning may be about to have it.
        public bool IsSettled => Overview is { Status: RunStatus.Completed or RunStatus.Diverged or RunStatus.Cancelled or RunStatus.Failed } or { Status: RunStatus.Interrupted, StartedAt: not null };

        public static Entry Of(string folder, (DateTime, DateTime) stamp) => new(folder, stamp, RunOverview.Of(StoredRun.Read(folder)));
    }
}
