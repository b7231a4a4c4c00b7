using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Model;
using Microsoft.Win32.SafeHandles;
using Polly;
using Polly.Retry;

namespace ActorLstm.Host.Runs;

/// <summary>
/// The right to work on a run, which one process has at a time: a lock of the system on <c>owner.lock</c> in the run's folder,
/// which ends with the process however it ends. <c>owner.json</c> beside it says who has it.
/// </summary>
/// <remarks>
/// The lock belongs to the file and not to its path, so that a folder that is moved or reached through a link has the same one.
/// The file stays where the lease has ended: one that were removed could be locked by two.
/// </remarks>
public sealed class RunLease : IDisposable
{
    /// <summary>The file that is locked; it is empty.</summary>
    public const string LockFile = "owner.lock";

    /// <summary>The file that says who has the lease, or had it last and left the run's files unfinished, as when it was killed.</summary>
    public const string OwnerFile = "owner.json";

    // Tries, with 10 ms between two: for what lasts a moment, and for the files of a large run.
    private const int Moment = 50;
    private const int Mending = 3000;

    private static readonly RunOwner Unknown = new("a machine that is not known", 0, "");

    private readonly string folder;
    private readonly SafeFileHandle held;
    private readonly Lock guard = new();
    private bool isOver;

    private RunLease(string folder, SafeFileHandle held, bool isUnfinished)
    {
        this.folder = folder;
        this.held = held;
        IsUnfinished = isUnfinished;
    }

    /// <summary>
    /// Whether the files of the run may lack something: at first, whether whoever had the lease last left them so. Where it ends so,
    /// as where its process is killed, <see cref="OwnerFile"/> stays and says so.
    /// </summary>
    public bool IsUnfinished { get; set; }

    /// <summary>
    /// What this process gives back with the lease, if it has not done so before; null for nothing. Set after the end of the lease, it is given back
    /// at once.
    /// </summary>
    internal IDisposable? Turn
    {
        get;
        set
        {
            lock (guard)
            {
                field = value;
                if (isOver)
                {
                    field?.Dispose();
                }
            }
        }
    }

    /// <summary>Takes the lease of a run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="owner">This process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="purpose">What for. Who mends the files of the run is waited for, half a minute at the longest; who works on it is not.</param>
    /// <exception cref="RunHeldException">Another process has it.</exception>
    /// <exception cref="InvalidInputException">The folder cannot be written, or its file system has no locks.</exception>
    public static RunLease Take(string folder, RunOwner owner, TimeProvider time, LeasePurpose purpose = LeasePurpose.Work)
    {
        SafeFileHandle? held = null;
        try
        {
            held = Lock(folder, time);
            if (!IsHeld(folder))
            {
                throw new IOException($"Its file system has no locks, or they are switched off, so that two processes could work on it at once. Name another folder with --runs or {RunStore.Variable}.");
            }

            var isUnfinished = WasLeftUnfinished(folder);
            var holder = new RunHolder(owner.Host, owner.Process, owner.Token, time.GetUtcNow(), purpose);
            try
            {
                TextFile.Replace(Path.Combine(folder, OwnerFile), JsonSerializer.Serialize(holder, RunJson.Line) + "\n");
            }
            catch (IOException) when (purpose == LeasePurpose.Removal)
            {
                // The disk may be full, and the lock counts: what is removed frees space.
            }

            return new RunLease(folder, held, isUnfinished);
        }
        catch (Exception fault)
        {
            held?.Dispose();
            throw fault is IOException or UnauthorizedAccessException
                ? new InvalidInputException($"The run in {folder} cannot be worked on: {fault.Message}", fault)
                : fault;
        }
    }

    /// <summary>
    /// Who works on a run; null where no living process does, as where one mends its files. It is asked without keeping anybody from
    /// taking the lease.
    /// </summary>
    /// <param name="folder">The run's folder.</param>
    public static RunOwner? HolderOf(string folder)
    {
        // Between the lock and the name there is a moment.
        var patience = Patience<RunHolder?>(TimeProvider.System, Moment, holder => holder is { Owner: var owner } && owner == Unknown);
        return patience.Execute(() => Find(folder)) is { Purpose: not LeasePurpose.Mending } holder ? holder.Owner : null;
    }

