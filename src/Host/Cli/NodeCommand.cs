using System.ComponentModel;
using ActorLstm.Host.Cluster;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Service;
using ActorLstm.Model.Corpora;
using Akka.Actor;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>node</c>: a node of a cluster, until it is told to stop.</summary>
internal sealed class NodeCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time) : AsyncCommand<NodeCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var (options, service) = ClusterConfiguration.Load(Sources(settings), Environment.ProcessorCount);
        var runs = environment.Store(settings.Runs);
        using var certificates = options.Security is { } security ? NodeCertificates.Read(security, time) : null;
        var places = CorpusPlaces.FromEnvironment(environment.Variable, environment.Folder, environment.Folder) with { BaseFolders = [] };
        var corpora = new CorpusShelf(new CorpusLocator(places, http));
        var memory = MemoryLimit.OfThisProcess().Less(service.MemoryReserve, ServiceConfiguration.MemoryReserveSetting);
        var node = new ClusterNode(options, service.ConcurrentRuns, memory, certificates, runs, corpora, address => Joined(address, options, runs, settings.Json), time);
        try
        {
            if (!options.Has(NodeRole.Coordinator))
            {
                await using var worker = await WorkerNode.StartAsync(node, service, runs, settings.Verbose, time, terminal.Message, cancellationToken);
                return await UntilStoppedAsync(worker.System, cancellationToken, cancellationToken);
            }

            await using var running = await RunningService.StartAsync(service, runs, corpora, environment.Variables, settings.Verbose, time, terminal.Message, cancellationToken, node);
            Leads(running.Urls, settings.Json);
            return await UntilStoppedAsync(running.System, cancellationToken, running.Stopping);
        }
        catch (OperationCanceledException)
        {
            terminal.Message("stopping: this node leaves the cluster");
            return ExitCodes.Done; // It stood by: nothing but a signal, or whoever manages the process, ends that.
        }
        catch (NodeLostException fault)
        {
            terminal.Message($"error: {fault.Message}");
            return ExitCodes.Failed;
        }
    }

    private async Task<int> UntilStoppedAsync(ActorSystem system, CancellationToken interrupted, CancellationToken stopping)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(interrupted, stopping);
        try
        {
            await system.WhenTerminated.WaitAsync(stopped.Token);
        }
        catch (OperationCanceledException) when (!Akka.Cluster.Cluster.Get(system).IsTerminated)
        {
            terminal.Message("stopping: this node leaves the cluster");
            return ExitCodes.Done;
        }

        throw NodeLostException.Of(system);
    }

    private void Joined(string address, ClusterOptions options, RunStore runs, bool json)
    {
        if (json)
        {
            Tell(JsonOutput.Line(new { Event = "node_joined", Node = address, Roles = options.Roles.Select(ClusterFormation.RoleName), Runs = runs.Root }));
        }
        else
        {
            terminal.Message($"node {address} belongs to the cluster as {string.Join(", ", options.Roles.Select(ClusterFormation.RoleName))}, runs in {environment.Shown(runs.Root)}");
        }
    }

    private void Leads(IReadOnlyList<string> urls, bool json)
    {
        if (json)
        {
            Tell(JsonOutput.Line(new { Event = "node_leads", Urls = urls }));
        }
        else
        {
            terminal.Message($"it leads the cluster and listens on {string.Join(", ", urls)}");
        }
    }

    // A node that nobody hears is of use to the others all the same.
    private void Tell(string line)
    {
        try
        {
            terminal.Result(line);
        }
        catch (OutputException fault)
        {
            terminal.Fault(fault.Message);
        }
    }

    private ConfigurationSources Sources(Settings settings)
    {
        IEnumerable<SettingOverride> options = settings.Overrides.Select(text => new SetOption(text));
        return new ConfigurationSources(settings.Config is { } file ? ConfigurationFile.Read(Path.GetFullPath(file, environment.Folder)) : "", settings.Config ?? ClusterConfiguration.Name)
        {
            Environment = environment.Variables,
            Overrides =
            [
                .. options,
                .. Option("--urls", "service.urls", settings.Urls?.Replace(';', ','), isList: true),
                .. Option("--roles", "cluster.roles", settings.Roles, isList: true),
                .. Option("--hostname", "cluster.hostname", settings.Hostname),
                .. Option("--port", "cluster.port", settings.Port),
                .. Option("--join", "cluster.join", settings.Join, isList: true),
            ],
        };
    }

    private static IEnumerable<VerbOption> Option(string name, string path, string? value, bool isList = false) => value is null ? [] : [new VerbOption(name, path, value, isList)];

    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--config <FILE.conf>")]
        [Description("Settings of the node; config/cluster.conf explains each.")]
        public string? Config { get; init; }

        [CommandOption("--roles <ROLES>")]
        [Description("What the node does, with commas between: coordinator, trainer, sampler.")]
        public string? Roles { get; init; }

        [CommandOption("--hostname <HOST>")]
        [Description("By which name the other nodes reach this one; else 127.0.0.1.")]
        public string? Hostname { get; init; }

        [CommandOption("--port <PORT>")]
        [Description("At which port; else 4053. 0 takes a free one.")]
        public string? Port { get; init; }

        [CommandOption("--join <NODES>")]
        [Description("Nodes to ask to be let in, as host:port, several with commas between; the same list for all nodes.")]
        public string? Join { get; init; }

        [CommandOption("--urls <URLS>")]
        [Description("coordinator: where the API and the pages listen, several with commas between; else http://127.0.0.1:8620.")]
        public string? Urls { get; init; }

        [CommandOption("--set <PATH=VALUE>")]
        [Description("A setting that stands above the file, for instance cluster.samplers=2. May be given several times.")]
        public string[] Overrides { get; init; } = [];

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        [CommandOption("--json")]
        [Description("Print where the node is reached as one JSON object.")]
        public bool Json { get; init; }

        [CommandOption("--verbose")]
        [Description("Show the log on stderr.")]
        public bool Verbose { get; init; }
    }
}
