using ActorLstm.Actors.Telemetry;
using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ActorLstm.Host.Web;

/// <summary>
/// What the service measures of itself: <c>/metrics</c> for Prometheus, and metrics and spans to a collector where one is configured.
/// They are sent in the background: a collector that does not answer loses them and nothing else.
/// </summary>
internal static class WebTelemetry
{
    /// <summary>What the service is called in what it sends.</summary>
    public const string ServiceName = "actorlstm";

    /// <summary>Where Prometheus asks.</summary>
    public const string Path = "/metrics";

    private const int PatienceInMs = 5000;

    /// <summary>Adds what it needs.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="collector">The collector; null where there is none.</param>
    public static void Add(IServiceCollection services, OtlpCollector? collector)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName, serviceVersion: Instruments.Version))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Instruments.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting").AddPrometheusExporter();
                if (collector is not null)
                {
                    metrics.AddOtlpExporter(otlp => Configure(otlp, collector, "metrics"));
                }
            });
        if (collector is not null) // Where nobody takes spans none are made.
        {
            telemetry.WithTracing(spans => spans.AddSource(Instruments.Name).AddOtlpExporter(otlp => Configure(otlp, collector, "traces")));
        }
    }

    /// <summary>Adds it.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint(Path).RequireAuthorization(Roles.Viewer);

    // The exporter's own setting for headers cannot hold every value.
    private static void Configure(OtlpExporterOptions otlp, OtlpCollector collector, string signal)
    {
        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
        otlp.Endpoint = new Uri(collector.AddressOf(signal));
        otlp.TimeoutMilliseconds = PatienceInMs;
        otlp.HttpClientFactory = () =>
        {
            var client = new HttpClient { Timeout = TimeSpan.FromMilliseconds(PatienceInMs) };
            foreach (var (name, value) in collector.Headers)
            {
                client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
            }

            return client;
        };
    }
}
