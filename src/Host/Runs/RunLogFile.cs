using System.Text.RegularExpressions;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace ActorLstm.Host.Runs;

/// <summary><c>log.jsonl</c> in the run's folder, compact JSON; and with <c>--verbose</c> the same lines on stderr.</summary>
internal static partial class RunLogFile
{
    private const string FileName = "log.jsonl";

    // A few more than runs go on at once on most machines; the file that was used least is closed, and opened again when it is needed.
    private const int OpenFiles = 32;

    /// <summary>Opens it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="verbose">Whether the lines go to stderr as well.</param>
    public static Logger Open(string folder, bool verbose) =>
        Create(verbose, sinks => sinks.File(new CompactJsonFormatter(), Path.Combine(folder, FileName)));

    /// <summary>Opens the logs of a batch: its own, and one for each of its runs.</summary>
    /// <param name="folder">The batch's folder.</param>
    /// <param name="runs">The folder of the runs.</param>
    /// <param name="verbose">Whether the lines go to stderr as well.</param>
    public static Logger OpenForBatch(string folder, string runs, bool verbose) => Create(verbose, sinks => sinks.Map(
        RunIdOf,
        (run, own) => own.File(new CompactJsonFormatter(), Path.Combine(run is null ? folder : Path.Combine(runs, run), FileName)),
        sinkMapCountLimit: OpenFiles));

    private static Logger Create(bool verbose, Func<LoggerSinkConfiguration, LoggerConfiguration> sink)
    {
        var configuration = sink(new LoggerConfiguration()
            .MinimumLevel.Debug() // What the actors log is up to akka.loglevel, INFO where the user sets none.
            .MinimumLevel.Override("Microsoft", verbose ? LogEventLevel.Debug : LogEventLevel.Information)
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning) // A line for each request is what a proxy writes.
            .MinimumLevel.Override("ActorLstm.Host.Web", LogEventLevel.Information)
            .WriteTo);
        var log = (verbose ? configuration.WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose) : configuration).CreateLogger();
        Log.Logger = log; // Akka's Serilog logger writes to the process's own.
        return log;
    }

    // Coordinators say which run they are of; what the actors below them say is told by their path.
    private static string? RunIdOf(LogEvent line)
    {
        if (line.Properties.GetValueOrDefault("RunId") is ScalarValue { Value: string run })
        {
            return run;
        }

        return line.Properties.GetValueOrDefault("ActorPath") is ScalarValue { Value: string path } && RunInPath().Match(path) is { Success: true } match ? match.Groups["id"].Value : null;
    }

    [GeneratedRegex("/run-(?<id>[0-9]{8}-[0-9]{6}-[a-z0-9]{4})-", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RunInPath();

    /// <summary>Closes it. Where its last lines cannot be written, they are lost and nothing else is.</summary>
    public static async ValueTask CloseAsync(Logger log)
    {
        try
        {
            await log.DisposeAsync();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The run is worth more than the log of it.
        }
    }
}
