using System.Collections.Immutable;
using ActorLstm.Actors.Messages;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;

namespace ActorLstm.Host.Cluster.Runs;

/// <summary>Runs as sharded entities: a shard is a slot of a trainer node, an entity is a run in it.</summary>
internal static class RunShards
{
    private const string Kind = "runs";
    private const char Divider = '|';
    private static readonly string TrainerRole = ClusterFormation.RoleName(NodeRole.Trainer);

    /// <summary>Has this node take shards.</summary>
    /// <param name="system">The actor system of the node.</param>
    /// <param name="entity">Makes the actor of a run by the run's id.</param>
    public static void Begin(ActorSystem system, Func<string, Props> entity) => ClusterSharding.Get(system).Start(
        Kind,
        name => entity(name[(name.LastIndexOf(Divider) + 1)..]),
        ClusterShardingSettings.Create(system).WithRole(TrainerRole).WithRememberEntities(true),
        new Extractor(),
        new Allocation(Akka.Cluster.Cluster.Get(system)),
        HandOverRun.Instance);

    /// <summary>The way to the runs of the cluster, from any node.</summary>
    public static IActorRef Region(ActorSystem system, bool isTrainer) => isTrainer
        ? ClusterSharding.Get(system).ShardRegion(Kind)
        : ClusterSharding.Get(system).StartProxy(Kind, TrainerRole, new Extractor());

    private sealed class Extractor : IMessageExtractor
    {
        public string? EntityId(object message) => message is KeepRun { Assignment: var run } ? $"{run.Slot}{Divider}{run.RunId}" : null;

        public object EntityMessage(object message) => message;

        public string? ShardId(object message) => message is KeepRun keep ? keep.Assignment.Slot : null;

        public string ShardId(string entityId, object? messageHint = null) => entityId[..entityId.LastIndexOf(Divider)];
    }

    // A slot is where its name says; one whose node is gone goes to the node that has the fewest. What has begun somewhere stays there.
    private sealed class Allocation(Akka.Cluster.Cluster cluster) : IShardAllocationStrategy
    {
        public Task<IActorRef> AllocateShard(IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations)
        {
            var up = cluster.State.Members.Where(member => member.Status == MemberStatus.Up).Select(member => member.Address).ToHashSet();
            var regions = currentShardAllocations.Where(region => up.Contains(AddressOf(region.Key))).ToList();
            var home = regions.FirstOrDefault(region => NodeAddress.Of(AddressOf(region.Key)).ToString() == RunSlot.NodeOf(shardId)).Key;
            return Task.FromResult(home ?? regions.OrderBy(region => region.Value.Count).ThenBy(region => region.Key).FirstOrDefault().Key ?? requester);
        }

        public Task<IImmutableSet<string>> Rebalance(IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress) =>
            Task.FromResult<IImmutableSet<string>>(ImmutableHashSet<string>.Empty);

        private Address AddressOf(IActorRef region) => region.Path.Address is { Host: not null } address ? address : cluster.SelfAddress;
    }
}

/// <summary>A node leaves: its run ends so that another one goes on with it.</summary>
internal sealed record HandOverRun
{
    public static HandOverRun Instance { get; } = new();
}
