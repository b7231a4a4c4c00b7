using ActorLstm.Host.Runs;
using ActorLstm.Host.Service;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Core;

namespace ActorLstm.Host.Cluster;

/// <summary>A node in this process that generates texts and nothing else: it needs no journal, and no folder that others have.</summary>
internal sealed class SamplerNode : IAsyncDisposable
{
    private readonly IHost host;
    private readonly Logger log;

    private SamplerNode(IHost host, Logger log)
    {
        this.host = host;
        this.log = log;
    }

    /// <summary>Its actor system.</summary>
    public ActorSystem System => host.Services.GetRequiredService<ActorSystem>();

    /// <summary>Starts it.</summary>
    /// <param name="node">What it does.</param>
    /// <param name="service">How it writes its log.</param>
    /// <param name="runs">Its folder.</param>
    /// <param name="verbose">Whether the log is shown on stderr as well.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<SamplerNode> StartAsync(ClusterNode node, ServiceOptions service, RunStore runs, bool verbose, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Path.Combine(runs.Root, $"node-{node.Options.Hostname}-{node.Options.Port}")).FullName;
        var log = ServiceLog.Open(folder, runs.Root, verbose, service.Log, OtlpCollector.Read(service));
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSerilog(log);
        builder.Services.AddSystemd().AddWindowsService();
        ActorHost.AddTo(builder.Services, "", node.AddTo);
        var host = builder.Build();
        await host.StartAsync(cancellation);
        return new SamplerNode(host, log);
    }

    /// <summary>Leaves the cluster: what it was generating others generate anew.</summary>
    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        await RunLogFile.CloseAsync(log);
    }
}