    /// <summary>Whether the files of a run may lack something: whoever had the lease last was killed, or could not write them. Means nothing while one has it.</summary>
    /// <param name="folder">The run's folder.</param>
    internal static bool WasLeftUnfinished(string folder) => File.Exists(Path.Combine(folder, OwnerFile));

    /// <summary>Ends the lease. The second time nothing happens: by then another may have it.</summary>
    public void Dispose()
    {
        lock (guard)
        {
            isOver = true;
            Turn?.Dispose();
        }

        if (held.IsClosed)
        {
            return;
        }

        try
        {
            if (!IsUnfinished)
            {
                File.Delete(Path.Combine(folder, OwnerFile));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It says who had the lease last, and nobody believes it without the lock.
        }

        held.Dispose();
    }

    // Somebody who only looks holds the file for a moment, but shares it: then it is free, and tried again. Who took it a moment ago may
    // not have written its name yet, and the one that stands there is that of a process that was killed.
    private static SafeFileHandle Lock(string folder, TimeProvider time)
    {
        var tries = 0;
        return Patience<SafeFileHandle?>(time, Mending, taken => taken is null).Execute(() =>
        {
            tries++;
            return Open(folder, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
                ?? (Find(folder) is { } holder && tries > (holder.Purpose == LeasePurpose.Mending ? Mending : Moment) ? throw new RunHeldException(folder, holder) : null);
        }) ?? throw new IOException($"{Path.Combine(folder, LockFile)} is opened by others again and again.");
    }

    private static RunHolder? Find(string folder) => IsHeld(folder) ? Read(folder) : null;

    private static bool IsHeld(string folder)
    {
        try
        {
            using var looked = Open(folder, FileMode.Open, FileAccess.Read, FileShare.Read);
            return looked is null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            // Whoever may not look cannot know; that the run is at work does less harm where it is wrong.
            return true;
        }
    }

    // Windows keeps whoever opens it from the file, elsewhere both lock it.
    private static SafeFileHandle? Open(string folder, FileMode mode, FileAccess access, FileShare share) => FileLock.TryTake(Path.Combine(folder, LockFile), mode, access, share);

    private static RunHolder Read(string folder)
    {
        try
        {
            if (JsonSerializer.Deserialize<RunHolder>(File.ReadAllBytes(Path.Combine(folder, OwnerFile)), RunJson.Line) is { Host: not null } holder)
            {
                return holder;
            }
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            // The lock counts; the name is for people.
        }

        return new RunHolder(Unknown.Host, Unknown.Process, Unknown.Token, null, LeasePurpose.Work);
    }

    private static ResiliencePipeline<T> Patience<T>(TimeProvider time, int tries, Func<T, bool> isToBeTriedAgain)
    {
        var retries = new RetryStrategyOptions<T>
        {
            ShouldHandle = new PredicateBuilder<T>().HandleResult(isToBeTriedAgain),
            MaxRetryAttempts = tries,
            Delay = TimeSpan.FromMilliseconds(10),
            UseJitter = true,
        };
        return new ResiliencePipelineBuilder<T> { TimeProvider = time }.AddRetry(retries).Build();
    }
}

/// <summary>What a process has the lease of a run for.</summary>
public enum LeasePurpose
{
    /// <summary>It resumes the run.</summary>
    Work,

    /// <summary>It removes the run, also where the disk has no space for a name.</summary>
    Removal,

    /// <summary>It brings the files of the run up to its journal.</summary>
    Mending,
}

/// <summary><c>owner.json</c>: the process that has the lease of a run.</summary>
/// <param name="Host">The name of its machine.</param>
/// <param name="Process">Its number there.</param>
/// <param name="Token">Tells it from a later process of the same number.</param>
/// <param name="Since">When it took the lease; null where that is not known.</param>
/// <param name="Purpose">What for.</param>
internal sealed record RunHolder(string Host, int Process, string Token, DateTimeOffset? Since, LeasePurpose Purpose = LeasePurpose.Work)
{
    /// <summary>The process.</summary>
    public RunOwner Owner => new(Host, Process, Token);
}
