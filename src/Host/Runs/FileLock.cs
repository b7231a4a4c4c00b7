using Microsoft.Win32.SafeHandles;

namespace ActorLstm.Host.Runs;

/// <summary>Locks of the system on files. They end with the process that holds them, however it ends.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes a lock: with others that share it, or alone.</summary>
    /// <returns>The lock; null where the system says that another has it.</returns>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static SafeFileHandle? TryTake(string path, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return File.OpenHandle(path, mode, access, share);
        }
        catch (IOException fault) when (IsTaken(fault.HResult))
        {
            return null;
        }
    }

    /// <summary>Takes a lock, with others that share it or alone, as soon as nobody keeps it from being taken. The file is made where it is missing.</summary>
    /// <returns>The lock; null where the patience is over before.</returns>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static async Task<SafeFileHandle?> TakeAsync(string path, FileAccess access, FileShare share, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < patience)
        {
            if (TryTake(path, FileMode.OpenOrCreate, access, share) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Pause, time, cancellation);
        }

        return null;
    }

    // ERROR_SHARING_VIOLATION; EWOULDBLOCK, which Linux and the BSDs, macOS among them, number differently.
    private static bool IsTaken(int error) => OperatingSystem.IsWindows() ? error == unchecked((int)0x80070020) : error == (OperatingSystem.IsLinux() ? 11 : 35);
}
