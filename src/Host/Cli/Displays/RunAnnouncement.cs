using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Cli.Displays;

/// <summary>What a run is, in the lines above its first epoch.</summary>
internal static class RunAnnouncement
{
    /// <summary>Writes them.</summary>
    public static void Write(Terminal terminal, PreparedRun prepared)
    {
        var experiment = prepared.Configuration.Experiment;
        var corpus = prepared.Corpus;
        if (corpus.File.FallbackReason is { } reason)
        {
            terminal.Message($"note: training on the embedded sample text. {reason}");
        }

        if (prepared.Device.IsFallback)
        {
            terminal.Message($"note: {prepared.Device.Reason}");
        }

        terminal.Message(
            $"{experiment.Name}: {corpus.File.Name}, {corpus.Length:N0} characters, {corpus.Vocabulary.Count} distinct, {prepared.Windows.Count:N0} windows");
        terminal.Message(
            $"{RunWords.Counted(experiment.Epochs, "epoch")} of {RunWords.Counted(prepared.Windows.BatchesOf(experiment.Training.BatchSize), "batch")}, "
            + $"{experiment.Network.Parameters(corpus.Vocabulary.Count):N0} parameters, seed {experiment.Seed}, {prepared.Device.Name} with {RunWords.Counted(prepared.Threads, "thread")}, {RunWords.Of(experiment.Training.Kernel)} kernel");
    }
}
