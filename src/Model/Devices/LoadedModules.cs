using System.ComponentModel;
using System.Diagnostics;

namespace ActorLstm.Model.Devices;

/// <summary>The files that this process has mapped as code.</summary>
internal static class LoadedModules
{
    private const string MemoryMap = "/proc/self/maps";

    /// <summary>The full paths of the loaded files; empty where the system does not tell.</summary>
    public static IReadOnlyList<string> Read()
    {
        try
        {
            // Process.Modules would do on Linux too, but it leaves out files without an executable part.
            if (File.Exists(MemoryMap))
            {
                return ParseMemoryMap(File.ReadLines(MemoryMap));
            }

            using var process = Process.GetCurrentProcess();
            return [.. process.Modules.Cast<ProcessModule>().Select(module => module.FileName).Distinct()];
        }
        catch (Exception fault) when (
            fault is IOException or UnauthorizedAccessException or InvalidOperationException or NotSupportedException or Win32Exception)
        {
            return [];
        }
    }

    /// <summary>The paths in the lines of a Linux memory map.</summary>
    public static IReadOnlyList<string> ParseMemoryMap(IEnumerable<string> lines)
    {
        const string Deleted = " (deleted)";
        var paths = new List<string>();
        foreach (var line in lines)
        {
            // address perms offset dev inode path: the first slash begins the path, which may hold spaces.
            var start = line.IndexOf('/', StringComparison.Ordinal);
            if (start < 0)
            {
                continue;
            }

            var path = line[start..];
            path = path.EndsWith(Deleted, StringComparison.Ordinal) ? path[..^Deleted.Length] : path;
            if (!paths.Contains(path))
            {
                paths.Add(path);
            }
        }

        return paths;
    }
}
