using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;

namespace ActorLstm.Host.Cli.Displays;

/// <summary>What a run is, in the lines above its first epoch.</summary>
internal static class RunAnnouncement
{
    /// <summary>How long a run would take, by a few steps that are tried out.</summary>
    public static string Estimate(PreparedRun prepared, TimeProvider time)
    {
        var estimate = RunEstimate.Of(prepared, time);
        if (prepared.Source is not null)
        {
            var all = TimeSpan.FromSeconds(prepared.Configuration.Sweep.Epochs.Listed.Count * estimate.TextSeconds);
            return $"about {RunWords.Duration(all)} of texts on one thread, by a few characters tried out now; nothing was started";
        }

        var epochs = prepared.Configuration.Experiment.Epochs;
        return $"about {RunWords.Duration(TimeSpan.FromSeconds(epochs * estimate.TrainingSeconds))} of training, {RunWords.Duration(TimeSpan.FromSeconds(epochs * estimate.TextSeconds))} of texts beside it, "
            + $"{RunWords.Bytes(estimate.CheckpointBytes)} a checkpoint, by a few steps tried out now; nothing was started";
    }

    /// <summary>The memory that a run would need, beside what may be used.</summary>
    public static string Memory(PreparedRun prepared)
    {
        var limit = MemoryLimit.OfThisProcess();
        return $"about {RunWords.Bytes(prepared.Memory.Total)} of memory at the peak; {RunWords.Bytes(limit.Bytes)} may be used ({limit.Source})";
    }

    /// <summary>Writes them.</summary>
    public static void Write(Terminal terminal, PreparedRun prepared)
    {
        Write(terminal, prepared.Facts(""), prepared.Configuration);
    }

    /// <summary>Writes those of a run that has begun somewhere.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="facts">What is fixed about it.</param>
    /// <param name="configuration">Its configuration.</param>
    public static void Write(Terminal terminal, RunFacts facts, RunConfiguration configuration)
    {
        var (experiment, corpus) = (configuration.Experiment, facts.Corpus);
        if (corpus.Fallback is { } reason)
        {
            terminal.Message($"note: training on the embedded sample text. {reason}");
        }

        foreach (var note in facts.Notes ?? [])
        {
            terminal.Message($"note: {note}");
        }

        if (configuration.Plan is { SweptEpochs: { } epochs } plan)
        {
            WriteSweep(terminal, configuration, plan, epochs);
            return;
        }

        var batch = experiment.Training.BatchSize;
        terminal.Message($"{facts.Name}: {corpus.Name}, {corpus.Characters:N0} characters, {corpus.Distinct} distinct, {corpus.Windows:N0} windows");
        terminal.Message(
            $"{RunWords.Counted(experiment.Epochs, "epoch")} of {RunWords.Counted((corpus.Windows + batch - 1) / batch, "batch")}, "
            + $"{facts.Parameters:N0} parameters, seed {facts.Seed}, {facts.Device} with {RunWords.Counted(facts.Threads, "thread")}, {RunWords.Of(facts.KernelInUse)} kernel");
    }

    private static void WriteSweep(Terminal terminal, RunConfiguration configuration, RunPlan plan, IReadOnlyList<int> epochs)
    {
        var sampling = configuration.Experiment.Sampling;
        var seeds = plan.SeedTexts is { Count: > 1 } several ? $" from each of {RunWords.Counted(several.Count, "seed text")}" : "";
        terminal.Message($"{configuration.Experiment.Name}: nothing is trained; texts from the run in {configuration.Sweep.Run}, after epoch {string.Join(", ", epochs)}");
        terminal.Message(
            $"{RunWords.Counted(plan.Temperatures.Count, "temperature")}, {RunWords.Counted(plan.Replicas, "text")} of {RunWords.Counted(sampling.Length, "character")} at each{seeds}: "
            + $"{RunWords.Counted(plan.AllSamples().Count(), "text")}, seed {configuration.Experiment.Seed}");
    }
}
