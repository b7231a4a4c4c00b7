using System.Globalization;

namespace ActorLstm.Model.Memory;

/// <summary>
/// Limits of memory that Linux sets for groups of processes: version 1 (https://docs.kernel.org/admin-guide/cgroup-v1/memory.html) and version 2
/// (https://docs.kernel.org/admin-guide/cgroup-v2.html). A group has no more than each group above it.
/// </summary>
internal static class ControlGroups
{
    private const string LimitOfFirst = "memory.limit_in_bytes";
    private const string LimitOfSecond = "memory.max";

    /// <summary>The limits of the groups that this process belongs to, and of those above them; none where the system has none.</summary>
    public static IReadOnlyList<AvailableMemory> Limits()
    {
        try
        {
            return OperatingSystem.IsLinux() ? [.. Limits(File.ReadAllLines("/proc/self/cgroup"), File.ReadAllLines("/proc/self/mountinfo"), TryRead)] : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The limits that files say.</summary>
    /// <param name="memberships">The lines of <c>/proc/self/cgroup</c>: number, controllers and path, with colons between.</param>
    /// <param name="mounts">The lines of <c>/proc/self/mountinfo</c>.</param>
    /// <param name="read">Reads a file; null where there is none.</param>
    internal static IEnumerable<AvailableMemory> Limits(IEnumerable<string> memberships, IEnumerable<string> mounts, Func<string, string?> read)
    {
        var mounted = mounts.Select(Mount.TryParse).OfType<Mount>().ToList();
        foreach (var parts in memberships.Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3))
        {
            var isSecond = parts[1].Length == 0;
            if (!isSecond && !parts[1].Split(',').Contains("memory"))
            {
                continue;
            }

            foreach (var folder in mounted.Where(mount => mount.IsSecond == isSecond).SelectMany(mount => mount.FoldersOf(parts[2])))
            {
                var text = read(Path.Combine(folder, isSecond ? LimitOfSecond : LimitOfFirst));
                if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
                {
                    yield return new AvailableMemory(bytes, $"the limit of the control group {folder}");
                }
            }
        }
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // A line of mountinfo: number, parent, device, root, folder, options, any number of fields, a hyphen, type, source, options.
    private sealed record Mount(string Root, string Folder, bool IsSecond)
    {
        public static Mount? TryParse(string line)
        {
            var (fields, rest) = line.Split(" - ", 2) is [var before, var after] ? (before.Split(' '), after.Split(' ')) : ([], []);
            return fields.Length < 5 || rest.Length < 3 || !(rest[0] == "cgroup2" || (rest[0] == "cgroup" && rest[2].Split(',').Contains("memory")))
                ? null
                : new Mount(fields[3], fields[4], rest[0] == "cgroup2");
        }

        // From the group itself up to the folder where the groups are mounted.
        public IEnumerable<string> FoldersOf(string group)
        {
            var below = Root == "/" ? group : group == Root || group.StartsWith(Root + "/", StringComparison.Ordinal) ? group[Root.Length..] : "";
            for (var parts = below.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList(); parts.Count > 0; parts.RemoveAt(parts.Count - 1))
            {
                yield return Path.Combine([Folder, .. parts]);
            }

            yield return Folder;
        }
    }
}
