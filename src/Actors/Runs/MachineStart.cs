namespace ActorLstm.Actors.Runs;

/// <summary>Tells one start of this machine from the next.</summary>
internal static class MachineStart
{
    /// <summary>Changes whenever the machine starts; null where the system does not tell, as Windows and macOS.</summary>
    public static string? Id { get; } = Read("/proc/sys/kernel/random/boot_id");

    /// <summary>What a file holds; null if it is missing, or if a sandbox denies reading it.</summary>
    internal static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
