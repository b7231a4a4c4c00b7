using System.Globalization;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Cli.Outputs;
using ActorLstm.Host.Runs.Comparing;

namespace ActorLstm.Host.Reports.Plots;

/// <summary>Plots of the settings of a batch against the losses that its runs came to.</summary>
internal static class SettingPlots
{
    private const double LogarithmicLoss = 8;
    private const double LogarithmicSetting = 20;
    private const int LongestWord = 12;

    /// <summary>A plot for each setting that distinguishes the runs.</summary>
    public static IEnumerable<Plot> Of(BatchDocument batch) =>
        from ranking in new[] { BatchRanking.Of(batch) }
        let compared = ranking.Runs.Where(run => run.WhyNot is null).OrderBy(run => run.Run.Number).ToList()
        from path in ranking.Paths
        where path != Comparability.CorpusHash
        let plot = Of(path, [.. from run in compared where run.Run.LastLoss is not null && run.Settings.ContainsKey(path) select (run.Settings[path], run.Run.LastLoss!.Value)])
        where !plot.IsEmpty
        select plot;

    private static Plot Of(string path, IReadOnlyList<(string Setting, double Loss)> runs)
    {
        var areNumbers = runs.All(run => Number(run.Setting) is not null);
        var words = runs.Select(run => run.Setting).Distinct().ToList();
        return new Plot($"Last loss against {path}", path, "nats a character", [new Curve("", 0, [.. runs.Select(run => new CurvePoint(Number(run.Setting) is { } number && areNumbers ? number : words.IndexOf(run.Setting), run.Loss))]) { IsScattered = true }])
        {
            XWords = areNumbers ? null : Labels(words),
            LogarithmicFrom = LogarithmicLoss,
            LogarithmicXFrom = LogarithmicSetting,
        };
    }

    // Words on a line each, short, and none like another.
    internal static IReadOnlyList<string> Labels(IReadOnlyList<string> words)
    {
        var labels = words.Select(Shortened).ToList();
        var counts = labels.CountBy(label => label).ToDictionary();
        return [.. labels.Select((label, index) => counts[label] == 1 ? label : $"{label} ({index + 1})")];
    }

    // Of a path the end says more than the beginning.
    private static string Shortened(string word)
    {
        var line = new StringInfo(VisibleText.OneLine(word));
        var length = line.LengthInTextElements;
        return length <= LongestWord ? line.String
            : word.AsSpan().ContainsAny('/', '\\') ? $"…{line.SubstringByTextElements(length - LongestWord)}"
            : $"{line.SubstringByTextElements(0, LongestWord)}…";
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
