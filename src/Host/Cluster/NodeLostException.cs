using Akka.Actor;

namespace ActorLstm.Host.Cluster;

/// <summary>A node stopped by itself.</summary>
internal sealed class NodeLostException : Exception
{
    private NodeLostException(string message)
        : base(message)
    {
    }

    /// <summary>Why a node stopped, and what to do.</summary>
    /// <param name="system">Its actor system, which ends or has ended.</param>
    public static NodeLostException Of(ActorSystem system) => new(CoordinatedShutdown.Get(system).ShutdownReason switch
    {
        CoordinatedShutdown.ClusterDowningReason => "The others lost sight of this node and went on without it, so that it stopped. Start it again; its log says when it was.",
        JoinActor.OtherClusterReason =>
            "Another cluster uses the same database, and more nodes than this one's do, so that this one stopped. Start it again, with the list of all nodes in cluster.join, and it becomes one of them.",
        { } reason when reason.GetType().Name.StartsWith("Tls", StringComparison.Ordinal) =>
            "A node that this one called showed a certificate that is not accepted here, or accepted none of this one, so that this one stopped. Its log says which node that is and why: see cluster.security.",
        _ => "This node stopped by itself: its log says why.",
    });
}
