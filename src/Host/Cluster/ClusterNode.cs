using ActorLstm.Actors.Checkpoints;
using ActorLstm.Actors.Sampling;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Runs;
using ActorLstm.Model.Checkpoints;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Tools.Singleton;
using Akka.Hosting;

namespace ActorLstm.Host.Cluster;

/// <summary>This process as a node of a cluster: what it does there.</summary>
/// <param name="options">How it works.</param>
/// <param name="certificates">Its certificates; null where connections are open.</param>
/// <param name="runs">Where runs are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class ClusterNode(ClusterOptions options, NodeCertificates? certificates, RunStore runs, TimeProvider time)
{
    private const string QueueName = "sample-queue";

    private static readonly string CoordinatorRole = ClusterFormation.RoleName(NodeRole.Coordinator);

    /// <summary>How it works.</summary>
    public ClusterOptions Options => options;

    /// <summary>Makes an actor system this node.</summary>
    public void AddTo(AkkaConfigurationBuilder akka)
    {
        akka.AddNode(options, certificates);
        if (options.Has(NodeRole.Coordinator))
        {
            akka.WithSingleton<SampleQueueActor>(QueueName, SampleQueueActor.Props(), new ClusterSingletonOptions { Role = CoordinatorRole }, createProxyToo: false);
        }

        if (options.Has(NodeRole.Sampler))
        {
            akka.WithActors((system, _) => BeginSamplers(system, QueueIn(system)));
        }

        if (options.Join.Count == 0 && options.Kubernetes is null)
        {
            akka.AddStartup((system, _) => Akka.Cluster.Cluster.Get(system).Join(Akka.Cluster.Cluster.Get(system).SelfAddress)); // It forms a cluster by itself.
        }
    }

    /// <summary>The way to the queue that gives texts to the samplers of the cluster, on whichever node it is.</summary>
    public static IActorRef QueueIn(ActorSystem system) =>
        system.ActorOf(ClusterSingletonProxy.Props($"/user/{QueueName}", ClusterSingletonProxySettings.Create(system).WithSingletonName(QueueName).WithRole(CoordinatorRole)));

    /// <summary>Where the other nodes reach this one.</summary>
    public static string AddressOf(ActorSystem system) => Akka.Cluster.Cluster.Get(system).SelfAddress is var address ? new NodeAddress(address.Host!, address.Port!.Value).ToString() : "";

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
