using Microsoft.Win32.SafeHandles;

namespace ActorLstm.Host.Runs;

/// <summary>Locks of the system on files. They end with the process that holds them, however it ends.</summary>
internal static class FileLock
{
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

    // ERROR_SHARING_VIOLATION; EWOULDBLOCK, which Linux and the BSDs, macOS among them, number differently.
    private static bool IsTaken(int error) => OperatingSystem.IsWindows() ? error == unchecked((int)0x80070020) : error == (OperatingSystem.IsLinux() ? 11 : 35);
}
