using ActorLstm.Model.Measures;

namespace ActorLstm.Host.Reports.Facts;

/// <summary>A figure of a text.</summary>
/// <param name="Key">What it is called in files.</param>
/// <param name="Name">What it is called on a page.</param>
/// <param name="Meaning">What it says, in a sentence, with its unit.</param>
/// <param name="Format">How its numbers are written.</param>
/// <param name="Least">The least that it can be: no interval goes below.</param>
/// <param name="Most">The most that it can be.</param>
/// <param name="Of">Its value; null where it was not measured.</param>
internal sealed record Measure(string Key, string Name, string Meaning, string Format, double Least, double Most, Func<MeasuredText, double?> Of)
{
    private const double Unlimited = double.PositiveInfinity;

    /// <summary>Words in a row of which the analysis tells how varied a text is.</summary>
    public static Measure Variety { get; } = Distinct(2, "pairs of words", measures => measures.Distinct2);

    /// <summary>The share of words that the corpus has.</summary>
    public static Measure Words { get; } = Share("word_share", "word share", "The share of a text's words that occur in the corpus.", measures => measures.WordShare);

    /// <summary>How much stands in the corpus as it is.</summary>
    public static Measure Copy { get; } = new("longest_copy", "longest copy", "Characters of the longest passage that stands in the corpus as it is.", "0.#", 0, Unlimited, text => text.Measures?.LongestCopy);

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        new("log_probability", "log-probability", "Mean log-probability of the characters under the model at temperature 1, nats a character.", "0.000", -Unlimited, 0, text => text.Sample.Metrics.LogProbability),
        new("entropy", "entropy", "Mean entropy of the distributions that the characters were drawn from, nats a character.", "0.000", 0, Unlimited, text => text.Sample.Metrics.Entropy),
        Distinct(1, "words", measures => measures.Distinct1),
        Variety,
        Distinct(3, "three words in a row", measures => measures.Distinct3),
        Distinct(4, "four words in a row", measures => measures.Distinct4),
        new("compression_ratio", "compression ratio", "Bytes of a text divided by its bytes deflated: the higher, the more it repeats itself.", "0.00", 0, Unlimited, text => text.Measures?.CompressionRatio),
        new("longest_repeat", "longest repeat", "Characters of the longest passage that stands in a text twice.", "0.#", 0, Unlimited, text => text.Measures?.LongestRepeat),
        Words,
        Copy,
    ];

    /// <summary>The mean of some texts and its 95 % interval; null where it was measured of none.</summary>
    public Estimate? EstimateOf(IEnumerable<MeasuredText> texts)
    {
        double[] values = [.. texts.Select(Of).OfType<double>()];
        return values.Length == 0 ? null : Estimate.Of([.. values.Select(value => Math.Clamp(value, Least, Most))], Least, Most);
    }

    /// <summary>A number of this measure.</summary>
    public string Text(double number) => number.ToString(Format);

    /// <summary>A mean, and its interval where there is one; only before the interval may a line break.</summary>
    public string Text(Estimate estimate) => HasInterval(estimate) ? $"{Text(estimate.Mean)} ({Text(estimate.Low)}\u00a0to\u00a0{Text(estimate.High)})" : Text(estimate.Mean);

    /// <summary>Whether the interval of an estimate says anything.</summary>
    public static bool HasInterval(Estimate estimate) => estimate.Count > 1 && double.IsFinite(estimate.Low) && double.IsFinite(estimate.High);

    private static Measure Distinct(int words, string what, Func<TextMeasures, double> of) => Share(
        $"distinct_{words}", $"distinct-{words}", $"Distinct {what}, as a share of all of them in a text.", of);

    private static Measure Share(string key, string name, string meaning, Func<TextMeasures, double> of) =>
        new(key, name, meaning, "0.000", 0, 1, text => text.Measures is { } measures ? of(measures) : null);
}
