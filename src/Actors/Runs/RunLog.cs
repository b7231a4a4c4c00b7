using ActorLstm.Model.Training;
using Akka.Event;

namespace ActorLstm.Actors.Runs;

/// <summary>What a run's events say in the log.</summary>
internal sealed class RunLog(ILoggingAdapter log)
{
    /// <summary>A snapshot could not be written, or an old one not be removed: the events are there all the same.</summary>
    public void SnapshotFailed(Exception cause) => log.Warning("The journal's snapshot is left as it was: {Reason}", cause.Message);

    /// <summary>Writes the line of an event.</summary>
    public void Write(IRunEvent happened)
    {
        switch (happened)
        {
            case RunStarted { Facts.Sweep: { } swept } started:
                log.Info("Run {RunName} started: texts from checkpoints of {Source}", started.Facts.Name, swept);
                break;
            case RunStarted started:
                log.Info("Run {RunName} started: {Epochs} epochs on {Corpus}", started.Facts.Name, started.Plan.Epochs, started.Facts.Corpus.Name);
                foreach (var note in started.Facts.Notes ?? [])
                {
                    log.Warning("{Note}", note);
                }

                break;
            case EpochTrained epoch:
                log.Info("Epoch {Epoch} trained: loss {Loss:F4}, {Seconds:F1} s", epoch.Epoch, epoch.Loss, epoch.Seconds);
                break;
            case SampleGenerated sample:
                log.Info("Sample of {Sample} generated in {Seconds:F2} s", sample.Key, sample.Seconds);
                break;
            case RunResumed resumed:
                log.Info("Run resumed by {Owner}", resumed.Owner);
                foreach (var drift in resumed.Drift)
                {
                    log.Warning("Accepted, so that it need not be the same run any more: {Drift}", drift);
                }

                break;
            case RunLimited { EpochLimit: { } limit }:
                log.Debug("It is to stand still after epoch {Epoch}", limit);
                break;
            case CheckpointAdopted adopted:
                log.Info("Checkpoint of epoch {Epoch} taken over", adopted.Checkpoint.Epoch);
                break;
            case ProgressSaved progress:
                log.Debug("Checkpoint of epoch {Epoch}, batch {Batch} written", progress.Checkpoint.Epoch, progress.Checkpoint.Batch);
                break;
            case TrainingDiverged { Action: DivergencePolicy.Rollback } diverged:
                log.Warning(
                    "Training diverged: {Reason}. It goes back to {Checkpoint}, with every learning rate times {RateFactor}",
                    diverged.Reason, diverged.RolledBackTo?.FolderName ?? "the initial weights", diverged.RateFactor);
                break;
            case TrainingDiverged diverged:
                log.Warning("Training diverged: {Reason}", diverged.Reason);
                break;
            case CheckpointLost lost:
                log.Warning("A checkpoint cannot be used, what led to it is trained again: {Reason}", lost.Reason);
                break;
            case CheckpointRestored restored:
                log.Info("The checkpoint {Checkpoint} is written again", restored.By.FolderName);
                break;
            case RunPaused:
                log.Info("Run paused");
                break;
            case RunContinued:
                log.Info("Run continued");
                break;
            case TrainerReplaced replaced:
                log.Warning("The trainer is begun again from the last checkpoint, attempt {Attempt}: {Reason}", replaced.Attempt, replaced.Reason);
                break;
            case SamplerReplaced replaced:
                log.Warning("The sampler of {Sample} is begun again, attempt {Attempt}: {Reason}", replaced.Key, replaced.Attempt, replaced.Reason);
                break;
            case RunEnded ended when ended.Status is RunStatus.Failed or RunStatus.Diverged:
                log.Error("Run ended as {Status}: {Reason}", ended.Status, ended.Reason);
                break;
            case RunEnded ended:
                log.Info("Run ended as {Status}", ended.Status);
                break;
        }
    }
}
