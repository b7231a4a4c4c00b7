using ActorLstm.Actors.Checkpoints;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Sampling;
using ActorLstm.Actors.Scheduling;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Cluster.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Service;
using ActorLstm.Model.Checkpoints;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Tools.Singleton;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ActorLstm.Host.Cluster;

/// <summary>This process as a node of a cluster: what it does there.</summary>
/// <param name="options">How it works.</param>
/// <param name="slots">How many runs it trains at once, where it is a trainer.</param>
/// <param name="memory">The memory that its runs may use with the program, where it is a trainer.</param>
/// <param name="certificates">Its certificates; null where connections are open.</param>
/// <param name="runs">Where runs are kept.</param>
/// <param name="corpora">Finds their texts.</param>
/// <param name="joined">Told where the node is reached, once it belongs to the cluster.</param>
/// <param name="time">The clock.</param>
internal sealed class ClusterNode(
    ClusterOptions options, int slots, MemoryLimit memory, NodeCertificates? certificates, RunStore runs, CorpusShelf corpora, Action<string> joined, TimeProvider time)
{
    private const string QueueName = "sample-queue";
    private const string LeaderName = "leader";

    private static readonly string CoordinatorRole = ClusterFormation.RoleName(NodeRole.Coordinator);

    private readonly Leadership leadership = new();

    /// <summary>How it works.</summary>
    public ClusterOptions Options => options;

    /// <summary>Completes when this node leads: see <see cref="Leadership"/>.</summary>
    public Task Leads => leadership.Begun;

    /// <summary>Makes an actor system this node.</summary>
    /// <param name="akka">The actor system.</param>
    /// <param name="journal">Keeps the events of runs; null on a node that has none.</param>
    public void AddTo(AkkaConfigurationBuilder akka, RunJournal? journal)
    {
        akka.AddNode(options, certificates);
        if (options.Has(NodeRole.Coordinator))
        {
            akka.WithSingleton<SampleQueueActor>(QueueName, SampleQueueActor.Props(), new ClusterSingletonOptions { Role = CoordinatorRole }, createProxyToo: false);
            akka.WithSingleton<Leadership.LeaderActor>(
                LeaderName, ActorProps.Of(() => new Leadership.LeaderActor(leadership)), new ClusterSingletonOptions { Role = CoordinatorRole }, createProxyToo: false);
        }

        akka.WithActors((system, _) =>
        {
            var cluster = Akka.Cluster.Cluster.Get(system);
            var stands = new NodeStands(
                AddressOf(system),
                cluster.SelfUniqueAddress.Uid,
                [.. options.Roles.Select(ClusterFormation.RoleName)],
                options.Has(NodeRole.Trainer) ? slots : 0,
                options.Has(NodeRole.Sampler) ? options.Samplers : 0,
                ProgramBuild.Current.Version,
                ProgramBuild.Current.Commit,
                ProgramBuild.Current.Tree);
            if (options.Has(NodeRole.Trainer) && journal is not null)
            {
                var site = new LocalRunSite(runs, journal, corpora, time) { Samplers = ProxyOf(system, QueueName) };
                var shared = system.ActorOf(SlotQueueActor.Props(int.MaxValue, memory: memory.ForRuns), "memory"); // Slots are counted by the coordinator.
                RunShards.Begin(system, run => RunEntityActor.Props(run, site, stands.Node, shared));
            }

            if (options.Has(NodeRole.Sampler))
            {
                BeginSamplers(system, ProxyOf(system, QueueName));
            }

            system.ActorOf(ActorProps.Of(() => new NodeReporterActor(stands, ProxyOf(system, LeaderName))), "reporter");
            cluster.RegisterOnMemberUp(() => joined(stands.Node));
            if (options.Discovery is null)
            {
                IReadOnlyList<Address> nodes = [.. options.Join.Select(node => ClusterFormation.AddressOf(node, certificates is not null))];
                system.ActorOf(JoinActor.Props(nodes, options.StableAfter, PostgresLeaseSetup.LocksOf(system)), "join");
            }
        });
    }

    /// <summary>Has the host of the actor system serve what nodes that look for each other ask, where the node has a management.</summary>
    /// <param name="services">The services of the host, the actor system among them.</param>
    public void AddManagementTo(IServiceCollection services)
    {
        if (options.Management is not null)
        {
            services.AddHostedService(provider => new ManagementEndpoint(provider.GetRequiredService<ActorSystem>(), options));
        }
    }

    /// <summary>Where the runs of the cluster go on, for the node that leads.</summary>
    /// <param name="system">The actor system of this node.</param>
    /// <param name="place">What the runs work with.</param>
    /// <param name="slots">Is told how many slots the trainer nodes have.</param>
    public ClusterRunSite SiteIn(ActorSystem system, ServicePlace place, IActorRef slots) => new(
        place.Runs, place.Journal, place.Corpora, system.ActorOf(PlacementActor.Props(place.Runs, slots), "placement"), RunShards.Region(system, options.Has(NodeRole.Trainer)));

    /// <summary>Where the other nodes reach this one.</summary>
    public static string AddressOf(ActorSystem system) => NodeAddress.Of(Akka.Cluster.Cluster.Get(system).SelfAddress).ToString();

    private static IActorRef ProxyOf(ActorSystem system, string singleton) =>
        system.ActorOf(ClusterSingletonProxy.Props($"/user/{singleton}", ClusterSingletonProxySettings.Create(system).WithSingletonName(singleton).WithRole(CoordinatorRole)));

    private void BeginSamplers(ActorSystem system, IActorRef queue)
    {
        var cache = new CheckpointCache(
            system,
            run => new CheckpointStore(Path.Combine(runs.Root, run, RunFolder.CheckpointsFolder)),
            options.CheckpointCache ?? Path.Combine(runs.Root, "checkpoint-cache"),
            options.CheckpointCacheBytes,
            time);
        system.RegisterOnTermination(cache.Dispose);
        for (var sampler = 1; sampler <= options.Samplers; sampler++)
        {
            system.ActorOf(SharedSamplerActor.Props(cache, queue, time), $"sampler-{sampler}");
        }
    }
}
