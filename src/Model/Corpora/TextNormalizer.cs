using System.Text;

namespace ActorLstm.Model.Corpora;

/// <summary>What happens to every text before its characters are looked up: corpus and seed text alike.</summary>
public static class TextNormalizer
{
    /// <summary>Brings a text into the form that <paramref name="options"/> ask for.</summary>
    /// <exception cref="InvalidInputException">Normalization is asked for and this system has no Unicode tables for it.</exception>
    public static string Normalize(string text, CorpusOptions options)
    {
        var normalized = options.Normalization == TextNormalization.Nfc ? Compose(text) : text;
        return options.Lowercase ? normalized.ToLowerInvariant() : normalized;
    }

    // .NET in its invariant mode takes every text for normalised and says nothing, so that the mode is recognised by its work.
    private static string Compose(string text) => "e\u0301".Normalize(NormalizationForm.FormC) == "\u00e9"
        ? text.Normalize(NormalizationForm.FormC)
        : throw new InvalidInputException(
            "corpus.normalization = nfc needs the ICU library, which .NET did not find or was told not to use. "
            + "Install libicu and unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT, or set corpus.normalization = none.");
}
