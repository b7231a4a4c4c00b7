namespace ActorLstm.Actors.Runs;

/// <summary>Tells one start of this machine from the next.</summary>
internal static class MachineStart
{
    private const string File = "/proc/sys/kernel/random/boot_id";

    /// <summary>Changes whenever the machine starts; null where the system does not tell.</summary>
    public static string? Id { get; } = System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File).Trim() : null;
}
