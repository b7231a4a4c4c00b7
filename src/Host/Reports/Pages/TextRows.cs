using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Reports.Facts;

namespace ActorLstm.Host.Reports.Pages;

/// <summary>Texts side by side.</summary>
internal static class TextRows
{
    // So many are seen at once; the others are folded.
    private const int Seen = 6;

    /// <summary>The texts after the last epoch by temperature, the first replica of each; null where there are none.</summary>
    public static TextRow? ByTemperature(RunTexts texts)
    {
        var last = texts.Last.ToList();
        return last.Count == 0 ? null : new TextRow(
            $"After epoch {texts.Epochs[^1]}, from the seed text “{RunWords.OneLine(last[0].Sample.SeedText)}”",
            [.. last.Where(IsFirst).Select(text => Of(Temperature(text), text))],
            [.. last.Where(text => !IsFirst(text)).Select(text => Of($"{Temperature(text)}, replica {text.Sample.Replica}", text))],
            "The other replicas");
    }

    /// <summary>For each temperature how the text of the first replica changed from epoch to epoch.</summary>
    public static IEnumerable<TextRow> ByEpoch(RunTexts texts)
    {
        foreach (var temperature in texts.Epochs.Count < 2 ? [] : texts.Temperatures)
        {
            var first = texts.All.Where(text => IsFirst(text) && text.Sample.Temperature.Equals(temperature)).ToList();
            var seen = Spread(first.Count).ToHashSet();
            yield return new TextRow(
                $"temperature {temperature:0.####}",
                [.. first.Where((_, index) => seen.Contains(index)).Select(text => Of($"epoch {text.Sample.Epoch}", text))],
                [.. first.Where((_, index) => !seen.Contains(index)).Select(text => Of($"epoch {text.Sample.Epoch}", text))],
                "The other epochs");
        }
    }

    /// <summary>For each temperature the last texts of several runs.</summary>
    public static IEnumerable<TextRow> BesideEachOther(IReadOnlyList<ReportedRun> runs) =>
        from temperature in runs.SelectMany(run => run.Texts.Temperatures).Distinct().Order()
        let texts = (from run in runs from text in run.Texts.Last where IsFirst(text) && text.Sample.Temperature.Equals(temperature) select Of($"{run.Label}, epoch {text.Sample.Epoch}", text)).ToList()
        where texts.Count > 0
        select new TextRow($"temperature {temperature:0.####}", [.. texts.Take(Seen)], [.. texts.Skip(Seen)], "The other runs");

    // The first and the last and some between, denser at the beginning, where a text changes most.
    private static IEnumerable<int> Spread(int count) => count <= Seen
        ? Enumerable.Range(0, count)
        : Enumerable.Range(0, Seen).Select(i => Math.Max(i, (int)Math.Round(Math.Pow(count, i / (Seen - 1.0))) - 1));

    private static bool IsFirst(MeasuredText text) => text.Sample.Replica == 0;

    private static string Temperature(MeasuredText text) => $"temperature {text.Sample.Temperature:0.####}";

    private static PageText Of(string heading, MeasuredText text) => new(
        heading,
        TextParts.Of(text.Sample.Text, text.Measures?.InventedWords ?? []),
        string.Join(", ", new[] { Measure.Variety, Measure.Words, Measure.Copy }.Select(measure => measure.Of(text) is { } value ? $"{measure.Name} {measure.Text(value)}" : null).OfType<string>()));
}
