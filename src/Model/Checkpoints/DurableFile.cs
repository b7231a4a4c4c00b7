using System.Runtime.InteropServices;

namespace ActorLstm.Model.Checkpoints;

/// <summary>Files that are on the disk, and not only in the system's cache, once the call returns.</summary>
public static partial class DurableFile
{
    private const int ReadOnly = 0;
    private const int InvalidArgument = 22;

    // The system's number of ENOTSUP: Linux and the BSDs, macOS among them, number it differently.
    private static readonly int NotSupported = OperatingSystem.IsLinux() ? 95 : 45;

    /// <summary>Writes a new file and flushes it to the disk.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>
    /// Flushes a folder's entries, so that a rename or a new file survives a power cut. .NET opens no folders, and Windows
    /// neither needs nor offers it. Where the file system does not offer it either, nothing is done.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"The folder {path} cannot be opened to flush it: error {Marshal.GetLastPInvokeError()}.");
        }

        var result = Fsync(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result < 0 && !IsUnknownToFileSystem(error))
        {
            throw new IOException($"The folder {path} cannot be flushed to the disk: error {error}.");
        }
    }

    // What fsync answers on a folder of some network and FUSE file systems, which flush files but no folders. Every other error is one.
    internal static bool IsUnknownToFileSystem(int error) => error == InvalidArgument || error == NotSupported;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
