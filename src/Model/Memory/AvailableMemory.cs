using System.Globalization;

namespace ActorLstm.Model.Memory;

/// <summary>The memory that this process may use.</summary>
/// <param name="Bytes">Bytes.</param>
/// <param name="Source">What limits it, in words: the machine, or a control group and its folder.</param>
public sealed record AvailableMemory(long Bytes, string Source)
{
    private const string OfMachine = "the memory of this machine";

    /// <summary>The least of the machine's memory and the limits of the control groups that the process belongs to.</summary>
    public static AvailableMemory Read()
    {
        var machine = new AvailableMemory(Total() ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, OfMachine);
        return ControlGroups.Limits().Append(machine).MinBy(limit => limit.Bytes)!;
    }

    // .NET knows a limit of its own heap in a container; the system knows the memory.
    private static long? Total()
    {
        const string Key = "MemTotal:";
        try
        {
            var line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) : null;
            return line is null ? null : 1024 * long.Parse(line[Key.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
