namespace ActorLstm.Host.Runs;

/// <summary>The disk that the folder of the runs is on. The folder itself may not exist yet: its nearest ancestor stands for it.</summary>
/// <param name="IsWritable">Whether the folder can be made and written.</param>
/// <param name="FreeBytes">Free space; null where the system does not say.</param>
/// <param name="Problems">What is wrong.</param>
internal sealed record RunsDisk(bool IsWritable, long? FreeBytes, IReadOnlyList<string> Problems)
{
    private const string Advice = $"Name another folder with --runs or {RunStore.Variable}.";

    /// <summary>Examines it, for which a file is written and removed.</summary>
    /// <param name="folder">The folder of the runs, absolute.</param>
    public static RunsDisk Examine(string folder)
    {
        var there = folder;
        while (!Directory.Exists(there))
        {
            if (File.Exists(there) || Path.GetDirectoryName(there) is not { } parent)
            {
                return new RunsDisk(false, null, [$"The folder for runs, {folder}, cannot be made: {there} is no folder. {Advice}"]);
            }

            there = parent;
        }

        var problems = new List<string>();
        var written = Try(() => Write(there), fault => problems.Add($"The folder for runs, {folder}, cannot be written: {fault} {Advice}"));
        long? free = null;
        Try(() => free = new DriveInfo(there).AvailableFreeSpace, fault => problems.Add($"The free space of {there} is not known: {fault}"));
        return new RunsDisk(written, free, problems);
    }

    /// <summary>The free space of the disk that a folder is on; null where the system does not say.</summary>
    public static long? FreeOn(string folder)
    {
        long? free = null;
        Try(() => free = new DriveInfo(folder).AvailableFreeSpace, _ => { });
        return free;
    }

    private static void Write(string folder)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose };
        using var probe = new FileStream(Path.Combine(folder, $".actorlstm-{Path.GetRandomFileName()}.probe"), options);
    }

    private static bool Try(Action action, Action<string> report)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            report(fault.Message);
            return false;
        }
    }
}
