using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Host.Runs;

/// <summary>The seed texts of an experiment, checked before anything starts.</summary>
internal static class PreparedSeedTexts
{
    /// <summary>The sampling options with several seed texts as the network reads them; a single one is only checked, since training treats it itself.</summary>
    /// <exception cref="InvalidInputException">A seed text cannot be used; the message says which.</exception>
    public static SamplingOptions Of(Experiment experiment, Vocabulary vocabulary)
    {
        var sampling = experiment.Sampling;
        if (sampling.SeedText is { } one)
        {
            SeedText.Normalize(one, experiment.Corpus, vocabulary);
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
