using ActorLstm.Actors.Projections;
using ActorLstm.Host.Cli.Batches;
using ActorLstm.Host.Cli.Outputs;
using ActorLstm.Host.Reports.Plots;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Comparing;

namespace ActorLstm.Host.Reports.Pages;

/// <summary>A batch on a page.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Facts">What it is.</param>
/// <param name="Ranked">Its runs, the best first.</param>
/// <param name="Settings">Each setting against the loss.</param>
public sealed record BatchSection(string Name, IReadOnlyList<PageFact> Facts, PageTable Ranked, PlotGroup Settings)
{
    /// <summary>Lays a batch out.</summary>
    internal static BatchSection Of(StoredBatch batch, PagePlots plots)
    {
        var document = batch.Document!;
        return new BatchSection(
            document.Name,
            [
                new("batch", batch.Id),
                new("status", $"{RunOverview.Word(batch.Status)}{(batch.Reason is { } reason ? $": {reason}" : "")}"),
                new("runs", $"{document.Runs.Count:N0}, {document.Options.MaxConcurrent:N0} at once, stopping {document.Options.Stopping.Rule.ToString().ToLowerInvariant()}"),
                .. PageFact.Times(document.StartedAt, document.EndedAt),
            ],
            Table(document),
            plots.Draw(SettingPlots.Of(document)));
    }

    private static PageTable Table(BatchDocument batch)
    {
        var ranking = BatchRanking.Of(batch);
        var hasReasons = batch.Runs.Any(run => run.Reason is not null);
        return new PageTable(
            "The runs of the batch, the best first",
            [new("rank", true), new("run"), .. ranking.Paths.Select(path => new PageColumn(path)), new("status"), new("epochs", true), new("loss", true), new("best", true), new("id"), .. hasReasons ? new PageColumn[] { new("reason") } : [], .. ranking.HasOthers ? new PageColumn[] { new("not comparable") } : []],
            [.. ranking.Runs.Index().Select(run => (IReadOnlyList<string>)
            [
                run.Item.WhyNot is null ? $"{run.Index + 1}" : "",
                run.Item.Run.Name,
                .. ranking.Paths.Select(path => VisibleText.OneLine(Comparability.Shown(path, run.Item.Settings.GetValueOrDefault(path) ?? ""))),
                BatchTable.WordOf(run.Item.Run),
                $"{run.Item.Run.EpochsTrained}/{run.Item.Run.Epochs}",
                RunTables.Loss(run.Item.Run.LastLoss),
                RunTables.Loss(run.Item.Run.BestLoss),
                run.Item.Run.RunId ?? "",
                .. hasReasons ? new[] { run.Item.Run.Reason ?? "" } : [],
                .. ranking.HasOthers ? new[] { run.Item.WhyNot ?? "" } : [],
            ])]);
    }
}
