using ActorLstm.Host.Cluster;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Service.Batches;
using ActorLstm.Host.Service.Events;
using ActorLstm.Host.Service.Webhooks;
using ActorLstm.Host.Web;
using ActorLstm.Host.Web.Security;
using ActorLstm.Model;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;

namespace ActorLstm.Host.Service;

/// <summary>The service in this process: one host with the actor system, the runs and the web server, over the runs of one folder.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    /// <summary>The folder of the service among those of the runs: its log, its keys, and what it has to tell.</summary>
    public const string FolderName = "service";

    private const string WebhooksFolder = "webhooks";

    private readonly WebApplication web;
    private readonly RunJournal journal;
    private readonly ServiceGauges gauges;
    private readonly Logger log;
    private readonly ServiceHold held;
    private readonly ServiceOptions options;

    private RunningService(WebApplication web, RunJournal journal, ServiceGauges gauges, Logger log, ServiceHold held, ServiceOptions options)
    {
        this.web = web;
        this.journal = journal;
        this.gauges = gauges;
        this.log = log;
        this.held = held;
        this.options = options;
    }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<string> Urls => [.. web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>What of the journal was found damaged and was mended, in words; null where nothing was.</summary>
    public string? Mended => journal.Mended;

    /// <summary>Its actor system.</summary>
    public ActorSystem System => web.Services.GetRequiredService<ActorSystem>();

    /// <summary>Cancelled when whoever manages the process wants it to stop.</summary>
    public CancellationToken Stopping => web.Lifetime.ApplicationStopping;

    /// <summary>Starts it: runs that had not ended go on.</summary>
    /// <param name="options">How it works.</param>
    /// <param name="runs">Where runs are kept.</param>
    /// <param name="corpora">Finds their texts.</param>
    /// <param name="variables">Environment variables, which may say where the journal is.</param>
    /// <param name="verbose">Whether the log is shown on stderr as well.</param>
    /// <param name="time">The clock.</param>
    /// <param name="waits">Told in words what the start waits for.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <param name="node">What it is in a cluster; null where it is in none.</param>
    /// <exception cref="InvalidInputException">Another service has the folder, it cannot be written, an address is taken, or a token or another secret cannot be read.</exception>
    public static async Task<RunningService> StartAsync(
        ServiceOptions options, RunStore runs, CorpusShelf corpora, IReadOnlyDictionary<string, string> variables, bool verbose, TimeProvider time, Action<string> waits,
        CancellationToken cancellation, ClusterNode? node = null)
    {
        var tokens = Tokens.Read(options);
        var collector = OtlpCollector.Read(options);
        var secret = options.Webhook is { } webhook ? WebhookSecret.Read(webhook.SecretFile) : null;
        var folder = Path.Combine(runs.Root, FolderName);
        var held = new ServiceHold(folder, runs);
        if (node is null)
        {
            held.Take();
        }

        RunJournal? journal = null;
        ServiceGauges? gauges = null;
        Logger? log = null;
        WebApplication? web = null;
        try
        {
            var persistence = node?.Options.Persistence ?? ConfigurationLoader.Load(new ConfigurationSources("actorlstm {}", "the environment") { Environment = RecordedPersistence.Variables(variables) }).Persistence;
            log = ServiceLog.Open(node?.Options.FolderIn(runs) ?? folder, runs.Root, verbose, options.Log, collector);
            var awaited = new AwaitedJournal(log, waits, time) { Meanwhile = node is null ? token => WaitingService.StartAsync(options, token) : null };
            journal = await awaited.OpenAsync(persistence, runs.Root, cancellation);
            var catalog = new RunCatalog(runs, time);
            var webhooks = options.Webhook is null ? null : new WebhookOutbox(Path.Combine(folder, WebhooksFolder), options.Webhook, time, log);
            gauges = new ServiceGauges(catalog, options.ConcurrentRuns, () => webhooks?.Waiting ?? 0);
            var place = new ServicePlace(options, runs, persistence, journal, corpora, catalog, new RunEventLogs(journal, time), variables, time)
            {
                Batches = new BatchCatalog(new BatchStore(runs), time),
                BatchEvents = new BatchEventLogs(journal, time),
                Gauges = gauges,
                Webhooks = webhooks,
                Site = new LocalRunSite(runs, journal, corpora, time),
                Hold = held,
            };
            web = WebService.Build(place, tokens, secret, collector, log, node);
            await web.StartAsync(cancellation);
            return new RunningService(web, journal, gauges, log, held, options);
        }
        catch (Exception fault)
        {
            await (web?.DisposeAsync() ?? ValueTask.CompletedTask);
            gauges?.Dispose();
            await (log is null ? ValueTask.CompletedTask : RunLogFile.CloseAsync(log));
            await (journal?.DisposeAsync() ?? ValueTask.CompletedTask);
            held.Dispose();
            throw fault is IOException or UnauthorizedAccessException ? new InvalidInputException($"The service cannot start: {fault.Message}", fault) : fault;
        }
    }

    // First the runs, so that watchers are told how they ended; then the watchers, for whom the web server would wait; the journal last.
    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var stop = web.Services.GetRequiredService<ServiceStop>();
        stop.Begin();
        try
        {
            await web.Services.GetRequiredService<HostingActors>().EndAsync(options.StopTimeout);
        }
        catch (Exception fault) when (fault is AskTimeoutException or TaskCanceledException)
        {
            log.Warning("Some runs did not end within {Patience}; they are resumed when the service starts again", options.StopTimeout);
        }

        await stop.CancelAsync();
        await web.StopAsync();
        await web.DisposeAsync();
        gauges.Dispose();
        await journal.DisposeAsync();
        await RunLogFile.CloseAsync(log);
        held.Dispose();
    }
}
