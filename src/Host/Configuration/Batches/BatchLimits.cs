using ActorLstm.Actors.Batches;

namespace ActorLstm.Host.Configuration.Batches;

/// <summary>What the settings of a batch make together.</summary>
internal static class BatchLimits
{
    private const int LongestName = 90;

    /// <summary>Refuses what does not go together.</summary>
    /// <param name="run">What all runs share.</param>
    /// <param name="options">How they are dealt with.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="refuse">Takes the path of a setting and what is wrong.</param>
    public static void Check(RunConfiguration run, BatchOptions options, IReadOnlyList<MemberConfiguration> runs, Action<string, string> refuse)
    {
        if (runs.Count == 0)
        {
            return;
        }

        if (run.Experiment.Name.Length > LongestName)
        {
            refuse("experiment.name", $"has {run.Experiment.Name.Length} characters, and that of a batch at most {LongestName}: its runs are called after it, with their numbers");
        }

        if (options.Stopping.Rule == StoppingRule.None)
        {
            return;
        }

        const string Path = "batch.stopping.rule";
        var rule = options.Stopping.Rule.ToString().ToLowerInvariant();
        if (runs.Any(member => member.Configuration.Experiment.Corpus.ValidationFraction == 0))
        {
            refuse(Path, $"is {rule}, which compares losses on text that was not trained on: set corpus.validation-fraction, for instance to 0.1");
        }

        if (runs.Select(member => member.Configuration.Experiment.Corpus).Distinct().Count() > 1)
        {
            refuse(Path, $"is {rule}, and the losses of runs with different settings of corpus cannot be compared: let them have the same");
        }

        if (runs.Select(member => member.Configuration.Experiment.Epochs).Distinct().Count() > 1)
        {
            refuse(Path, $"is {rule}, which compares runs after the same epochs: let all have the same experiment.epochs");
        }

        if (runs.Any(member => member.Configuration.Experiment.Checkpoints.EveryEpochs != 1))
        {
            refuse(Path, $"is {rule}, and a run that stands still for a comparison goes on from a checkpoint of that epoch: set checkpoints.every-epochs to 1");
        }
    }
}
