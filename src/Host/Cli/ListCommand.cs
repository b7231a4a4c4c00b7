using System.ComponentModel;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Runs;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>list</c>: the runs of the store, the newest first.</summary>
internal sealed class ListCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time) : AsyncCommand<ListCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var store = environment.Store(settings.Runs);
        var mending = environment.Mending(time, terminal);
        var shown = new List<StoredRun>();
        var fitting = 0;
        foreach (var found in store.Newest())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isToBeShown = settings.Limit is not { } limit || shown.Count < limit;
            var run = isToBeShown ? await mending.MendAsync(found, [RunFolder.RunFile], cancellationToken) : found;
            if (settings.Wants(run))
            {
                fitting++;
                if (isToBeShown)
                {
                    shown.Add(run);
                }
            }
        }

        if (settings.Json)
        {
            shown.ForEach(run => terminal.Result(JsonOutput.Line(RunOverview.Of(run))));
            return ExitCodes.Done;
        }

        if (fitting == 0)
        {
            terminal.Message($"no {(settings.IsFilter ? "such run" : "run")} in {environment.Shown(store.Root)} yet");
            return ExitCodes.Done;
        }

        terminal.Out.Write(Rows(shown));
        terminal.Message(shown.Count == fitting ? RunWords.Counted(fitting, "run") : $"the newest {shown.Count:N0} of {RunWords.Counted(fitting, "run")}");
        return ExitCodes.Done;
    }

    private TextTable Rows(IEnumerable<StoredRun> runs)
    {
        // The beginning of an id is the time when the run started.
        var table = new TextTable(
            new TextColumn("id"),
            new TextColumn("name", Least: 12),
            new TextColumn("status"),
            new TextColumn("epochs", IsNumber: true),
            new TextColumn("loss", IsNumber: true),
            new TextColumn("best", IsNumber: true, Spare: 1),
            new TextColumn("started", Spare: 3),
            new TextColumn("lasted", Spare: 2));
        foreach (var run in runs)
        {
            var document = run.Document;
            table.Add(
                run.Id,
                RunWords.OneLine(document?.Name ?? ""),
                new Cell(RunOverview.Word(run.Status), new Style(ColorOf(run.Status))),
                document is null ? "" : $"{document.EpochsTrained}/{document.Epochs}",
                Loss(document?.LastLoss),
                Loss(document?.BestLoss),
                document?.StartedAt?.ToLocalTime().ToString("yyyy-MM-dd HH:mm") ?? "",
                Lasted(run));
        }

        return table;
    }

    // How long a run lasted whose process was killed, nobody knows.
    private string Lasted(StoredRun run) => run.Document is { StartedAt: { } started } document
        && (document.EndedAt ?? (run.Holder is null ? null : time.GetUtcNow())) is { } ended ? RunWords.Duration(ended - started) : "";

    private static string Loss(double? loss) => loss is { } number ? number.ToString("F4") : "";

    private static Color ColorOf(RunStatus status) => status switch
    {
        RunStatus.Completed => Color.Green,
        RunStatus.Failed or RunStatus.Diverged => Color.Red,
        RunStatus.Interrupted or RunStatus.Paused => Color.Yellow,
        RunStatus.Running => Color.Blue,
        _ => Color.Default,
    };

    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--status <STATUS>")]
        [Description("Only runs with this status: queued, running, paused, completed, diverged, cancelled, interrupted or failed.")]
        public RunStatus? Status { get; init; }

        [CommandOption("--name <NAME>")]
        [Description("Only runs with this name.")]
        public string? Name { get; init; }

        [CommandOption("--limit <N>")]
        [Description("Show the newest so many; else all.")]
        public int? Limit { get; init; }

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object a line for each run.")]
        public bool Json { get; init; }

        public bool IsFilter => Status is not null || Name is not null;

        public bool Wants(StoredRun run) => (Status is null || run.Status == Status) && (Name is null || run.Document?.Name == Name);

        public override ValidationResult Validate() =>
            Limit is < 1 ? ValidationResult.Error($"--limit wants a whole number from 1 on; found {Limit}.") : ValidationResult.Success();
    }
}
