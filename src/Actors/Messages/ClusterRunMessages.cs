using System.Text.Json.Serialization;
using ActorLstm.Actors.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Messages;

/// <summary>A run as it is given to a trainer node: what the node needs to begin it, where nothing is recorded of it, or to go on with it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Slot">The slot that it goes on in: the shard that moves to another node when its own is gone.</param>
/// <param name="Configuration">Its configuration, HOCON; null for what <c>experiment.conf</c> in its folder says.</param>
/// <param name="Batch">Its place in a batch; null where it belongs to none.</param>
/// <param name="EpochLimit">After which epoch it stands still until it is told how to go on; null: it trains to its end.</param>
/// <param name="Threads">Threads of a training step; null for as many as it was begun with.</param>
/// <param name="Completion">Why it is to end as completed instead of training further; null: it trains.</param>
/// <param name="IsByHand">Whether a person asked for it to be resumed: then deaths are counted anew, unless it was resumed since.</param>
public sealed record RunAssignment(
    string RunId,
    string Slot,
    string? Configuration = null,
    BatchFacts? Batch = null,
    int? EpochLimit = null,
    int? Threads = null,
    string? Completion = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsByHand = false);

/// <summary>What a run in another process can be told.</summary>
public enum RunOrderKind
{
    /// <summary>Stop for a while.</summary>
    Pause,

    /// <summary>Go on after a pause.</summary>
    Continue,

    /// <summary>Go on beyond the epoch where it stands still.</summary>
    Limit,

    /// <summary>Train no further than the epoch where it stands still.</summary>
    Complete,

    /// <summary>End for good.</summary>
    Cancel,

    /// <summary>End so that it can be resumed.</summary>
    Interrupt,
}

/// <summary>What a run is to do.</summary>
/// <param name="Number">Tells this order from the others that its sender gave: the higher, the later.</param>
/// <param name="Kind">What it is.</param>
/// <param name="EpochLimit">Of <see cref="RunOrderKind.Limit"/>: after which epoch it stands still again; null: it trains to its end.</param>
/// <param name="Reason">Of <see cref="RunOrderKind.Complete"/> and <see cref="RunOrderKind.Interrupt"/>: why.</param>
public sealed record RunOrder(long Number, RunOrderKind Kind, int? EpochLimit = null, string? Reason = null)
{
    /// <summary>The order that gives a run a command; null where it is none that a run is given from outside.</summary>
    public static RunOrder? Of(long number, IRunCommand command) => command switch
    {
        PauseRun => new RunOrder(number, RunOrderKind.Pause),
        ContinueRun => new RunOrder(number, RunOrderKind.Continue),
        LimitRun limit => new RunOrder(number, RunOrderKind.Limit, EpochLimit: limit.EpochLimit),
        CompleteRun complete => new RunOrder(number, RunOrderKind.Complete, Reason: complete.Reason),
        CancelRun => new RunOrder(number, RunOrderKind.Cancel),
        InterruptRun interrupt => new RunOrder(number, RunOrderKind.Interrupt, Reason: interrupt.Reason),
        _ => null,
    };

    /// <summary>The command that it gives.</summary>
    public IRunCommand ToCommand() => Kind switch
    {
        RunOrderKind.Pause => new PauseRun(),
        RunOrderKind.Continue => new ContinueRun(),
        RunOrderKind.Limit => new LimitRun(EpochLimit),
        RunOrderKind.Complete => new CompleteRun(Reason ?? ""),
        RunOrderKind.Cancel => new CancelRun(),
        _ => new InterruptRun(Reason ?? ""),
    };
}

/// <summary>
/// Asks a trainer node to keep a run going, said again and again as long as somebody follows it: the sender is told how it stands. What the
/// node does already it does not do twice.
/// </summary>
/// <param name="Assignment">The run.</param>
/// <param name="Order">What it was told last; null where nothing was.</param>
/// <param name="Since">
/// How many events were recorded of it when its follower began to follow it: where it failed later than that, it has ended and is not tried once more. Null: it is.
/// </param>
public sealed record KeepRun(RunAssignment Assignment, RunOrder? Order, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Since = null) : IClusterMessage;

/// <summary>How a run stands: the rest is in the journal.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Node">The node that has it, as <c>host:port</c>.</param>
/// <param name="Events">How many events are recorded of it.</param>
public sealed record RunStands(string RunId, string Node, long Events) : IClusterMessage;

/// <summary>How training stands between two events.</summary>
public sealed record RunAdvanced(string RunId, SliceProgress Progress) : IClusterMessage;

/// <summary>A run cannot go on at the moment and is tried again.</summary>
public sealed record RunDelayed(string RunId, string Node, string Reason) : IClusterMessage;

/// <summary>A run has ended and its files are closed.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Events">How many events are recorded of it.</param>
/// <param name="FilesFailure">Why its files lack something; null where they are whole.</param>
public sealed record RunLeft(string RunId, long Events, string? FilesFailure) : IClusterMessage;

/// <summary>A run cannot be begun, or gone on with: nothing of the cluster has it any more.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Reason">Why.</param>
public sealed record RunRefused(string RunId, string Reason) : IClusterMessage;

/// <summary>What a node does, said again and again.</summary>
/// <param name="Node">The node, as <c>host:port</c>.</param>
/// <param name="Incarnation">Tells it from an earlier process at the same address.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Slots">How many runs it trains at once; 0 where it trains none.</param>
/// <param name="Samplers">How many groups of texts it generates at once.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="Commit">The commit that the program was built from; null from a node of a version that does not tell.</param>
/// <param name="Tree">Whether its sources were those of the commit: clean, modified, or unknown; null as above.</param>
public sealed record NodeStands(
    string Node, int Incarnation, IReadOnlyList<string> Roles, int Slots, int Samplers, string Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Commit = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tree = null) : IClusterMessage;
