using ActorLstm.Actors.Serialization;
using ActorLstm.Host.Runs;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Hosting.SBR;
using Akka.Discovery.KubernetesApi;
using Akka.Hosting;
using Akka.Management.Cluster.Bootstrap;
using Akka.Remote.Hosting;

namespace ActorLstm.Host.Cluster;

/// <summary>Makes an actor system a node of a cluster: how nodes reach and find each other, and who stays when they lose sight of each other.</summary>
internal static class ClusterFormation
{
    private const int LargestMessage = 8_000_000;

    // Runs that go over to other nodes end within a slice first.
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(30);

    /// <summary>Adds what makes it a node.</summary>
    /// <param name="akka">The actor system.</param>
    /// <param name="options">How the node works.</param>
    /// <param name="certificates">Its certificates; null where connections are open.</param>
    public static AkkaConfigurationBuilder AddNode(this AkkaConfigurationBuilder akka, ClusterOptions options, NodeCertificates? certificates)
    {
        akka.AddClusterSerializer()
            .AddHocon(Settings(options), HoconAddMode.Prepend)
            .WithRemoting(Remoting(options, certificates))
            .WithClustering(Clustering(options));
        if (options.Persistence.ConnectionString is { } server)
        {
            akka.AddSetup(new PostgresLeaseSetup(server)).AddHocon(Leases, HoconAddMode.Prepend);
        }

        switch (options.Discovery)
        {
            case KubernetesDiscovery kubernetes:
                akka.WithClusterBootstrap(bootstrap => Begin(bootstrap, options, kubernetes.PortName), autoStart: false)
                    .WithKubernetesDiscovery(pods => pods.PodLabelSelector = kubernetes.LabelSelector);
                break;
            case ListedDiscovery listed:
                akka.WithClusterBootstrap(bootstrap => Begin(bootstrap, options, portName: null), autoStart: false).AddHocon(
                    $$"""
                    akka.discovery {
                      method = config
                      config.services.{{ActorHost.Name}}.endpoints = [{{string.Join(", ", listed.ContactPoints.Select(point => $"\"{point}\""))}}]
                    }
                    """,
                    HoconAddMode.Prepend);
                break;
        }

        return akka;
    }

    // Nodes on one machine have ports of their own: what is listed is taken as it stands.
    private static void Begin(ClusterBootstrapOptions bootstrap, ClusterOptions options, string? portName)
    {
        bootstrap.ContactPointDiscovery.ServiceName = ActorHost.Name;
        bootstrap.ContactPointDiscovery.PortName = portName;
        bootstrap.ContactPointDiscovery.RequiredContactPointsNr = options.RequiredNodes;
        bootstrap.ContactPoint.FilterOnFallbackPort = portName is not null;
    }

    /// <summary>Where a node is reached by others.</summary>
    public static Address AddressOf(NodeAddress node, bool isSecure) => new(isSecure ? "akka.ssl.tcp" : "akka.tcp", ActorHost.Name, node.Host, node.Port);

    private static RemoteOptions Remoting(ClusterOptions options, NodeCertificates? certificates)
    {
        var remoting = new RemoteOptions
        {
            HostName = options.BindHostname,
            PublicHostName = options.Hostname,
            Port = options.Port,
            MaxFrameSize = LargestMessage,
            SendBufferSize = 2 * LargestMessage,
            ReceiveBufferSize = 2 * LargestMessage,
        };
        if (certificates is not null)
        {
            remoting.EnableSsl = true;
            remoting.Ssl = new SslOptions
            {
                X509Certificate = certificates.Own,
                RequireMutualAuthentication = true,
                ValidateCertificateHostname = true,
                CustomValidator = certificates.Accepts,
            };
        }

        return remoting;
    }

    private static Akka.Cluster.Hosting.ClusterOptions Clustering(ClusterOptions options) => new()
    {
        Roles = [.. options.Roles.Select(RoleName)],
        SplitBrainResolver = new KeepMajorityOption(),
    };

    /// <summary>A role as the cluster names it.</summary>
    public static string RoleName(NodeRole role) => role.ToString().ToLowerInvariant();

    // Of two sides of a network that take each other for gone one has the leases.
    private static readonly string Leases = $$"""
        actorlstm.cluster.lease.lease-class = "{{typeof(PostgresLease).AssemblyQualifiedName}}"
        akka.cluster.sharding.use-lease = actorlstm.cluster.lease
        akka.cluster.singleton.use-lease = actorlstm.cluster.lease
        """;

    // Training takes all cores: a node that answers late is not yet dead.
    private static string Settings(ClusterOptions options) => $$"""
        akka.cluster.split-brain-resolver.stable-after = {{options.StableAfter.TotalMilliseconds}}ms
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 6s
        akka.cluster.run-coordinated-shutdown-when-down = on
        akka.cluster.sharding {
          state-store-mode = ddata
          remember-entities-store = eventsourced
          distributed-data.durable.keys = []
          shard-failure-backoff = 5s
          entity-restart-backoff = 5s
        }
        akka.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout = {{ShutdownPatience.TotalSeconds}}s
        akka.remote.log-remote-lifecycle-events = off
        akka.remote.dot-netty.tcp.batching.enabled = true
        """;
}
