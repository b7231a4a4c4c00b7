using ActorLstm.Actors.Scheduling;
using ActorLstm.Host.Cluster;
using ActorLstm.Host.Cluster.Runs;
using ActorLstm.Host.Service.Batches;
using Akka.Actor;

namespace ActorLstm.Host.Service;

/// <summary>The actors that look after what was submitted. They share the slots.</summary>
/// <param name="Place">What the runs work with.</param>
/// <param name="Runs">Looks after single runs: see <see cref="HostedRunsActor"/>.</param>
/// <param name="Batches">Looks after batches: see <see cref="HostedBatchesActor"/>.</param>
/// <param name="Placement">Knows the nodes of the cluster: see <see cref="PlacementActor"/>; null where this process is in none.</param>
internal sealed record HostingActors(ServicePlace Place, IActorRef Runs, IActorRef Batches, IActorRef? Placement)
{
    /// <summary>Begins them.</summary>
    /// <param name="system">Where.</param>
    /// <param name="place">What the runs work with.</param>
    /// <param name="node">What this process is in a cluster; null where it is in none.</param>
    public static HostingActors Begin(ActorSystem system, ServicePlace place, ClusterNode? node)
    {
        var slots = system.ActorOf(SlotQueueActor.Props(node is null ? place.Options.ConcurrentRuns : 0, place.Gauges.UseSlots, node is null ? place.Memory.ForRuns : long.MaxValue), "slots");
        var site = node?.SiteIn(system, place, slots);
        place = site is null ? place : place with { Site = site };
        return new HostingActors(place, system.ActorOf(HostedRunsActor.Props(place, slots), "runs"), system.ActorOf(HostedBatchesActor.Props(place, slots), "batches"), site?.Placement);
    }

    /// <summary>Ends everything so that it can be resumed.</summary>
    /// <param name="patience">How long is waited for it.</param>
    /// <exception cref="AskTimeoutException">Something has not ended by then.</exception>
    public Task EndAsync(TimeSpan patience) => Task.WhenAll(Runs.Ask<Done>(new EndHosting(), patience), Batches.Ask<Done>(new EndHosting(), patience));
}
