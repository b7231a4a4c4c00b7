using ActorLstm.Host.Runs;
using ActorLstm.Model;
using Microsoft.Win32.SafeHandles;

namespace ActorLstm.Host.Service;

/// <summary>The right to serve the runs of a folder, which one process has at a time: a lock of the system, which ends with the process.</summary>
/// <param name="folder">The folder of the service among those of the runs.</param>
/// <param name="runs">Where runs are kept.</param>
internal sealed class ServiceHold(string folder, RunStore runs) : IDisposable
{
    private const string LockFile = "service.lock";
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private SafeFileHandle? held;

    /// <summary>Whether a living process has it.</summary>
    /// <param name="runs">The folder of the runs.</param>
    public static bool IsHeld(string runs)
    {
        try
        {
            using var looked = FileLock.TryTake(Path.Combine(runs, RunningService.FolderName, LockFile), FileMode.Open, FileAccess.Read, FileShare.Read);
            return looked is null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            // A process that may not look cannot know; to refuse does less harm.
            return true;
        }
    }

    /// <summary>Takes it.</summary>
    /// <exception cref="InvalidInputException">Another process has it, or the folder cannot be written.</exception>
    public void Take()
    {
        if (!TryTake())
        {
            throw new InvalidInputException($"Another service works on the runs in {runs.Root}. Stop it first, or name another folder with --runs or {RunStore.Variable}.");
        }
    }

    /// <summary>Takes it as soon as nobody has it any more.</summary>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public async Task TakeAsync(TimeProvider time, CancellationToken cancellation)
    {
        while (!TryTake())
        {
            await Task.Delay(Pace, time, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => held?.Dispose();

    private bool TryTake()
    {
        try
        {
            Directory.CreateDirectory(folder);
            held ??= FileLock.TryTake(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return held is not null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The folder for runs, {runs.Root}, cannot be written: {fault.Message} Name another with --runs or {RunStore.Variable}.", fault);
        }
    }
}
