using Akka.Event;

namespace ActorLstm.Actors.Runs;

/// <summary>What a run's events say in the log.</summary>
internal sealed class RunLog(ILoggingAdapter log)
{
    /// <summary>Writes the line of an event.</summary>
    public void Write(IRunEvent happened)
    {
        switch (happened)
        {
            case RunStarted started:
                log.Info("Run {RunName} started: {Epochs} epochs on {Corpus}", started.Facts.Name, started.Plan.Epochs, started.Facts.Corpus.Name);
                break;
            case EpochTrained epoch:
                log.Info("Epoch {Epoch} trained: loss {Loss:F4}, {Seconds:F1} s", epoch.Epoch, epoch.Loss, epoch.Seconds);
                break;
            case SampleGenerated sample:
                log.Info("Sample of {Sample} generated in {Seconds:F2} s", sample.Key, sample.Seconds);
                break;
            case TrainingDiverged diverged:
                log.Error("Training diverged: {Reason}", diverged.Reason);
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
