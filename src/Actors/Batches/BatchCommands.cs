using ActorLstm.Actors.Runs;

namespace ActorLstm.Actors.Batches;

/// <summary>What is asked of a batch, or reported to it, and what it decides upon.</summary>
public interface IBatchCommand;

/// <summary>Begin, or go on in this process with a batch that was begun before.</summary>
/// <param name="Id">The batch's id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Options">How it deals with its runs, from here on.</param>
/// <param name="Members">All runs that it is to have; those that it knows already, by their identity, are passed over.</param>
/// <param name="Lost">The numbers of runs that had ended and whose folders are gone.</param>
/// <param name="ConfigurationFolder">The folder of its file, from which relative paths start.</param>
/// <param name="Owner">This process.</param>
public sealed record StartBatch(string Id, string Name, BatchOptions Options, IReadOnlyList<BatchMember> Members, IReadOnlyList<int> Lost, string ConfigurationFolder, RunOwner Owner) : IBatchCommand
{
    /// <summary>The ids of runs that are there and that the batch does not know any more, by the runs' identities.</summary>
    public IReadOnlyDictionary<string, string> Found { get; init; } = new Dictionary<string, string>();

    /// <summary>The settings that its runs share where they have none of their own, by path; null where nobody compares them.</summary>
    public IReadOnlyDictionary<string, string>? Shared { get; init; }
}

/// <summary>Stop all runs for a while; the process goes on.</summary>
public sealed record PauseBatch : IBatchCommand;

/// <summary>Go on after a pause.</summary>
public sealed record ContinueBatch : IBatchCommand;

/// <summary>End now, because the user says so.</summary>
public sealed record CancelBatch : IBatchCommand;

/// <summary>End now, because the process ends; the batch can be resumed.</summary>
public sealed record InterruptBatch(string Reason) : IBatchCommand;

/// <summary>Record the end of a batch that no process works on, and of its runs that were interrupted.</summary>
/// <param name="Owner">This process.</param>
/// <param name="Status">How it ends.</param>
public sealed record EndBatch(RunOwner Owner, RunStatus Status) : IBatchCommand;

/// <summary>A run of the batch is about to begin.</summary>
/// <param name="Number">Which.</param>
/// <param name="RunId">The id that it is to have.</param>
/// <param name="InsteadOf">The id that it was to have and that another run has; null where it had none.</param>
public sealed record RecordBegin(int Number, string RunId, string? InsteadOf = null) : IBatchCommand;

/// <summary>A run of the batch has come to where it stands still.</summary>
/// <param name="Number">Which.</param>
/// <param name="Losses">The losses of its epochs, the first one first, nats a character.</param>
public sealed record RecordHeld(int Number, IReadOnlyList<double> Losses) : IBatchCommand;

/// <summary>A run of the batch has ended.</summary>
/// <param name="Number">Which.</param>
/// <param name="Result">How.</param>
/// <param name="Losses">The losses of its epochs, the first one first, nats a character; none where they are not known.</param>
/// <param name="MayRetry">Whether it may be tried again where it failed.</param>
public sealed record RecordEnd(int Number, MemberResult Result, IReadOnlyList<double> Losses, bool MayRetry = true) : IBatchCommand;

/// <summary>How a run of a batch ended.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Reason">Why, where there is something to say.</param>
/// <param name="Epochs">How many epochs it has trained.</param>
/// <param name="Loss">The loss after the last of them, nats a character; null where there is none.</param>
/// <param name="BestLoss">The lowest loss of an epoch; null where there is none.</param>
public sealed record MemberResult(RunStatus Status, string? Reason, int Epochs, double? Loss, double? BestLoss)
{
    /// <summary>The result of a run that could not be begun, or was given up: what it had come to at its latest comparison.</summary>
    public static MemberResult Lost(MemberState member, string reason) => member.Losses.IsEmpty
        ? new(RunStatus.Failed, reason, 0, null, null)
        : new(RunStatus.Failed, reason, member.Losses.Last().Key, member.Losses.Last().Value, member.Losses.Values.Where(double.IsFinite).Select(loss => (double?)loss).Min());

    /// <summary>The result of a run.</summary>
    public static MemberResult Of(RunState run) => new(
        run.Status,
        run.Reason,
        run.Epochs.Count,
        run.Epochs.IsEmpty ? null : run.Epochs[run.Epochs.Count].Losses.Decisive,
        run.StandingAfter(run.Epochs.Count).LowestLoss);
}
