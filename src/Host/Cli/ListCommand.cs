using System.ComponentModel;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Cli.Batches;
using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>list</c>: the runs of the store, the newest first.</summary>
internal sealed class ListCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time) : AsyncCommand<ListCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        if (ServerOption.Client(environment, http, settings.Server, settings.Runs) is { } service)
        {
            return await ListAsync(service, settings, cancellationToken);
        }

        var store = environment.Store(settings.Runs);
        if (settings.Batches)
        {
            return ListBatches(new BatchStore(store), settings);
        }

        var folders = store.Newest();
        var (shown, fitting) = await SelectAsync(folders, settings, cancellationToken);
        Tell(shown, settings.Json, folders.Count == 0
            ? $"There is no run in {environment.Shown(store.Root)} yet. Begin one with: actorlstm run FILE.conf"
            : Summary(shown.Count, fitting, folders.Count, settings.IsFilter));
        return ExitCodes.Done;
    }

    private async Task<int> ListAsync(ServiceClient service, Settings settings, CancellationToken cancellation)
    {
        var status = settings.Status?.ToLowerInvariant();
        if (settings.Batches)
        {
            var (batches, count) = await service.BatchesAsync(status, settings.Name, settings.Limit, cancellation);
            return Tell(batches, count, settings.Json, $"on {service.Address}");
        }

        var (shown, fitting) = await service.RunsAsync(status, settings.Name, settings.Limit, cancellation);
        var all = settings.IsFilter ? (await service.ListAsync(null, null, 1, 1, cancellation)).Total : fitting;
        Tell(shown, settings.Json, all == 0
            ? $"There is no run on {service.Address} yet. Submit one with: actorlstm run FILE.conf"
            : Summary(shown.Count, fitting, all, settings.IsFilter));
        return ExitCodes.Done;
    }

    private void Tell(List<RunOverview> runs, bool json, string summary)
    {
        if (json)
        {
            runs.ForEach(run => terminal.Result(JsonOutput.Line(run)));
        }
        else if (runs.Count > 0)
        {
            terminal.Out.Write(Rows(runs));
        }

        terminal.Message(summary);
    }

    private int ListBatches(BatchStore store, Settings settings)
    {
        var batches = store.Newest().Where(batch => settings.Wants(batch.Status, batch.Name)).Select(BatchOverview.Of).ToList();
        return Tell([.. batches.Take(settings.Limit ?? batches.Count)], batches.Count, settings.Json, $"in {environment.Shown(store.Root)}");
    }

    private int Tell(List<BatchOverview> batches, int fitting, bool json, string place)
    {
        if (json)
        {
            batches.ForEach(batch => terminal.Result(JsonOutput.Line(batch)));
        }
        else if (batches.Count > 0)
        {
            terminal.Out.Write(BatchTable.Overview(batches));
        }

        terminal.Message(fitting == 0 ? $"There is no such batch {place}." : RunWords.Counted(fitting, "batch"));
        return ExitCodes.Done;
    }

    // What is not shown is read only where it may be such a run as is asked for.
    private async Task<(List<RunOverview> Shown, int Fitting)> SelectAsync(IReadOnlyList<string> folders, Settings settings, CancellationToken cancellation)
    {
        var limit = settings.Limit ?? folders.Count;
        IReadOnlyList<string> looked = settings.IsFilter ? folders : [.. folders.Take(limit)];
        var stored = FolderReading.Read(looked, folder => folder, (folder, _) => StoredRun.Read(folder), cancellation);
        var runs = await MendedRuns.OfAsync(stored, _ => [RunFolder.RunFile], environment, time, terminal, cancellation);
        var fitting = runs.Where(run => settings.Wants(run) && (run.Document is not null || Directory.Exists(run.Folder))).ToList();
        return ([.. fitting.Take(limit).Select(RunOverview.Of)], settings.IsFilter ? fitting.Count : folders.Count);
    }

    private static string Summary(int shown, int fitting, int all, bool isFiltered)
    {
        var runs = isFiltered ? $"{RunWords.Counted(fitting, "such run")} among {all:N0}" : RunWords.Counted(all, "run");
        return shown < fitting ? $"the newest {shown:N0} of {runs}" : runs;
    }

    private TextTable Rows(IEnumerable<RunOverview> runs)
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
            new TextColumn("elapsed", Spare: 2));
        foreach (var run in runs)
        {
            table.Add(
                run.Id,
                run.Name ?? "",
                new Cell(RunOverview.Word(run.Status), new Style(ColorOf(run.Status))),
                run.Epochs is null ? "" : run.Sweep is null ? $"{run.EpochsTrained}/{run.Epochs}" : "sweep",
                Loss(run.LastLoss),
                Loss(run.BestLoss),
                run.StartedAt?.ToLocalTime().ToString("yyyy-MM-dd HH:mm") ?? "",
                Elapsed(run));
        }

        return table;
    }

    // From its start to its end, what it lay interrupted included. When the process of a run was killed, nobody knows. A run of another process may
    // have started at a time that the clock has not reached again.
    private string Elapsed(RunOverview run) => run is { StartedAt: { } started }
        && (run.EndedAt ?? (run.Holder is null ? null : time.GetUtcNow())) is { } ended && ended >= started ? RunWords.Duration(ended - started) : "";

    private static string Loss(double? loss) => loss is { } number ? number.ToString("F4") : "";

    /// <summary>The color in which a status is shown.</summary>
    internal static Color ColorOf(RunStatus status) => status switch
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
        public string? Status { get; init; }

        [CommandOption("--name <NAME>")]
        [Description("Only runs with this name.")]
        public string? Name { get; init; }

        [CommandOption("--batches")]
        [Description("The batches instead of the runs.")]
        public bool Batches { get; init; }

        [CommandOption("--limit <N>")]
        [Description("Show the newest so many; else all.")]
        public int? Limit { get; init; }

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        [CommandOption(ServerOption.Template)]
        [Description(ServerOption.Description)]
        public string? Server { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object a line for each run.")]
        public bool Json { get; init; }

        public bool IsFilter => Status is not null || Name is not null;

        public bool Wants(StoredRun run) => Wants(run.Status, run.Name);

        public bool Wants(RunStatus status, string? name) => (Status is null || RunOverview.Word(status).Equals(Status, StringComparison.OrdinalIgnoreCase)) && (Name is null || name == Name);

        public override ValidationResult Validate() =>
            Limit < 1 ? ValidationResult.Error($"--limit wants a whole number of at least 1; found \"{Limit}\".") : StatusWords.Validate(Status);
    }
}
