using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using Akka.Actor;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>The feed of a batch.</summary>
/// <param name="listener">Hears what the batch tells.</param>
/// <param name="first">How the batch begins in this process, or ends.</param>
/// <param name="here">This process.</param>
internal sealed class BatchFeed(IListener<IBatchNotice> listener, IBatchCommand first, RunOwner here) : Feed<IBatchNotice, IBatchCommand>(listener, here)
{
    /// <summary>How to make one.</summary>
    public static Props Props(IListener<IBatchNotice> listener, IBatchCommand first, RunOwner here) => ActorProps.Of(() => new BatchFeed(listener, first, here));

    /// <inheritdoc/>
    /// <remarks>Only the first coordinator of this process is told what was lost: a run that ended under it has its folder.</remarks>
    protected override Beginning<IBatchCommand>? BeginningOf(IBatchNotice notice) => notice is BatchRecovered { State.Owner: var owner }
        ? new(owner, [first is StartBatch start && owner == Here ? start with { Lost = [] } : first])
        : null;

    /// <inheritdoc/>
    protected override string? FailureIn(IBatchNotice notice) => (notice as BatchJournalFailed)?.Reason;

    /// <inheritdoc/>
    protected override bool IsLast(IBatchNotice notice) => notice is BatchClosed;

    /// <inheritdoc/>
    protected override bool IsEnding(IBatchCommand? command) => command is InterruptBatch or CancelBatch;
}
