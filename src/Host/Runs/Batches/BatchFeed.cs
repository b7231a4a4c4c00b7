using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Settings;
using Akka.Actor;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>The feed of a batch.</summary>
/// <param name="listener">Hears what the batch tells.</param>
/// <param name="start">How the batch begins in this process.</param>
internal sealed class BatchFeed(IListener<IBatchNotice> listener, StartBatch start) : Feed<IBatchNotice, IBatchCommand>(listener, start.Owner)
{
    /// <summary>How to make one.</summary>
    public static Props Props(IListener<IBatchNotice> listener, StartBatch start) => ActorProps.Of(() => new BatchFeed(listener, start));

    /// <inheritdoc/>
    /// <remarks>Only the first coordinator of this process is told what was lost: a run that ended under it has its folder.</remarks>
    protected override Beginning<IBatchCommand>? BeginningOf(IBatchNotice notice) => notice is BatchRecovered { State.Owner: var owner }
        ? new(owner, [owner == start.Owner ? start with { Lost = [] } : start])
        : null;

    /// <inheritdoc/>
    protected override string? FailureIn(IBatchNotice notice) => (notice as BatchJournalFailed)?.Reason;

    /// <inheritdoc/>
    protected override bool IsLast(IBatchNotice notice) => notice is BatchClosed;

    /// <inheritdoc/>
    protected override bool IsEnding(IBatchCommand? command) => command is InterruptBatch or CancelBatch;
}
