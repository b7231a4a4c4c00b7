using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Runs;

/// <summary>What is told of the events of a run, on the console and by the service: the kind of each, and its fields.</summary>
internal static class RunEventDocument
{
    /// <summary>The kind of an event in snake_case, and an object with its fields.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="after">The run after it.</param>
    public static (string Kind, object Document) Of(IRunEvent happened, RunState after) => happened switch
    {
        RunStarted => ("run_started", RunDocument.Of(after)),
        RunResumed => ("run_resumed", RunDocument.Of(after)),
        RunLimited limited => ("run_limited", limited),
        EpochTrained epoch => ("epoch", EpochLine.Of(epoch)),
        ProgressSaved saved => ("progress_saved", saved),
        CheckpointAdopted adopted => ("checkpoint_adopted", AdoptedLine.Of(adopted)),
        SampleGenerated sample => ("sample", SampleLine.Of(sample)),
        TrainingDiverged => ("training_diverged", happened),
        CheckpointLost => ("checkpoint_lost", happened),
        CheckpointRestored => ("checkpoint_restored", happened),
        TrainerReplaced => ("trainer_replaced", happened),
        SamplerReplaced => ("sampler_replaced", happened),
        RunPaused => ("run_paused", RunDocument.Of(after)),
        RunContinued => ("run_continued", RunDocument.Of(after)),
        RunEnded => ("run_ended", RunDocument.Of(after)),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "There is no such event."),
    };
}
