using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;

namespace ActorLstm.Host.Cli.Batches;

/// <summary>The runs of a batch as a table, the best first.</summary>
internal static class BatchTable
{
    /// <summary>The table.</summary>
    public static TextTable Of(BatchDocument batch)
    {
        var settings = batch.Runs.SelectMany(run => run.Settings.Keys).Distinct().ToList();
        var table = new TextTable(
        [
            new TextColumn("", IsNumber: true),
            .. settings.Select(path => new TextColumn(path, Least: 6)),
            new TextColumn("status"),
            new TextColumn("epochs", IsNumber: true),
            new TextColumn("loss", IsNumber: true),
            new TextColumn("best", IsNumber: true, Spare: 1),
            new TextColumn("run", Spare: 2),
        ]);
        foreach (var run in Ranked(batch))
        {
            table.Add(
            [
                $"{run.Number}",
                .. settings.Select(path => (Cell)RunWords.OneLine(run.Settings.GetValueOrDefault(path) ?? "")),
                new Cell(WordOf(run), new Spectre.Console.Style(ListCommand.ColorOf(run.Status))),
                $"{run.EpochsTrained}/{run.Epochs}",
                Loss(run.LastLoss),
                Loss(run.BestLoss),
                run.RunId ?? "",
            ]);
        }

        return table;
    }

    /// <summary>The runs, those that were trained farthest first, of equal ones the lower loss.</summary>
    public static IEnumerable<MemberFacts> Ranked(BatchDocument batch) => batch.Runs
        .OrderByDescending(run => run.Status == RunStatus.Completed && run.EpochsTrained == run.Epochs)
        .ThenByDescending(run => run.EpochsTrained)
        .ThenBy(run => run.LastLoss is { } loss && double.IsFinite(loss) ? loss : double.PositiveInfinity)
        .ThenBy(run => run.Number);

    /// <summary>What became of a run. One that was stopped early is completed; here it matters which were.</summary>
    internal static string WordOf(MemberFacts run) => run is { Status: RunStatus.Completed, Comparisons.Count: > 0 } && run.EpochsTrained < run.Epochs ? "stopped" : RunOverview.Word(run.Status);

    private static string Loss(double? loss) => loss is { } number ? number.ToString("F4") : "";
}
