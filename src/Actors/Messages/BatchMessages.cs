using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Actors.Messages;

/// <summary>Asks the launcher of a batch to begin a run or to go on with it; what comes of it is told as <see cref="MemberNotice"/>.</summary>
/// <param name="Member">Which.</param>
/// <param name="RunId">The run's id: one that is known is gone on with.</param>
/// <param name="EpochLimit">After which epoch it is to stand still; null: it trains to its end.</param>
/// <param name="Completion">Why it is to end as completed instead of training further; null: it trains.</param>
public sealed record LaunchMember(BatchMember Member, string RunId, int? EpochLimit, string? Completion)
{
    /// <summary>Whether it is to end as cancelled instead.</summary>
    public bool IsToBeCancelled { get; init; }
}

/// <summary>Tells a run that was launched what to do.</summary>
public sealed record TellMember(int Number, IRunCommand Command);

/// <summary>What a run of a batch tells. <see cref="RunClosed"/> comes last, when nothing holds the run any more.</summary>
public sealed record MemberNotice(int Number, IRunNotice Notice);

/// <summary>A run of a batch could not be launched, or was given up because its journal could not be written. Nothing holds it any more.</summary>
/// <param name="Number">Which.</param>
/// <param name="Reason">Why.</param>
/// <param name="ComesBack">
/// Whether the run has not ended and is launched again when it is due: its journal was away, or it was told to stop before it had begun.
/// </param>
public sealed record MemberLost(int Number, string Reason, bool ComesBack = false)
{
    /// <summary>Whether it was cancelled before anything was recorded of it.</summary>
    public bool IsCancelled { get; init; }
}

/// <summary>The id of a run of a batch belongs to a run that is none of the batch: it needs another one. Nothing holds it.</summary>
/// <param name="Number">Which.</param>
/// <param name="RunId">The id.</param>
public sealed record IdRefused(int Number, string RunId);

/// <summary>What a batch tells those who watch it.</summary>
public interface IBatchNotice;

/// <summary>Something happened to it and is recorded.</summary>
/// <param name="Happened">The event.</param>
/// <param name="State">The batch after it.</param>
public sealed record BatchChanged(IBatchEvent Happened, BatchState State) : IBatchNotice
{
    /// <summary>Its number among the events of the batch, from 1.</summary>
    public long Number { get; init; }
}

/// <summary>A run of it tells something.</summary>
public sealed record BatchRunNotice(MemberState Member, IRunNotice Notice) : IBatchNotice;

/// <summary>Its journal cannot be written or read; it is read back and goes on, as often as its supervisor allows.</summary>
public sealed record BatchJournalFailed(string Reason) : IBatchNotice;

/// <summary>It was begun, for the first time or again, and has read itself from its journal.</summary>
public sealed record BatchRecovered(BatchState State) : IBatchNotice;

/// <summary>It ended, all of its runs are closed, and its page is written.</summary>
/// <param name="State">The batch at its end.</param>
/// <param name="PageFailure">Why its page lacks something all the same; null where it is whole.</param>
public sealed record BatchClosed(BatchState State, string? PageFailure) : IBatchNotice;
