namespace ActorLstm.Host.Cluster;

/// <summary>The other nodes of the cluster went on without this one, and it stopped.</summary>
internal sealed class NodeLostException() : Exception("The others lost sight of this node and went on without it, so that it stopped. Start it again; its log says when it was.");
