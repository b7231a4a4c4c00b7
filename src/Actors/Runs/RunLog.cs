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
                log.Info("Run {0} started: {1} epochs on {2}", started.Facts.Name, started.Plan.Epochs, started.Facts.Corpus.Name);
                break;
            case EpochTrained epoch:
                log.Info("Epoch {0} trained: loss {1:F4}, {2:F1} s", epoch.Epoch, epoch.Loss, epoch.Seconds);
                break;
            case SampleGenerated sample:
                log.Info("Sample of {0} generated in {1:F2} s", sample.Key, sample.Seconds);
                break;
            case TrainerReplaced replaced:
                log.Warning("The trainer is begun again from the last checkpoint, attempt {0}: {1}", replaced.Attempt, replaced.Reason);
                break;
            case SamplerReplaced replaced:
                log.Warning("The sampler of {0} is begun again, attempt {1}: {2}", replaced.Key, replaced.Attempt, replaced.Reason);
                break;
            case RunEnded ended when ended.Status is RunStatus.Failed or RunStatus.Diverged:
                log.Error("Run ended as {0}: {1}", ended.Status, ended.Reason);
                break;
            case RunEnded ended:
                log.Info("Run ended as {0}", ended.Status);
                break;
        }
    }
}
