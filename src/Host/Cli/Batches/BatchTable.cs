using System.Text.Json.Nodes;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Comparing;

namespace ActorLstm.Host.Cli.Batches;

/// <summary>The runs of a batch as a table, the best first.</summary>
internal static class BatchTable
{
    /// <summary>Several batches, a row each.</summary>
    public static TextTable Overview(IEnumerable<BatchOverview> batches)
    {
        var table = new TextTable(
            new TextColumn("id"),
            new TextColumn("name", Least: 12),
            new TextColumn("status"),
            new TextColumn("runs", IsNumber: true),
            new TextColumn("best", IsNumber: true),
            new TextColumn("started", Spare: 1));
        foreach (var batch in batches)
        {
            table.Add(
                batch.Id,
                batch.Name ?? "",
                new Cell(RunOverview.Word(batch.Status), new Spectre.Console.Style(ListCommand.ColorOf(batch.Status))),
                $"{batch.RunsEnded}/{batch.Runs}",
                Loss(batch.BestLoss),
                batch.StartedAt?.ToLocalTime().ToString("yyyy-MM-dd HH:mm") ?? "");
        }

        return table;
    }

    /// <summary>The table of the runs.</summary>
    public static TextTable Of(BatchDocument batch)
    {
        var ranking = BatchRanking.Of(batch);
        var table = new TextTable(
        [
            new TextColumn("", IsNumber: true),
            .. ranking.Paths.Select(path => new TextColumn(path, Least: 6)),
            new TextColumn("status"),
            new TextColumn("epochs", IsNumber: true),
            new TextColumn("loss", IsNumber: true),
            new TextColumn("best", IsNumber: true, Spare: 1),
            new TextColumn("run", Spare: 2),
            .. ranking.HasOthers ? new[] { new TextColumn("not comparable", Least: 12) } : [],
        ]);
        foreach (var (run, settings, whyNot) in ranking.Runs)
        {
            table.Add(
            [
                $"{run.Number}",
                .. ranking.Paths.Select(path => (Cell)Comparability.Shown(path, settings.GetValueOrDefault(path) ?? "")),
                new Cell(WordOf(run), new Spectre.Console.Style(ListCommand.ColorOf(run.Status))),
                $"{run.EpochsTrained}/{run.Epochs}",
                Loss(run.LastLoss),
                Loss(run.BestLoss),
                run.RunId ?? "",
                .. ranking.HasOthers ? new Cell[] { whyNot ?? "" } : [],
            ]);
        }

        return table;
    }

    /// <summary>What a batch is and how it stands.</summary>
    public static NamedValues Facts(BatchOverview batch, BatchDocument? document, string folder)
    {
        var values = new NamedValues();
        values.Add("batch", batch.Id);
        values.Add("status", $"{RunOverview.Word(batch.Status)}{(batch.Reason is { } reason ? $": {reason}" : "")}");
        if (batch.Holder is { } holder)
        {
            values.Add("worked on by", $"process {holder}");
        }

        if (document is not null)
        {
            var stopping = document.Options.Stopping;
            values.Add("name", document.Name);
            values.Add("runs", $"{document.Runs.Count:N0}, {document.Options.MaxConcurrent} at once");
            values.Add("stopping", stopping.Rule == StoppingRule.None ? "none" : $"{stopping.Rule.ToString().ToLowerInvariant()}, first epoch {stopping.FirstEpoch}, factor {stopping.Factor}");
            values.Add("started", $"{document.StartedAt?.ToLocalTime():yyyy-MM-dd HH:mm:ss}{(document.EndedAt is { } ended ? $", ended {ended.ToLocalTime():yyyy-MM-dd HH:mm:ss}" : "")}");
        }

        values.Add("folder", folder);
        return values;
    }

    /// <summary>Everything about a batch as one JSON object.</summary>
    public static string Json(BatchOverview batch, BatchDocument? document)
    {
        var line = JsonOutput.Object(document);
        JsonOutput.Add(line, batch, except: "runs"); // There it is their number.
        if (document is not null && BatchRanking.Of(document) is { HasOthers: true } ranking)
        {
            line["not_comparable"] = new JsonArray([.. ranking.Runs.Where(run => run.WhyNot is not null).Select(run => new JsonObject { ["number"] = run.Run.Number, ["reason"] = run.WhyNot })]);
        }

        return line.ToJsonString(RunJson.Line);
    }

    /// <summary>The runs, those that were trained farthest first, of equal ones the lower loss; beneath them those that cannot be compared with the newest.</summary>
    public static IEnumerable<MemberFacts> Ranked(BatchDocument batch) => BatchRanking.Of(batch).Runs.Select(run => run.Run);

    /// <summary>What became of a run. One that was stopped early is completed; here it matters which were.</summary>
    internal static string WordOf(MemberFacts run) => run is { Status: RunStatus.Completed, Comparisons.Count: > 0 } && run.EpochsTrained < run.Epochs ? "stopped" : RunOverview.Word(run.Status);

    private static string Loss(double? loss) => loss is { } number ? number.ToString("F4") : "";
}
