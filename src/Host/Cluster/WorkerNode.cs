using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Service;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Core;

namespace ActorLstm.Host.Cluster;

/// <summary>A node in this process that trains, generates texts or does both, and is no coordinator. One that only generates texts needs no journal, and no folder that others have.</summary>
internal sealed class WorkerNode : IAsyncDisposable
{
    private readonly IHost host;
    private readonly RunJournal? journal;
    private readonly Logger log;

    private WorkerNode(IHost host, RunJournal? journal, Logger log)
    {
        this.host = host;
        this.journal = journal;
        this.log = log;
    }

    /// <summary>Its actor system.</summary>
    public ActorSystem System => host.Services.GetRequiredService<ActorSystem>();

    /// <summary>Starts it.</summary>
    /// <param name="node">What it does.</param>
    /// <param name="service">How it writes its log.</param>
    /// <param name="runs">Its folder.</param>
    /// <param name="verbose">Whether the log is shown on stderr as well.</param>
    /// <param name="time">The clock.</param>
    /// <param name="waits">Told in words what the start waits for.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<WorkerNode> StartAsync(ClusterNode node, ServiceOptions service, RunStore runs, bool verbose, TimeProvider time, Action<string> waits, CancellationToken cancellation)
    {
        var options = node.Options;
        var log = ServiceLog.Open(options.FolderIn(runs), runs.Root, verbose, service.Log, OtlpCollector.Read(service));
        RunJournal? journal = null;
        try
        {
            journal = options.Has(NodeRole.Trainer) ? await new AwaitedJournal(log, waits, time).OpenAsync(options.Persistence, runs.Root, cancellation) : null;
            var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            builder.Services.AddSerilog(log);
            builder.Services.AddSystemd().AddWindowsService();
            ActorHost.AddTo(builder.Services, "", akka =>
            {
                journal?.AddTo(akka);
                node.AddTo(akka, journal);
            });
            node.AddManagementTo(builder.Services);
            var host = builder.Build();
            await host.StartAsync(cancellation);
            return new WorkerNode(host, journal, log);
        }
        catch
        {
            await RunLogFile.CloseAsync(log);
            await (journal?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    /// <summary>Leaves the cluster: what it was doing others go on with.</summary>
    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        await (journal?.DisposeAsync() ?? ValueTask.CompletedTask);
        await RunLogFile.CloseAsync(log);
    }
}
