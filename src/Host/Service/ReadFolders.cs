using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Service;

/// <summary>What was read of folders, the newest first. It is kept until their files change: thousands are listed without being read again. May be used by several threads.</summary>
/// <typeparam name="T">What is read of a folder.</typeparam>
/// <param name="folders">The folders, the newest first.</param>
/// <param name="files">The files whose times tell of changes.</param>
/// <param name="read">Reads a folder.</param>
/// <param name="isSettled">Whether it stays so unless its files change; what does not may change because a process ends, and is read each time.</param>
/// <param name="time">The clock.</param>
internal sealed class ReadFolders<T>(Func<IReadOnlyList<string>> folders, IReadOnlyList<string> files, Func<string, T> read, Func<T, bool> isSettled, TimeProvider time)
{
    private static readonly TimeSpan LeastFreshness = TimeSpan.FromMilliseconds(300);

    // Of the time to read the folders, so that reading takes a tenth of a core at most, however many there are.
    private const int FreshnessFactor = 10;

    private readonly Lock reading = new();
    private volatile Reading? latest;
    private long changes;

    /// <summary>All of them. One of those who ask reads; the others are not kept waiting, unless something changed since the last time.</summary>
    public IReadOnlyList<T> All()
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

        return latest!.Newest;
    }

    /// <summary>Something may be otherwise than a moment ago.</summary>
    public void Look() => Interlocked.Increment(ref changes);

    private bool IsFresh(Reading known) => time.GetElapsedTime(known.At) <= known.Freshness;

    private void ReadAgain()
    {
        var before = latest;
        var now = Volatile.Read(ref changes);
        if (before is null || before.Changes != now || !IsFresh(before))
        {
            var started = time.GetTimestamp();
            var entries = Read(before);
            var rest = FreshnessFactor * time.GetElapsedTime(started);
            latest = new Reading(now, time.GetTimestamp(), rest > LeastFreshness ? rest : LeastFreshness, [.. entries.Select(entry => entry.What)], entries.ToDictionary(entry => entry.Folder));
        }
    }

    // By one thread where most of them are known: those of the pool may all be waiting here.
    private Entry[] Read(Reading? before) => before is null
        ? FolderReading.Read(folders(), folder => folder, (folder, _) => Read(folder, null), CancellationToken.None)
        : [.. folders().Select(folder => Read(folder, before.Entries.GetValueOrDefault(folder)))];

    private Entry Read(string folder, Entry? known)
    {
        var stamp = StampOf(folder);
        return known is not null && known.Stamp.SequenceEqual(stamp) && isSettled(known.What) ? known : new Entry(folder, stamp, read(folder));
    }

    private IReadOnlyList<DateTime> StampOf(string folder) => [.. files.Select(file => File.GetLastWriteTimeUtc(Path.Combine(folder, file)))];

    private sealed record Reading(long Changes, long At, TimeSpan Freshness, IReadOnlyList<T> Newest, IReadOnlyDictionary<string, Entry> Entries);

    private sealed record Entry(string Folder, IReadOnlyList<DateTime> Stamp, T What);
}
