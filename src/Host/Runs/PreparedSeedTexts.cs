using ActorLstm.Host.Configuration;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Host.Runs;

/// <summary>The seed texts of an experiment, checked before anything starts.</summary>
internal static class PreparedSeedTexts
{
    /// <summary>The sampling options with the seed texts as the network reads them. A single one is only checked where training treats it itself.</summary>
    /// <exception cref="InvalidInputException">A seed text cannot be used; the message says which.</exception>
    public static SamplingOptions Of(RunConfiguration configuration, Vocabulary vocabulary)
    {
        var experiment = configuration.Experiment;
        var sampling = experiment.Sampling;
        if (sampling.SeedText is { } one)
        {
            var read = SeedText.Normalize(one, experiment.Corpus, vocabulary);
            return configuration.Sweep.Run is null ? sampling : sampling with { SeedText = read };
        }

        return sampling.SeedTexts is { } several
            ? sampling with { SeedTexts = [.. several.Select((text, index) => Normalize(text, index, experiment.Corpus, vocabulary))] }
            : sampling;
    }

    private static string Normalize(string text, int index, CorpusOptions options, Vocabulary vocabulary)
    {
        try
        {
            return SeedText.Normalize(text, options, vocabulary);
        }
        catch (InvalidInputException fault)
        {
            throw new InvalidInputException($"sampling.seed-texts, text {index + 1}: {fault.Message}", fault);
        }
    }
}
