using System.Globalization;
using Xunit;

namespace ActorLstm.Host.Tests.Support;

/// <summary>Measures the peak memory of a program from its start to its end, as the system counts it (VmHWM).</summary>
/// <param name="file">A file for the figure.</param>
internal sealed class PeakMemory(string file)
{
    private const string Script = """
        import os, sys
        child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
        _, status, used = os.wait4(child, 0)
        open(sys.argv[1], "w").write(str(used.ru_maxrss * 1024))
        sys.exit(os.waitstatus_to_exitcode(status))
        """;

    /// <summary>A command that runs the program that it is given, and writes its peak.</summary>
    public string[] Prefix => ["python3", "-c", Script, file];

    /// <summary>The figure, in bytes, once the program has ended.</summary>
    public long Bytes => long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);

    /// <summary>Skips where it cannot be measured.</summary>
    public static async Task RequireAsync() =>
        Assert.SkipUnless(OperatingSystem.IsLinux() && await SystemProgram.TryRunAsync("python3", "-c", "import os; os.posix_spawn") is { ExitCode: 0 }, "Peaks are measured on Linux with python3.");
}
