using Akka.Event;

namespace ActorLstm.Actors.Batches;

/// <summary>What a batch's events say in the log.</summary>
internal static class BatchLog
{
    /// <summary>Writes the line of an event.</summary>
    public static void Write(ILoggingAdapter log, IBatchEvent happened)
    {
        switch (happened)
        {
            case BatchTaken taken:
                log.Info("Batch taken over by {Owner}", taken.Owner);
                break;
            case MembersAdded added:
                log.Info("{Runs} runs added", added.Members.Count);
                break;
            case MemberBegun begun:
                log.Info("Run {Number} begins as {RunId}", begun.Number, begun.RunId);
                break;
            case MemberHeld held:
                log.Debug("Run {Number} stands still after epoch {Epoch} with a loss of {Loss:F4}", held.Number, held.Epochs, held.Loss);
                break;
            case MemberAdvanced advanced:
                log.Info("Run {Number} goes on", advanced.Number);
                break;
            case MemberStopped stopped:
                log.Info("Run {Number} {Reason}", stopped.Number, stopped.Reason);
                break;
            case MemberRetried retried:
                log.Warning("Run {Number} failed and is resumed, attempt {Attempt}: {Reason}", retried.Number, retried.Attempt, retried.Reason);
                break;
            case MemberEnded ended:
                log.Info("Run {Number} ended as {Status}: {Reason}", ended.Number, ended.Result.Status, ended.Result.Reason);
                break;
            case BatchEnded ended:
                log.Info("Batch ended as {Status}: {Reason}", ended.Status, ended.Reason);
                break;
        }
    }
}
