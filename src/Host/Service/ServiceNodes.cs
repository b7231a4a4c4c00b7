using ActorLstm.Host.Cluster.Runs;
using Akka.Actor;

namespace ActorLstm.Host.Service;

/// <summary>What users of the service are shown of the nodes of its cluster. May be used by several threads.</summary>
/// <param name="actors">Know them.</param>
internal sealed class ServiceNodes(HostingActors actors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether the service is a node of a cluster.</summary>
    public bool IsCluster => actors.Placement is not null;

    /// <summary>The nodes, by their addresses; none where there is no cluster.</summary>
    public async Task<IReadOnlyList<NodeView>> ListAsync(CancellationToken cancellation) =>
        actors.Placement is { } placement ? (await placement.Ask<ClusterNodes>(new GetNodes(), Patience, cancellation)).Nodes : [];
}
