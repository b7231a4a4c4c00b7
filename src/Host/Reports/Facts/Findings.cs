using ActorLstm.Host.Configuration;
using ActorLstm.Model.Measures;

namespace ActorLstm.Host.Reports.Facts;

/// <summary>What the measures of a run's texts say, in words: only what stands in the figures.</summary>
internal static class Findings
{
    /// <summary>The sentences, on the texts after the last epoch; none where there is nothing to compare.</summary>
    public static IEnumerable<string> Of(RunTexts texts)
    {
        if (Extremes(texts, Measure.Words) is { } words)
        {
            yield return $"The word share is highest at temperature {T(words.Highest)}: {Share(words.Highest.Estimate)} of the words occur in the corpus. "
                + $"It is lowest at {T(words.Lowest)}, with {Share(words.Lowest.Estimate)}{Doubt(words)}.";
        }

        if (Extremes(texts, Measure.Variety) is { } variety)
        {
            yield return $"Distinct-2 is lowest at temperature {T(variety.Lowest)}: {Share(variety.Lowest.Estimate)} of the pairs of words are distinct, so that the texts repeat themselves most. "
                + $"It is highest at {T(variety.Highest)}, with {Share(variety.Highest.Estimate)}{Doubt(variety)}.";
        }

        if (texts.Temperatures.Count > 0 && texts.Last.Where(text => text.Measures is not null).MaxBy(text => text.Measures!.LongestCopy) is { } copy)
        {
            yield return $"The longest passage copied from the corpus has {copy.Measures!.LongestCopy:N0} characters, at temperature {SettingsText.Of(copy.Sample.Temperature)}: “{OneLine(copy.Measures.Copied)}”.";
        }

        if (texts.Temperatures.Count > 0 && texts.Temperatures.All(temperature => texts.At(texts.Epochs[^1], temperature).Count() == 1))
        {
            yield return "There is one text for each temperature, so that no figure has an interval: set sampling.replicas to have more.";
        }
    }

    private static Pair? Extremes(RunTexts texts, Measure measure) => texts.LastEstimates(measure).Where(point => double.IsFinite(point.Estimate.Mean)).ToList() is { Count: > 1 } points
        && points.MaxBy(point => point.Estimate.Mean) is var highest && points.MinBy(point => point.Estimate.Mean) is var lowest && highest.Estimate.Mean > lowest.Estimate.Mean
            ? new Pair(lowest, highest) : null;

    private static string Doubt(Pair pair) =>
        Measure.HasInterval(pair.Lowest.Estimate) && Measure.HasInterval(pair.Highest.Estimate) && pair.Lowest.Estimate.High >= pair.Highest.Estimate.Low
            ? "; the two intervals overlap, so that this may be chance" : "";

    private static string T((double Temperature, Estimate Estimate) point) => SettingsText.Of(point.Temperature);

    private static string Share(Estimate share) => Measure.HasInterval(share)
        ? $"{share.Mean * 100:0.0} % (95 % interval {share.Low * 100:0.0} to {share.High * 100:0.0} %)"
        : $"{share.Mean * 100:0.0} %";

    private static string OneLine(string text) => string.Join(' ', text.Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries));

    private sealed record Pair((double Temperature, Estimate Estimate) Lowest, (double Temperature, Estimate Estimate) Highest);
}
