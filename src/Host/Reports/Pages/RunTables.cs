using ActorLstm.Host.Cli.Outputs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Reports.Facts;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Comparing;

namespace ActorLstm.Host.Reports.Pages;

/// <summary>Tables of several runs.</summary>
internal static class RunTables
{
    /// <summary>A row for each run: what became of it.</summary>
    public static PageTable Of(IReadOnlyList<ReportedRun> runs) => new(
        "The runs",
        [
            new("run"), new("id"), new("status"), new("epochs", true), new("loss", true), new("best", true), new("validation", true), new("best validation", true), new("seconds", true),
            .. runs.Any(run => run.WhyNotComparable is not null) ? new PageColumn[] { new("not comparable") } : [],
        ],
        [.. runs.Select(run => (IReadOnlyList<string>)
        [
            run.Label,
            run.Stored.Id,
            RunOverview.Word(run.Stored.Status),
            $"{run.Epochs.Count}/{run.Document?.Epochs}",
            Loss(run.Last?.Loss),
            Loss(run.BestLoss),
            Loss(run.Last?.ValidationLoss),
            Loss(run.BestValidationLoss),
            run.Seconds?.ToString("F1") ?? "",
            .. runs.Any(other => other.WhyNotComparable is not null) ? new[] { run.WhyNotComparable ?? "" } : [],
        ])]);

    /// <summary>A row for each epoch of a run.</summary>
    public static PageTable Epochs(ReportedRun run)
    {
        var isChecked = run.Epochs.Any(epoch => epoch.ValidationLoss is not null);
        return new PageTable(
            "The epochs",
            [new("epoch", true), new("loss", true), .. isChecked ? new PageColumn[] { new("validation", true) } : [], new("learning rate", true), new("seconds", true), new("sequences/s", true)],
            [.. run.Epochs.Select(epoch => (IReadOnlyList<string>)
            [
                $"{epoch.Epoch}", Loss(epoch.Loss), .. isChecked ? new[] { Loss(epoch.ValidationLoss) } : [], epoch.LearningRate.ToString("G6"), epoch.Seconds.ToString("F1"), epoch.SequencesPerSecond.ToString("N0"),
            ])]);
    }

    /// <summary>A row for each run and temperature: the means of the texts after the last epoch with their intervals; null where there are no texts.</summary>
    public static PageTable? Measures(IReadOnlyList<ReportedRun> runs)
    {
        var measures = Measure.All.Where(measure => runs.Any(run => run.Texts.LastEstimates(measure).Count > 0)).ToList();
        return measures.Count == 0 ? null : new PageTable(
            "Means of the texts after the last epoch, with their 95 % intervals",
            [.. runs.Count > 1 ? new PageColumn[] { new("run") } : [], new("temperature", true), new("texts", true), .. measures.Select(measure => new PageColumn(measure.Name, true))],
            [
                .. from run in runs
                   from temperature in run.Texts.Temperatures
                   let texts = run.Texts.At(run.Texts.Epochs[^1], temperature).ToList()
                   where texts.Count > 0
                   select (IReadOnlyList<string>)
                   [
                       .. runs.Count > 1 ? new[] { run.Label } : [],
                       SettingsText.Of(temperature),
                       $"{texts.Count}",
                       .. measures.Select(measure => measure.EstimateOf(texts) is { } estimate ? measure.Text(estimate) : ""),
                   ],
            ]);
    }

    /// <summary>A row for each setting that differs.</summary>
    public static PageTable Differences(Report report) => new(
        $"The settings that differ{(report.Runs.Count > Report.MostDetailed ? $", in the first {Report.MostDetailed} runs" : "")}",
        [new("setting"), .. report.Detailed.Select(run => new PageColumn(run.Label))],
        [.. report.Differences.Select(difference => (IReadOnlyList<string>)[difference.Path, .. difference.Values.Take(Report.MostDetailed).Select(value => VisibleText.OneLine(Comparability.Shown(difference.Path, value ?? "-")))])]);

    /// <summary>A loss; empty where there is none.</summary>
    public static string Loss(double? loss) => loss?.ToString("F4") ?? "";
}
