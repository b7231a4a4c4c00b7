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
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(300);

    private readonly Lock reading = new();
    private Dictionary<string, Entry> entries = [];
    private IReadOnlyList<T> newest = [];
    private long? readAt;
    private volatile bool isStale;

    /// <summary>All of them.</summary>
    public IReadOnlyList<T> All()
    {
        lock (reading)
        {
            if (isStale || readAt is not { } since || time.GetElapsedTime(since) > Freshness)
            {
                isStale = false;
                Read();
                readAt = time.GetTimestamp();
            }

            return newest;
        }
    }

    /// <summary>Something may be otherwise than a moment ago.</summary>
    public void Look() => isStale = true;

    private void Read()
    {
        var before = entries;
        var now = folders().AsParallel().AsOrdered().Select(folder => (Folder: folder, Stamp: StampOf(folder)))
            .Select(found => before.TryGetValue(found.Folder, out var known) && known.Stamp.SequenceEqual(found.Stamp) && isSettled(known.What) ? known : new Entry(found.Folder, found.Stamp, read(found.Folder)))
            .ToList();
        entries = now.ToDictionary(entry => entry.Folder);
        newest = [.. now.Select(entry => entry.What)];
    }

    private IReadOnlyList<DateTime> StampOf(string folder) => [.. files.Select(file => File.GetLastWriteTimeUtc(Path.Combine(folder, file)))];

    private sealed record Entry(string Folder, IReadOnlyList<DateTime> Stamp, T What);
}
