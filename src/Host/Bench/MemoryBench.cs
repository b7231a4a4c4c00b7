using System.Diagnostics;

namespace ActorLstm.Host.Bench;

/// <summary>The peak memory of a process that runs the book's experiment, beside the one-hot arrays that the book makes of its text.</summary>
internal static class MemoryBench
{
    /// <summary>The row that it gives.</summary>
    public const string Row = "peak_memory";

    // 200,278 windows of 60 characters out of 57: what the book's arrays of booleans take, without anything else.
    private const double BookMegabytes = 200_278.0 * 60 * 57 / 1e6;

    /// <summary>Runs it in a process of its own.</summary>
    /// <returns>The row; null where a process does not tell its peak.</returns>
    public static BenchRow? Measure(BenchScope scope, CancellationToken cancellation)
    {
        scope.Say("the peak memory of a run");
        var file = Path.Combine(scope.Folder, "memory.conf");
        File.WriteAllText(file, $$"""
            actorlstm {
              experiment { name = memory, epochs = 1 }
              corpus.source = nietzsche
              training { threads = {{scope.Threads}}, device = cpu }
              {{(scope.Quick ? "windows.step = 30" : "")}}
            }
            """);
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Program(), "run", file, "--runs", Path.Combine(scope.Folder, "memory"), "--json"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        process.OutputDataReceived += (_, _) => { };
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        process.BeginOutputReadLine();
        var peak = 0L;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(100)))
        {
            peak = Math.Max(peak, PeakOf(process.Id));
        }

        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The run whose memory was to be measured failed: {errors.GetAwaiter().GetResult()}");
        }

        return peak == 0 ? null : new BenchRow(
            Row, "peak memory of the book's experiment", "the book's one-hot arrays as booleans", "MB",
            BookMegabytes, peak / 1e6, peak / 1e6, Bound.Most(500, "MB"), Bound.Most(350, "MB"), 0,
            scope.Quick ? "a tenth of an epoch" : "one epoch and its texts");
    }

    // dotnet actorlstm.dll where there is no executable of the program itself.
    private static string[] Program() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(MemoryBench).Assembly.Location] : [];

    private static long PeakOf(int process)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{process}/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    return 1024 * long.Parse(line.AsSpan(6).TrimStart()[..^3], System.Globalization.CultureInfo.InvariantCulture);
                }
            }
        }
        catch (IOException)
        {
            // It has ended meanwhile, or this is no Linux.
        }

        return 0;
    }
}
