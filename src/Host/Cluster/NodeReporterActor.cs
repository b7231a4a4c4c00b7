using ActorLstm.Actors.Messages;
using Akka.Actor;

namespace ActorLstm.Host.Cluster;

/// <summary>Says again and again what this node does, to the node that leads.</summary>
internal sealed class NodeReporterActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <param name="stands">What it does.</param>
    /// <param name="leader">The way to the node that leads.</param>
    public NodeReporterActor(NodeStands stands, IActorRef leader) => Receive<Tick>(_ => leader.Tell(stands));

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TimeSpan.Zero, Pace);

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}
