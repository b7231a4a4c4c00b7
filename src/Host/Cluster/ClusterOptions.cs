using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;

namespace ActorLstm.Host.Cluster;

/// <summary>How a node of a cluster works: <c>config/cluster.conf</c> explains each.</summary>
internal sealed record ClusterOptions
{
    /// <summary>The name by which other nodes reach this one.</summary>
    public required string Hostname { get; init; }

    /// <summary>Where it listens.</summary>
    public required string BindHostname { get; init; }

    /// <summary>The port of both; 0 for a free one.</summary>
    public required int Port { get; init; }

    /// <summary>What it does, each once.</summary>
    public required IReadOnlyList<NodeRole> Roles { get; init; }

    /// <summary>Nodes that are asked to let this one in; none where it forms a cluster by itself.</summary>
    public required IReadOnlyList<NodeAddress> Join { get; init; }

    /// <summary>How many groups of texts are generated at once here, at least 1.</summary>
    public required int Samplers { get; init; }

    /// <summary>Bytes that pulled checkpoints may take.</summary>
    public required long CheckpointCacheBytes { get; init; }

    /// <summary>Where they are kept; null for a folder among the runs.</summary>
    public string? CheckpointCache { get; init; }

    /// <summary>How long nodes wait when they lose sight of each other.</summary>
    public required TimeSpan StableAfter { get; init; }

    /// <summary>The certificates; null where connections are open, which they are within one machine alone.</summary>
    public ClusterSecurityOptions? Security { get; init; }

    /// <summary>Where the management listens; null where it does not.</summary>
    public NodeAddress? Management { get; init; }

    /// <summary>How nodes find the management of each other; null where they are named, or none is wanted.</summary>
    public NodeDiscovery? Discovery { get; init; }

    /// <summary>So many nodes have to be found before they form a cluster, at least 1.</summary>
    public int RequiredNodes { get; init; } = 1;

    /// <summary>Where events are kept.</summary>
    public required PersistenceOptions Persistence { get; init; }

    /// <summary>The folder with the log of this node, among those of the runs.</summary>
    public string FolderIn(RunStore runs) => Directory.CreateDirectory(Path.Combine(runs.Root, "nodes", $"{Hostname}-{Port}")).FullName;

    /// <summary>Whether this node has a role.</summary>
    public bool Has(NodeRole role) => Roles.Contains(role);
}

/// <summary>What a node does.</summary>
internal enum NodeRole
{
    /// <summary>Schedules the runs, and serves the API and the pages.</summary>
    Coordinator,

    /// <summary>Trains runs.</summary>
    Trainer,

    /// <summary>Generates texts.</summary>
    Sampler,
}

/// <summary>The certificate of a node, and whose certificates it accepts: files in PEM.</summary>
internal sealed record ClusterSecurityOptions(string Certificate, string Key, string Authority);

/// <summary>How nodes find the management of each other.</summary>
internal abstract record NodeDiscovery;

/// <summary>By the pods of Kubernetes.</summary>
/// <param name="LabelSelector">Which pods are nodes.</param>
/// <param name="PortName">The name of their management port.</param>
internal sealed record KubernetesDiscovery(string LabelSelector, string PortName) : NodeDiscovery;

/// <summary>By a list.</summary>
/// <param name="ContactPoints">Where the management of each listens.</param>
internal sealed record ListedDiscovery(IReadOnlyList<NodeAddress> ContactPoints) : NodeDiscovery;
