using ActorLstm.Host.Cli.Outputs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Reports.Facts;

namespace ActorLstm.Host.Reports.Pages;

/// <summary>Texts side by side.</summary>
internal static class TextRows
{
    // So many are seen at once; the others are folded.
    private const int Seen = 6;

    /// <summary>The texts after the last epoch by temperature, the first replica of each: a row for each seed text.</summary>
    public static IEnumerable<TextRow> ByTemperature(RunTexts texts) =>
        from grown in texts.BySeedText
        where grown.Epochs.Count > 0
        let replicas = grown.Temperatures.Select(temperature => grown.At(grown.Epochs[^1], temperature)).ToList()
        select new TextRow(
            $"After epoch {grown.Epochs[^1]}, {From(grown.Last.First())}",
            [.. replicas.SelectMany(all => all.Take(1)).Select(text => Of(Temperature(text), text))],
            [.. replicas.SelectMany(all => all.Skip(1)).Select(text => Of($"{Temperature(text)}, replica {text.Sample.Replica}", text))],
            "The other replicas");

    /// <summary>For each temperature, and each of several seed texts, how the text of the first replica changed from epoch to epoch.</summary>
    public static IEnumerable<TextRow> ByEpoch(RunTexts texts) =>
        from grown in texts.BySeedText
        where grown.Epochs.Count > 1
        from temperature in grown.Temperatures
        let first = grown.Epochs.SelectMany(epoch => grown.At(epoch, temperature).Take(1)).ToList()
        let seen = Spread(first.Count).ToHashSet()
        select new TextRow(
            $"{Temperature(first[0])}{FromOneOfSeveral(texts, first[0])}",
            [.. first.Where((_, index) => seen.Contains(index)).Select(text => Of($"epoch {text.Sample.Epoch}", text))],
            [.. first.Where((_, index) => !seen.Contains(index)).Select(text => Of($"epoch {text.Sample.Epoch}", text))],
            "The other epochs");

    /// <summary>For each temperature the last texts of several runs.</summary>
    public static IEnumerable<TextRow> BesideEachOther(IReadOnlyList<ReportedRun> runs) =>
        from temperature in runs.SelectMany(run => run.Texts.Temperatures).Distinct().Order()
        let texts =
            (from run in runs
             from grown in run.Texts.BySeedText
             where grown.Epochs.Count > 0
             from text in grown.At(grown.Epochs[^1], temperature).Take(1)
             select Of($"{run.Label}, epoch {text.Sample.Epoch}{FromOneOfSeveral(run.Texts, text)}", text)).ToList()
        where texts.Count > 0
        select new TextRow($"temperature {SettingsText.Of(temperature)}", [.. texts.Take(Seen)], [.. texts.Skip(Seen)], "The other runs");

    // The first and the last and some between, denser at the beginning, where a text changes most.
    private static IEnumerable<int> Spread(int count) => count <= Seen
        ? Enumerable.Range(0, count)
        : Enumerable.Range(0, Seen).Select(i => Math.Max(i, (int)Math.Round(Math.Pow(count, i / (Seen - 1.0))) - 1));

    private static string From(MeasuredText text) => $"from the seed text “{VisibleText.OneLine(text.Sample.SeedText)}”";

    private static string FromOneOfSeveral(RunTexts texts, MeasuredText text) => texts.SeedTexts.Count == 0 ? "" : $", {From(text)}";

    private static string Temperature(MeasuredText text) => $"temperature {SettingsText.Of(text.Sample.Temperature)}";

    private static PageText Of(string heading, MeasuredText text) => new(
        heading,
        TextParts.Of(text.Sample.Text, text.Measures?.InventedWords ?? []),
        string.Join(", ", new[] { Measure.Variety, Measure.Words, Measure.Copy }.Select(measure => measure.Of(text) is { } value ? $"{measure.Name} {measure.Text(value)}" : null).OfType<string>()));
}
