using System.Globalization;
using System.Text.Json.Nodes;
using ActorLstm.Model;

namespace ActorLstm.Host.Bench;

/// <summary>A run in a process of its own, and what it took.</summary>
/// <param name="EpochSeconds">Seconds of its last epoch.</param>
/// <param name="PeakBytes">The most memory that the process had at once; 0 where the system does not tell.</param>
internal sealed record ChildRun(double EpochSeconds, long PeakBytes)
{
    // How the program ends where its input is refused.
    private const int RefusedInput = 2;

    /// <summary>Runs an experiment to its end.</summary>
    /// <param name="scope">Where its files go.</param>
    /// <param name="name">What they are called.</param>
    /// <param name="configuration">The experiment.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InvalidInputException">It was refused, for instance because its corpus is missing.</exception>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static ChildRun Start(BenchScope scope, string name, string configuration, CancellationToken cancellation)
    {
        var file = Path.Combine(scope.Folder, $"{name}.conf");
        File.WriteAllText(file, configuration);
        using var process = OwnProgram.Start("run", file, "--runs", Path.Combine(scope.Folder, name), "--json");
        using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var results = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var peak = 0L;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(100)))
        {
            peak = Math.Max(peak, PeakOf(process.Id));
        }

        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            var reason = errors.GetAwaiter().GetResult();
            var refusal = reason.Replace("error: ", "", StringComparison.Ordinal).Trim();
            throw process.ExitCode == RefusedInput
                ? new InvalidInputException($"The run to measure was refused: {refusal}")
                : new InvalidOperationException($"The run to measure failed: {reason}");
        }

        var seconds = results.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).Last(line => (string?)line["event"] == "epoch")["seconds"];
        return new ChildRun((double)seconds!, peak);
    }

    private static long PeakOf(int process)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{process}/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    return 1024 * long.Parse(line.AsSpan(6).TrimStart()[..^3], CultureInfo.InvariantCulture);
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
