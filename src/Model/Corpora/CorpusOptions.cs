namespace ActorLstm.Model.Corpora;

/// <summary>Where the text comes from and how it is read: section <c>corpus</c> of the configuration.</summary>
public sealed record CorpusOptions
{
    /// <summary>The text: a known name or the path of a file or folder, or several of them.</summary>
    public required CorpusSource Source { get; init; }

    /// <summary>The sha256 that the text must have (<see cref="CorpusFile.Sha256"/>), 64 hexadecimal digits; null accepts any text.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The name of the file's character encoding, for instance <c>utf-8</c> or <c>windows-1252</c>.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>Whether the text is lower-cased (invariant culture), as the book does.</summary>
    public bool Lowercase { get; init; } = true;

    /// <summary>Whether the text is brought into a Unicode normal form first.</summary>
    public TextNormalization Normalization { get; init; } = TextNormalization.None;

    /// <summary>What happens to a character of a seed text that the alphabet lacks.</summary>
    public UnknownCharacterPolicy UnknownCharacters { get; init; } = UnknownCharacterPolicy.Error;

    /// <summary>The share of the text, at its end, that is not trained on but checked after each epoch; from 0, for none, to below 1.</summary>
    public double ValidationFraction { get; init; }

    /// <summary>Characters between the starts of two windows that are checked, at least 1: 1 checks every window of the tail.</summary>
    public int ValidationStep { get; init; } = 1;

    /// <summary>What is used where a known corpus is neither on this machine nor to be downloaded.</summary>
    public CorpusFallback Fallback { get; init; } = CorpusFallback.None;
}

/// <summary>A Unicode normal form.</summary>
public enum TextNormalization
{
    /// <summary>The text stays as it is.</summary>
    None,

    /// <summary>Canonical composition: "e" followed by U+0301 becomes "é".</summary>
    Nfc,
}

/// <summary>What happens to a character that the alphabet lacks.</summary>
public enum UnknownCharacterPolicy
{
    /// <summary>The text is refused; the message names the character and its position.</summary>
    Error,

    /// <summary>The character is left out.</summary>
    Skip,

    /// <summary>The character becomes a space.</summary>
    Replace,
}

/// <summary>What is used where a known corpus cannot be had.</summary>
public enum CorpusFallback
{
    /// <summary>Nothing: the run is refused.</summary>
    None,

    /// <summary>The text that is embedded in the program.</summary>
    Sample,
}
