using ActorLstm.Actors.Settings;
using Akka.Actor;
using Akka.Event;

namespace ActorLstm.Host.Cluster;

/// <summary>
/// Has this node join the nodes of <c>cluster.join</c>. The first of them forms a cluster where none of the others answers, as seed nodes do. But one
/// that starts again while it reaches nobody would have a cluster of its own then, and nothing brings two together: so each node that belongs to a cluster
/// has a share in a lock of the database, and as long as somebody has, none is formed.
/// </summary>
internal sealed class JoinActor : ReceiveActor, IWithTimers
{
    private const string ClusterLock = "actorlstm-cluster";
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    // A database that was started again has no locks until the nodes have taken theirs again.
    private const int FreeInARow = 5;

    private readonly IReadOnlyList<Address> nodes;
    private readonly NodeLocks? locks;
    private readonly Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter log = Context.GetLogger();
    private bool isMember;
    private bool isAsking;
    private bool? mayForm;
    private int free;

    /// <param name="nodes">The nodes that are asked to let this one in, the same list on all of them; none: it forms a cluster by itself.</param>
    /// <param name="locks">The locks of this node; null where it uses no database.</param>
    public JoinActor(IReadOnlyList<Address> nodes, NodeLocks? locks)
    {
        this.nodes = nodes.Count > 0 ? nodes : [cluster.SelfAddress];
        this.locks = locks;
        Receive<Tick>(_ => Look());
        Receive<HasJoined>(_ =>
        {
            isMember = true;
            Look();
        });
        Receive<IsFree>(answer =>
        {
            isAsking = false;
            free = answer.So ? free + 1 : 0;
            if (!isMember && mayForm != true)
            {
                Join(answer.So && (mayForm is null || free >= FreeInARow));
            }
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make one.</summary>
    public static Props Props(IReadOnlyList<Address> nodes, NodeLocks? locks) => ActorProps.Of(() => new JoinActor(nodes, locks));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var self = Self;
        cluster.RegisterOnMemberUp(() => self.Tell(HasJoined.Instance));
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, Pace);
        Look();
    }

    // A share that was lost with its connection is taken again.
    private void Look()
    {
        if (isMember)
        {
            if (locks is not null && !locks.Has(ClusterLock))
            {
                _ = locks.ShareAsync(ClusterLock);
            }
        }
        else if (locks is null || nodes[0] != cluster.SelfAddress || nodes.Count == 1)
        {
            Join(may: true);
        }
        else if (mayForm != true && !isAsking)
        {
            isAsking = true;
            _ = locks.IsFreeAsync(ClusterLock).PipeTo(Self, success: so => new IsFree(so), failure: _ => new IsFree(false));
        }
    }

    // The first of the list forms a cluster where nobody answers; whoever is not the first asks until somebody does.
    private void Join(bool may)
    {
        if (mayForm == may)
        {
            return;
        }

        mayForm = may;
        if (!may)
        {
            log.Warning("Other nodes have a cluster on the same database, or the database does not answer: this node waits until one of {Nodes} answers, and forms none of its own meanwhile", string.Join(", ", nodes.Skip(1)));
        }

        cluster.JoinSeedNodes(may ? nodes : [.. nodes.Skip(1)]);
    }

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }

    private sealed record HasJoined
    {
        public static HasJoined Instance { get; } = new();
    }

    private sealed record IsFree(bool So);
}
