using ActorLstm.Actors.Projections;
using ActorLstm.Host.Configuration;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Memory;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Runs;

/// <summary>The memory of a run that has begun, by what its folder says: its corpus is not read for it.</summary>
internal static class RecordedMemory
{
    /// <summary>Bytes that a run adds to those of the process; null where its files do not say what it trains.</summary>
    /// <param name="folder">The folder of the run.</param>
    public static long? Of(string folder)
    {
        if (RunStore.TryRead(folder) is not { } page)
        {
            return null;
        }

        try
        {
            var file = Path.Combine(folder, RunFolder.ConfigurationFile);
            return Estimate(page, ConfigurationLoader.LoadFile(file, new Dictionary<string, string>(), [])).Run;
        }
        catch (Exception fault) when (fault is ConfigurationException or InvalidInputException or IOException or UnauthorizedAccessException)
        {
            return null; // What is wrong with them is told when the run is opened.
        }
    }

    private static MemoryEstimate Estimate(RunDocument page, RunConfiguration configuration)
    {
        // No text has fewer bytes than characters.
        var size = new CorpusSize(Math.Max(page.Corpus.Characters, CorpusLength.Of(configuration.Experiment.Corpus.Source) ?? 0), page.Corpus.Characters, page.Corpus.Distinct);
        return page.Sweep is null
            ? MemoryModel.Of(configuration.Experiment, size, page.Kernel ?? KernelKind.Torch, page.Device == "cpu", Environment.ProcessorCount)
            : MemoryModel.OfSweep(configuration.Experiment, size, Math.Max(1, configuration.Sweep.Epochs.Listed.Count), Environment.ProcessorCount);
    }
}
