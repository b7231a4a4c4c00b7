using ActorLstm.Actors.Settings;
using ActorLstm.Host.Cli;
using Akka.Actor;
using Akka.Event;

namespace ActorLstm.Host.Cluster;

/// <summary>
/// Has this node join the nodes of <c>cluster.join</c>, and sees to it that they are one cluster. The first of them forms a cluster where none of the others
/// answers, as seed nodes do. But one that starts again while it reaches nobody would have a cluster of its own then, and nothing brings two together: so the
/// nodes that belong to a cluster are in a list of the database, and as long as anybody is, none is formed. Where there are two all the same, because a
/// cluster lost the database with its list, the smaller one ends when they see each other there.
/// </summary>
internal sealed class JoinActor : ReceiveActor, IWithTimers
{
    private const string Members = "actorlstm-cluster";
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    // A database that was started again has no list until the nodes have entered theirs.
    private const int FreeInARow = 5;

    // For so long beyond cluster.stable-after a node that is gone may be in the list: the server notices it late.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private readonly IReadOnlyList<Address> nodes;
    private readonly NodeLocks? locks;
    private readonly int smallerInARow;
    private readonly Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter log = Context.GetLogger();
    private bool isMember;
    private bool isAsking;
    private bool? mayForm;
    private int free;
    private int smaller;

    /// <param name="nodes">The nodes that are asked to let this one in, the same list on all of them; none: it forms a cluster by itself.</param>
    /// <param name="stableAfter">After which time without a sign of it a node is taken for gone.</param>
    /// <param name="locks">The locks of this node; null where it uses no database.</param>
    public JoinActor(IReadOnlyList<Address> nodes, TimeSpan stableAfter, NodeLocks? locks)
    {
        this.nodes = nodes.Count > 0 ? nodes : [cluster.SelfAddress];
        this.locks = locks;
        smallerInARow = (int)Math.Ceiling((stableAfter + Grace) / Pace);
        Receive<Tick>(_ => Look());
        Receive<HasJoined>(_ =>
        {
            isMember = true;
            Look();
        });
        Receive<Listed>(listed =>
        {
            isAsking = false;
            if (isMember)
            {
                Compare(listed.Nodes);
            }
            else
            {
                FormIfNobodyHas(listed.Nodes);
            }
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make one.</summary>
    public static Props Props(IReadOnlyList<Address> nodes, TimeSpan stableAfter, NodeLocks? locks) => ActorProps.Of(() => new JoinActor(nodes, stableAfter, locks));

    /// <summary>Whether, of the clusters whose nodes are in a list, the one of some of them is to end: the others are more, or as many and have the lowest number.</summary>
    /// <param name="listed">The numbers of all nodes.</param>
    /// <param name="own">Those of the nodes of the cluster; some may not be in the list.</param>
    public static bool IsSmaller(IReadOnlySet<int> listed, IReadOnlySet<int> own)
    {
        var others = listed.Except(own).ToList();
        return others.Count > listed.Count - others.Count || (2 * others.Count == listed.Count && others.Count > 0 && others.Contains(listed.Min()));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var self = Self;
        cluster.RegisterOnMemberUp(() => self.Tell(HasJoined.Instance));
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, Pace);
        Look();
    }

    private void Look()
    {
        if (locks is null || (!isMember && (nodes[0] != cluster.SelfAddress || nodes.Count == 1)))
        {
            Join(may: true);
        }
        else if (!isAsking && (isMember || mayForm != true))
        {
            isAsking = true;
            _ = ListedAsync(locks).PipeTo(Self, success: nodes => new Listed(nodes), failure: _ => new Listed(null));
        }
    }

    // What was lost with its connection is entered again.
    private async Task<IReadOnlySet<int>?> ListedAsync(NodeLocks locks) =>
        !isMember || locks.Has(Members) || await locks.EnterAsync(Members, NodeAddress.Of(cluster.SelfAddress).ToString()) ? await locks.ListedAsync(Members) : null;

    private void FormIfNobodyHas(IReadOnlySet<int>? listed)
    {
        free = listed is { Count: 0 } ? free + 1 : 0;
        if (mayForm != true)
        {
            Join(free > 0 && (mayForm is null || free >= FreeInARow));
        }
    }

    // The first of the list forms a cluster where nobody answers; whoever is not the first asks until somebody does.
    private void Join(bool may)
    {
        if (isMember || mayForm == may)
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

    private void Compare(IReadOnlySet<int>? listed)
    {
        var own = cluster.State.Members.Select(member => NodeLocks.NumberOf(NodeAddress.Of(member.Address).ToString())).ToHashSet();
        smaller = listed is not null && IsSmaller(listed, own) ? smaller + 1 : 0;
        if (smaller == smallerInARow)
        {
            log.Error("{Others} nodes of another cluster use the same database, and {Own} of this one: this one ends", listed!.Except(own).Count(), listed!.Count(own.Contains));
            _ = CoordinatedShutdown.Get(Context.System).Run(OtherClusterReason.Instance);
        }
    }

    /// <summary>A node stops because a larger cluster than its own uses the same database.</summary>
    public sealed class OtherClusterReason : CoordinatedShutdown.Reason
    {
        public static OtherClusterReason Instance { get; } = new();

        /// <inheritdoc/>
        public override int ExitCode => ExitCodes.Failed;
    }

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }

    private sealed record HasJoined
    {
        public static HasJoined Instance { get; } = new();
    }

    private sealed record Listed(IReadOnlySet<int>? Nodes);
}
