using ActorLstm.Actors.Telemetry;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Web;
using ActorLstm.Model;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Formatting.Compact;
using Serilog.Sinks.OpenTelemetry;

namespace ActorLstm.Host.Service;

/// <summary>
/// The log of the service: everything in files of a bounded size, and what runs say in their own folders as well. Servers that take log
/// lines are told in the background: one that does not answer loses lines and nothing else.
/// </summary>
internal static class ServiceLog
{
    private const string FileName = "log.jsonl";

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    /// <summary>Opens it.</summary>
    /// <param name="folder">The folder of the service.</param>
    /// <param name="runs">The folder of the runs.</param>
    /// <param name="verbose">Whether the lines go to stderr as well.</param>
    /// <param name="log">What is logged, and where to.</param>
    /// <param name="collector">Takes the lines as well where that is wanted; null where there is none.</param>
    /// <exception cref="InvalidInputException">The key for Seq cannot be read.</exception>
    public static Logger Open(string folder, string runs, bool verbose, ServiceLogOptions log, OtlpCollector? collector)
    {
        var key = log.SeqKeyFile is { } file ? SecretFile.Read("service.log.seq-key-file", file) : null;
        return RunLogFile.OpenForService(runs, verbose, sinks =>
        {
            sinks.File(new CompactJsonFormatter(), Path.Combine(folder, FileName), log.Level, log.FileSize, rollOnFileSizeLimit: true, retainedFileCountLimit: log.Files);
            if (log.Seq is { } seq)
            {
                sinks.Seq(seq, log.Level, apiKey: key, messageHandler: new SocketsHttpHandler { ConnectTimeout = ConnectPatience });
            }

            if (log.Otlp && collector is not null)
            {
                ToCollector(sinks, collector, log);
            }
        });
    }

    private static void ToCollector(LoggerSinkConfiguration sinks, OtlpCollector collector, ServiceLogOptions log) => sinks.OpenTelemetry(
        otlp =>
        {
            otlp.Protocol = OtlpProtocol.HttpProtobuf;
            otlp.LogsEndpoint = collector.AddressOf("logs");
            otlp.Headers = collector.Headers.ToDictionary();
            otlp.TracesEndpoint = null;
            otlp.RestrictedToMinimumLevel = log.Level;
            otlp.ResourceAttributes = new Dictionary<string, object> { ["service.name"] = WebTelemetry.ServiceName, ["service.version"] = Instruments.Version ?? "" };
            otlp.HttpMessageHandler = new SocketsHttpHandler { ConnectTimeout = ConnectPatience };
        },
        ignoreEnvironment: true);
}
