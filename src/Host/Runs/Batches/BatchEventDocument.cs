using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>What is told of the events of a batch, on the console and by the service: the kind of each, and its fields.</summary>
internal static class BatchEventDocument
{
    /// <summary>The kind of an event in snake_case, and an object with its fields.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="after">The batch after it.</param>
    public static (string Kind, object Document) Of(IBatchEvent happened, BatchState after) => happened switch
    {
        BatchStarted => ("batch_made", happened),
        MembersAdded => ("runs_added", happened),
        BatchTaken => ("batch_started", BatchDocument.Of(after)),
        MemberBegun => ("run_begun", happened),
        MemberHeld => ("run_held", happened),
        MemberAdvanced => ("run_advanced", happened),
        MemberStopped => ("run_stopped", happened),
        MemberRetried => ("run_retried", happened),
        MemberEnded ended => ("run_ended", MemberFacts.Of(after.Members[ended.Number], after)),
        BatchPaused => ("batch_paused", happened),
        BatchContinued => ("batch_continued", happened),
        BatchEnded => ("batch_ended", BatchDocument.Of(after)),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "There is no such event."),
    };

    /// <summary>Whether an event of one of its runs is told beside those of the batch: what it came to, and what went wrong.</summary>
    public static bool IsOfInterest(IRunEvent happened) =>
        happened is EpochTrained or TrainingDiverged or CheckpointLost or CheckpointRestored or TrainerReplaced or SamplerReplaced;
}
