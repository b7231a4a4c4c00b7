using ActorLstm.Host.Tests.Support;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>
/// Kills a process at a moment. It is made before the process starts, so that it sees everything, and is told the process then.
/// A process that ends before its moment lives.
/// </summary>
internal abstract class KillMoment : IDisposable
{
    private ActorLstmProcess? process;
    private int isOver;

    /// <summary>Whether it killed, or was about to when the process ended by itself.</summary>
    public bool HasCome => Volatile.Read(ref isOver) != 0;

    /// <summary>What it waits for is done to this process.</summary>
    public void Await(ActorLstmProcess started)
    {
        Volatile.Write(ref process, started);
        Begin(started);
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Begins to wait.</summary>
    protected abstract void Begin(ActorLstmProcess started);

    /// <summary>Kills the process, at once and on this thread; only the first call does.</summary>
    protected void Kill()
    {
        if (Volatile.Read(ref process) is { } target && Interlocked.Exchange(ref isOver, 1) == 0)
        {
            target.Kill();
        }
    }
}

/// <summary>A time after the start, or after the program has written something to stdout.</summary>
internal sealed class MomentInTime(TimeSpan delay, string? output = null) : KillMoment
{
    private readonly CancellationTokenSource over = new();

    /// <inheritdoc/>
    public override void Dispose() => over.Cancel();

    /// <inheritdoc/>
    protected override void Begin(ActorLstmProcess started) => _ = KillThenAsync(started);

    // The time is the test's input: it waits for nothing to happen until then.
    private async Task KillThenAsync(ActorLstmProcess started)
    {
        if (output is not null)
        {
            await started.OutputHas(output);
        }

        await Task.Delay(delay, over.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        if (!over.IsCancellationRequested)
        {
            Kill();
        }
    }
}

/// <summary>What the program does to a file: it is killed before the call that did it returns, or hardly later.</summary>
internal sealed class MomentInFile : KillMoment
{
    private readonly FileSystemWatcher watcher;
    private readonly Func<FileSystemEventArgs, bool> isMeant;
    private int left;

    private MomentInFile(string runs, int times, Func<FileSystemEventArgs, bool> isMeant)
    {
        this.isMeant = isMeant;
        left = times;
        watcher = new FileSystemWatcher(runs) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite };
        watcher.Created += Note;
        watcher.Changed += Note;
        watcher.Renamed += Note;
    }

    /// <summary>A checkpoint has begun to be written.</summary>
    public static MomentInFile InCheckpointWrite(string runs, int times) => new(runs, times, change =>
        change.ChangeType == WatcherChangeTypes.Created && IsCheckpoint(change.FullPath) && IsPartial(change.FullPath));

    /// <summary>A checkpoint is written, and its event is due.</summary>
    public static MomentInFile BeforeItsEvent(string runs, int times) => new(runs, times, change =>
        change.ChangeType == WatcherChangeTypes.Renamed && IsCheckpoint(change.FullPath) && !IsPartial(change.FullPath));

    /// <summary>The journal is being written.</summary>
    public static MomentInFile InJournalWrite(string runs, int times) => new(runs, times, change =>
        change.ChangeType == WatcherChangeTypes.Changed && change.FullPath.EndsWith("journal.db-wal", StringComparison.Ordinal));

    /// <inheritdoc/>
    public override void Dispose() => watcher.Dispose();

    /// <inheritdoc/>
    protected override void Begin(ActorLstmProcess started) => watcher.EnableRaisingEvents = true;

    private void Note(object sender, FileSystemEventArgs change)
    {
        if (isMeant(change) && Interlocked.Decrement(ref left) <= 0)
        {
            Kill();
        }
    }

    private static bool IsCheckpoint(string path) => Path.GetFileName(Path.GetDirectoryName(path)) == "checkpoints";

    private static bool IsPartial(string path) => path.EndsWith(".partial", StringComparison.Ordinal);
}
