using System.Runtime.InteropServices;
using TorchSharp;

namespace ActorLstm.Model.Devices;

/// <summary>The native half of TorchSharp, loaded into this process once.</summary>
public static class TorchRuntime
{
    private static readonly Lock Gate = new();
    private static bool isLoaded;

    /// <summary>Loads the native libraries, unless they are loaded.</summary>
    /// <exception cref="TorchUnavailableException">The libraries cannot be loaded; the message says what to do.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (!isLoaded)
            {
                OpenMp.ShortenSpin();
                LoadFrom(NativeLibraryFiles.SearchFolders());
                Initialize();
                isLoaded = true;
            }
        }
    }

    /// <summary>
    /// Has torch use so many threads for an operation that the calling thread begins. Torch keeps the number with each thread that has begun an
    /// operation, and gives a thread that begins its first the one that was set last anywhere.
    /// </summary>
    /// <param name="threads">The threads, at least 1.</param>
    /// <exception cref="TorchUnavailableException">The libraries cannot be loaded.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 threads.</exception>
    public static void UseThreads(int threads)
    {
        if (threads < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(threads), threads, "The number of threads of an operation is too low: use 1 or more.");
        }

        Load();
        if (torch.get_num_threads() != threads)
        {
            torch.set_num_threads(threads);
        }
    }

    /// <summary>Loads the native library from the first of the folders that has it.</summary>
    /// <exception cref="TorchUnavailableException">It is not there or does not load.</exception>
    internal static void LoadFrom(IReadOnlyList<string> folders)
    {
        // TorchSharp would load it too, but on failure it writes to the console and blames the package references.
        var path = NativeLibraryFiles.Find(folders, NativeLibraryFiles.EntryFileName) ?? throw Unavailable(folders, null);
        try
        {
            NativeLibrary.Load(path);
        }
        catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException)
        {
            throw Unavailable(folders, fault);
        }
    }

    private static void Initialize()
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception fault) when (fault
            is NotSupportedException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or TypeInitializationException)
        {
            throw Unavailable(NativeLibraryFiles.SearchFolders(), fault);
        }
    }

    private static TorchUnavailableException Unavailable(IReadOnlyList<string> folders, Exception? cause)
    {
        var report = NativeLibraries.Inspect(folders, LoadedModules.Read(), NativeLibraries.Platform);
        var said = cause is null ? "" : $" The system says: {Short(cause.Message)}.";
        var found = NativeLibraryFiles.Find(folders, NativeLibraryFiles.EntryFileName);
        return new TorchUnavailableException(
            report.Problems.Count > 0
                ? string.Join(" ", report.Problems) + said
                : $"{found} does not load.{said} Build or publish the program for {report.Platform} on this system.",
            cause);
    }

    // On Linux and macOS the first line is advice on tracing, and the loader's own words follow.
    private static string Short(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return string.Join("; ", lines.Length > 1 ? lines[1..] : lines).TrimEnd('.');
    }
}
