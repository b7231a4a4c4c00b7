using System.Text.RegularExpressions;
using ActorLstm.Host.Runs.Batches;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace ActorLstm.Host.Runs;

/// <summary><c>log.jsonl</c> in the run's folder, compact JSON; and with <c>--verbose</c> the same lines on stderr.</summary>
internal static partial class RunLogFile
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "log.jsonl";

    private const string RunId = "RunId";
    private const string BatchId = "BatchId";

    // A few more than runs go on at once on most machines; the file that was used least is closed, and opened again when it is needed.
    private const int OpenFiles = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Opens it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="verbose">Whether the lines go to stderr as well.</param>
    public static Logger Open(string folder, bool verbose) =>
        Create(verbose, sinks => sinks.File(new CompactJsonFormatter(), Path.Combine(folder, FileName)));

    /// <summary>Opens the logs of a batch: its own, and one for each of its runs.</summary>
    /// <param name="folder">The batch's folder.</param>
    /// <param name="runs">The folder of the runs.</param>
    /// <param name="verbose">Whether the lines go to stderr as well.</param>
    public static Logger OpenForBatch(string folder, string runs, bool verbose) => Create(verbose, sinks => OfRuns(sinks, runs, folder));

    /// <summary>Opens the logs of the service: its own, and one for each of its runs and batches.</summary>
    /// <param name="runs">The folder of the runs.</param>
    /// <param name="verbose">Whether the lines go to stderr as well.</param>
    /// <param name="own">Says where all lines go, those of the runs too.</param>
    public static Logger OpenForService(string runs, bool verbose, Action<LoggerSinkConfiguration> own) => Create(verbose, sinks =>
    {
        own(sinks);
        return OfRuns(sinks, runs, folder: null);
    });

    private static LoggerConfiguration OfRuns(LoggerSinkConfiguration sinks, string runs, string? folder) => sinks.Map(
        line => Existing(runs, RunIdOf(line)) ?? folder ?? Existing(Path.Combine(runs, BatchStore.FolderName), BatchIdOf(line)),
        (place, own) =>
        {
            if (place is not null)
            {
                own.File(new CompactJsonFormatter(), Path.Combine(place, FileName));
            }
        },
        sinkMapCountLimit: OpenFiles);

    // What was removed is not to have a folder again.
    private static string? Existing(string root, string? id) => id is not null && Path.Combine(root, id) is var folder && Directory.Exists(folder) ? folder : null;

    private static Logger Create(bool verbose, Func<LoggerSinkConfiguration, LoggerConfiguration> sink)
    {
        var configuration = sink(new LoggerConfiguration()
            .MinimumLevel.Debug() // What the actors log is up to akka.loglevel, INFO where the user sets none.
            .MinimumLevel.Override("Microsoft", verbose ? LogEventLevel.Debug : LogEventLevel.Information)
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning) // A line for each request is what a proxy writes.
            .MinimumLevel.Override("ActorLstm.Host.Web", LogEventLevel.Information)
            .MinimumLevel.Override("ActorLstm.Host.Web.Security.TokenAuthentication", LogEventLevel.Warning) // Wrong tokens are counted.
            .Enrich.With<OwnRun>()
            .WriteTo);
        var log = (verbose ? configuration.WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose) : configuration).CreateLogger();
        Log.Logger = log; // Akka's Serilog logger writes to the process's own.
        return log;
    }

    // Coordinators say which run they are of; what the actors below them say is told by their path.
    private static string? RunIdOf(LogEvent line)
    {
        if (line.Properties.GetValueOrDefault(RunId) is ScalarValue { Value: string run })
        {
            return run;
        }

        return line.Properties.GetValueOrDefault("ActorPath") is ScalarValue { Value: string path } && RunInPath().Match(path) is { Success: true } match ? match.Groups["id"].Value : null;
    }

    private static string? BatchIdOf(LogEvent line) => line.Properties.GetValueOrDefault(BatchId) is ScalarValue { Value: string batch } ? batch : null;

    // Whoever collects the lines of many runs finds those of one.
    private sealed class OwnRun : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            if (RunIdOf(logEvent) is { } run)
            {
                logEvent.AddPropertyIfAbsent(new LogEventProperty(RunId, new ScalarValue(run)));
            }
        }
    }

    [GeneratedRegex("/run-(?<id>[0-9]{8}-[0-9]{6}-[a-z0-9]{4})-", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RunInPath();

    /// <summary>Closes it. Where its last lines cannot be written, or a server does not take them soon, they are lost and nothing else is.</summary>
    public static async ValueTask CloseAsync(Logger log)
    {
        try
        {
            await log.DisposeAsync().AsTask().WaitAsync(Patience);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or TimeoutException)
        {
            // The run is worth more than the log of it.
        }
    }
}
