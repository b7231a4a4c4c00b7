using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace ActorLstm.Model.Devices;

/// <summary>What the processor is called by its maker.</summary>
internal static partial class ProcessorName
{
    private const string ProcessorFile = "/proc/cpuinfo";
    private const int BrandLeaf = unchecked((int)0x80000002);
    private const int LastBrandLeaf = unchecked((int)0x80000004);

    /// <summary>The name; the architecture where the system tells no name.</summary>
    public static string Read()
    {
        var name = File.Exists(ProcessorFile) ? Parse(File.ReadLines(ProcessorFile)) : OperatingSystem.IsMacOS() ? OfMacOs() : null;
        name ??= X86Base.IsSupported ? OfInstruction() : null;
        return string.IsNullOrWhiteSpace(name) ? RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant() : name;
    }

    /// <summary>The name in the lines of Linux: of x64 in words, of Arm as the numbers of its maker and its part; null where there is neither.</summary>
    public static string? Parse(IEnumerable<string> lines)
    {
        var values = lines.TakeWhile(line => line.Length > 0).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).Where(pair => pair.Length == 2)
            .DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
        return values.GetValueOrDefault("model name")
            ?? (values.GetValueOrDefault("CPU part") is { } part ? $"Arm {values.GetValueOrDefault("CPU implementer")} part {part}" : null);
    }

    // Leaves 80000002 to 80000004 of CPUID hold 48 characters (Intel 64 and IA-32 manual, volume 2A).
    private static string? OfInstruction()
    {
        if (X86Base.CpuId(unchecked((int)0x80000000), 0).Eax < LastBrandLeaf)
        {
            return null;
        }

        var registers = new List<int>();
        for (var leaf = BrandLeaf; leaf <= LastBrandLeaf; leaf++)
        {
            var (eax, ebx, ecx, edx) = X86Base.CpuId(leaf, 0);
            registers.AddRange([eax, ebx, ecx, edx]);
        }

        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(registers))).TrimEnd('\0').Trim();
    }

    private static string? OfMacOs()
    {
        var (buffer, length) = (new byte[256], (nint)256);
        return ReadValue("machdep.cpu.brand_string", buffer, ref length, 0, 0) == 0 ? Encoding.UTF8.GetString(buffer.AsSpan(0, (int)length)).TrimEnd('\0') : null;
    }

    [LibraryImport("libc", EntryPoint = "sysctlbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadValue(string name, byte[] value, ref nint length, nint newValue, nint newLength);
}
