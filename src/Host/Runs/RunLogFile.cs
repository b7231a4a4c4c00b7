using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace ActorLstm.Host.Runs;

/// <summary><c>log.jsonl</c> in the run's folder, compact JSON; and with <c>--verbose</c> the same lines on stderr.</summary>
internal static class RunLogFile
{
    /// <summary>Opens it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="verbose">Whether the lines go to stderr as well.</param>
    public static Logger Open(string folder, bool verbose)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Debug() // What the actors log is up to akka.loglevel, INFO where the user sets none.
            .MinimumLevel.Override("Microsoft", verbose ? LogEventLevel.Debug : LogEventLevel.Information)
            .WriteTo.File(new CompactJsonFormatter(), Path.Combine(folder, "log.jsonl"));
        var log = (verbose ? configuration.WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose) : configuration).CreateLogger();
        Log.Logger = log; // Akka's Serilog logger writes to the process's own.
        return log;
    }

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
