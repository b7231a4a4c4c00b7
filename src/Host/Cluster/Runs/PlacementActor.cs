using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Scheduling;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Runs;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorLstm.Host.Cluster.Runs;

/// <summary>
/// Gives each run a slot of a trainer node, and knows the nodes: how many slots they have together, and what runs where. A run keeps its slot until it
/// has ended, also where its node is gone and the slot has moved.
/// </summary>
internal sealed class PlacementActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly RunStore runs;
    private readonly IActorRef slots;
    private readonly Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly SortedDictionary<string, NodeStands> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Placed> placed = [];
    private readonly Dictionary<string, IActorRef> waiting = [];

    /// <param name="runs">Where runs are kept.</param>
    /// <param name="slots">Is told how many slots there are.</param>
    public PlacementActor(RunStore runs, IActorRef slots)
    {
        this.runs = runs;
        this.slots = slots;
        Receive<NodeStands>(OnStands);
        Receive<ClusterEvent.MemberRemoved>(removed => OnGone(removed.Member));
        Receive<ClusterEvent.CurrentClusterState>(_ => { }); // Each node says what it has.
        Receive<PlaceRun>(wanted =>
        {
            Context.Watch(Sender);
            waiting[wanted.RunId] = Sender;
            PlaceThoseWhoWait();
        });
        Receive<RunSeen>(seen =>
        {
            if (placed.TryGetValue(seen.RunId, out var run))
            {
                placed[seen.RunId] = run with { Node = seen.Node };
            }
        });
        Receive<Terminated>(gone => Free(gone.ActorRef));
        Receive<TryAgain>(_ => PlaceThoseWhoWait());
        Receive<GetNodes>(_ => Sender.Tell(View()));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make one.</summary>
    public static Props Props(RunStore runs, IActorRef slots) => ActorProps.Of(() => new PlacementActor(runs, slots));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        cluster.Subscribe(Self, typeof(ClusterEvent.MemberRemoved));
        Context.System.EventStream.Subscribe<NodeStands>(Self);
    }

    /// <inheritdoc/>
    protected override void PostStop() => cluster.Unsubscribe(Self);

    private void OnStands(NodeStands stands)
    {
        if (!cluster.State.Members.Any(member => member.UniqueAddress.Uid == stands.Incarnation && NodeAddress.Of(member.Address).ToString() == stands.Node))
        {
            return; // It is gone, or the news that it comes is still on its way.
        }

        var isNew = !nodes.TryGetValue(stands.Node, out var before) || before.Incarnation != stands.Incarnation;
        nodes[stands.Node] = stands;
        if (isNew)
        {
            log.Info("{Node} belongs to the cluster: {Roles}, {Slots} slots, {Samplers} samplers, version {Version}", stands.Node, string.Join(", ", stands.Roles), stands.Slots, stands.Samplers, stands.Version);
            CountSlots();
            PlaceThoseWhoWait();
        }
    }

    private void OnGone(Member member)
    {
        var node = NodeAddress.Of(member.Address).ToString();
        if (nodes.TryGetValue(node, out var stands) && stands.Incarnation == member.UniqueAddress.Uid)
        {
            nodes.Remove(node);
            log.Warning("{Node} is gone: its runs go on on other nodes", node);
            CountSlots();
        }
    }

    private void CountSlots() => slots.Tell(new SetSlots(nodes.Values.Sum(node => node.Slots)));

    private void PlaceThoseWhoWait()
    {
        foreach (var (run, follower) in waiting.ToList())
        {
            try
            {
                if (SlotFor(run) is not { } slot)
                {
                    return; // The next trainer node that comes takes them.
                }

                waiting.Remove(run);
                placed[run] = new Placed(slot, follower, RunSlot.NodeOf(slot));
                follower.Tell(new RunPlaced(slot));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                log.Warning("It cannot be written down where the run {Run} goes on; that is tried again: {Reason}", run, fault.Message);
                Timers.StartSingleTimer(nameof(TryAgain), TryAgain.Instance, Pace);
            }
        }
    }

    private string? SlotFor(string run)
    {
        var folder = Path.Combine(runs.Root, run);
        if (RunSlot.TryRead(folder) is { } before)
        {
            return before;
        }

        var free = nodes.Values.Where(node => node.Slots > 0).MinBy(node => (double)placed.Values.Count(run => run.Node == node.Node) / node.Slots);
        if (free is null)
        {
            return null;
        }

        var taken = placed.Values.Select(run => run.Slot).ToHashSet();
        var all = Enumerable.Range(1, free.Slots).Select(number => new RunSlot(free.Node, free.Incarnation, number).ToString()).ToList();
        var slot = all.Find(slot => !taken.Contains(slot)) ?? all[0]; // A run that stands still keeps its slot as well.
        RunSlot.Write(Directory.CreateDirectory(folder).FullName, slot);
        return slot;
    }

    private void Free(IActorRef follower)
    {
        foreach (var (run, _) in placed.Where(run => run.Value.Follower.Equals(follower)).ToList())
        {
            placed.Remove(run);
        }

        foreach (var (run, _) in waiting.Where(run => run.Value.Equals(follower)).ToList())
        {
            waiting.Remove(run);
        }
    }

    private ClusterNodes View() => new(
    [
        .. nodes.Values.Select(node => new NodeView(node, [.. placed.Where(run => run.Value.Node == node.Node).Select(run => run.Key).Order(StringComparer.Ordinal)])),
    ]);

    private sealed record Placed(string Slot, IActorRef Follower, string Node);

    private sealed record TryAgain
    {
        public static TryAgain Instance { get; } = new();
    }
}

/// <summary>Asks for a slot for a run; answered with <see cref="RunPlaced"/> once there is a trainer node. Who dies has given it back.</summary>
internal sealed record PlaceRun(string RunId);

/// <summary>The slot in which a run goes on.</summary>
internal sealed record RunPlaced(string Slot);

/// <summary>A run goes on on a node.</summary>
internal sealed record RunSeen(string RunId, string Node);

/// <summary>Asks which nodes there are; answered with <see cref="ClusterNodes"/>.</summary>
internal sealed record GetNodes;

/// <summary>The nodes of the cluster, by their addresses.</summary>
internal sealed record ClusterNodes(IReadOnlyList<NodeView> Nodes);

/// <summary>A node.</summary>
/// <param name="Node">What it does.</param>
/// <param name="Runs">The ids of the runs that go on there.</param>
internal sealed record NodeView(NodeStands Node, IReadOnlyList<string> Runs)
{
    /// <summary>Which build of the program it is.</summary>
    public ProgramBuild Build => new(Node.Version, Node.Commit ?? ProgramBuild.Unknown, Node.Tree ?? ProgramBuild.Unknown);
}
