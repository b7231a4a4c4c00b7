using System.ComponentModel;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Cli.Outputs;
using ActorLstm.Host.Reports.Facts;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Comparing;
using ActorLstm.Model;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>compare RUN RUN...</c>: what distinguishes runs, and what came of it.</summary>
internal sealed class CompareCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time) : AsyncCommand<CompareCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var subjects = ReportSubjects.Find(environment.Store(settings.Runs), settings.Run, cancellationToken);
        if (subjects.Runs.Count < 2)
        {
            throw new InvalidInputException(
                $"There {(subjects.Runs.Count == 1 ? $"is one run, {subjects.Runs[0].Id}" : "is no run yet")}: give two runs or more, or a batch, to compare. One run by itself is shown with: actorlstm show");
        }

        var runs = ReportedRun.ComparableFirst(ReportedRun.Read(await MendedRuns.OfAsync(subjects.Runs, _ => ReportedRun.Files, environment, time, terminal, cancellationToken), cancellationToken));
        var (differences, shared) = ComparedSettings.Of(runs);
        if (settings.Json)
        {
            terminal.Result(JsonOutput.Line(new { Runs = runs.Select(ComparedRun.Of), Differences = differences, Same = shared }));
            return ExitCodes.Done;
        }

        terminal.Out.Write(Table(runs, differences));
        terminal.Message(Words(differences, shared));
        foreach (var note in subjects.Missing.Concat(runs.SelectMany(run => run.Gaps.Select(gap => $"{run.Label}: {gap}"))))
        {
            terminal.Message($"note: {note}");
        }

        return ExitCodes.Done;
    }

    private static TextTable Table(IReadOnlyList<ReportedRun> runs, IReadOnlyList<SettingDifference> differences)
    {
        var isChecked = runs.Any(run => run.Epochs.Any(epoch => epoch.ValidationLoss is not null));
        var hasOthers = runs[^1].WhyNotComparable is not null;
        TextColumn[] validation = isChecked ? [new TextColumn("validation", IsNumber: true), new TextColumn("best", IsNumber: true, Spare: 1)] : [];
        var table = new TextTable(
        [
            new TextColumn("run", Least: 12),
            .. differences.Select(difference => new TextColumn(difference.Path, Least: 6)),
            new TextColumn("status"),
            new TextColumn("epochs", IsNumber: true),
            new TextColumn("loss", IsNumber: true),
            new TextColumn("best", IsNumber: true, Spare: 1),
            .. validation,
            new TextColumn("seconds", IsNumber: true, Spare: 2),
            new TextColumn("id", Spare: 3),
            .. hasOthers ? new[] { new TextColumn("not comparable", Least: 12) } : [],
        ]);
        foreach (var (index, run) in runs.Index())
        {
            table.Add(
            [
                run.Name,
                .. differences.Select(difference => (Cell)Comparability.Shown(difference.Path, difference.Values[index] ?? "")),
                new Cell(RunOverview.Word(run.Stored.Status), new Style(ListCommand.ColorOf(run.Stored.Status))),
                $"{run.Epochs.Count}/{run.Document?.Epochs}",
                Loss(run.Last?.Loss),
                Loss(run.BestLoss),
                .. isChecked ? new Cell[] { Loss(run.Last?.ValidationLoss), Loss(run.BestValidationLoss) } : [],
                run.Seconds?.ToString("F1") ?? "",
                run.Stored.Id,
                .. hasOthers ? new Cell[] { run.WhyNotComparable ?? "" } : [],
            ]);
        }

        return table;
    }

    private static string Words(IReadOnlyList<SettingDifference> differences, IReadOnlyDictionary<string, string> shared)
    {
        string[] telling = ["corpus.source", "model.layers", "model.hidden", "training.optimizer", "training.learning-rate", "training.batch-size", "experiment.seed", "training.device"];
        var named = telling.Where(shared.ContainsKey).Select(path => $"{path} {VisibleText.OneLine(shared[path])}").ToList();
        var others = shared.Count - named.Count;
        return $"{(differences.Count == 0 ? "all settings are the same" : $"{RunWords.Counted(differences.Count, "setting")} {(differences.Count == 1 ? "differs" : "differ")}")}"
            + (named.Count == 0 ? "" : $"; the same in all: {string.Join(", ", named)}{(others > 0 ? $" and {RunWords.Counted(others, "other setting")}" : "")}");
    }

    private static string Loss(double? loss) => loss?.ToString("F4") ?? "";

    // A run in the output of --json.
    private sealed record ComparedRun(
        string Id,
        string Name,
        RunStatus Status,
        string? Reason,
        int? Epochs,
        int EpochsTrained,
        double? LastLoss,
        double? BestLoss,
        double? LastValidationLoss,
        double? BestValidationLoss,
        double? Seconds,
        string Folder,
        string? NotComparable)
    {
        public static ComparedRun Of(ReportedRun run) => new(
            run.Stored.Id,
            run.Name,
            run.Stored.Status,
            run.Stored.Reason,
            run.Document?.Epochs,
            run.Epochs.Count,
            run.Last?.Loss,
            run.BestLoss,
            run.Last?.ValidationLoss,
            run.BestValidationLoss,
            run.Seconds,
            run.Stored.Folder,
            run.WhyNotComparable);
    }

    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<RUN-or-BATCH>")]
        [Description("The runs, two or more: ids, beginnings of them, names (the newest run of each), folders, or batches, which stand for their runs.")]
        public string[] Run { get; init; } = [];

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object: the runs, the settings that differ with a value for each run, and those that are the same.")]
        public bool Json { get; init; }
    }
}
