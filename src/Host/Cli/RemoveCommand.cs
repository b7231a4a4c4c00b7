using System.ComponentModel;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Cli.Removal;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Web.Api;
using ActorLstm.Model;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>remove RUN...</c>: frees what runs take on the disk.</summary>
internal sealed class RemoveCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time) : AsyncCommand<RemoveCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        await using IRemovalPlace place = ServerOption.Client(environment, http, settings.Server, settings.Runs) is { } service
            ? new ServedRemoval(service)
            : new FolderRemoval(environment.Store(settings.Runs), environment, terminal, time);
        var plan = await PlanAsync(place, settings, cancellationToken);
        foreach (var left in plan.Left)
        {
            Tell(new RemovalLine(left.Run.Id, left.Run.Name, 0) { Left = left.Reason }, settings.Json);
        }

        foreach (var note in plan.Notes)
        {
            terminal.Message($"note: {note}");
        }

        if (plan is { Runs: [], Batches: [] })
        {
            terminal.Message("There is no such run to remove.");
            return ExitCodes.Done;
        }

        if (settings.DryRun)
        {
            return await ForecastAsync(place, plan, settings.Json, cancellationToken);
        }

        if (!settings.Yes && terminal.CanAsk && !await terminal.AskAsync($"Remove {plan.Subject}?", cancellationToken))
        {
            terminal.Message("Nothing was removed.");
            return ExitCodes.Failed;
        }

        return await RemoveAsync(place, plan, settings, cancellationToken);
    }

    private async Task<RemovalPlan> PlanAsync(IRemovalPlace place, Settings settings, CancellationToken cancellation)
    {
        var (runs, batches) = (new List<RunOverview>(), new List<BatchOverview>());
        foreach (var name in settings.Run)
        {
            var meant = await place.FindAsync(name, cancellation);
            runs.AddRange(meant.Runs);
            batches.AddRange(meant.Batch is { } batch ? [batch] : []);
        }

        var (all, busy, filter, now) = (await place.AllAsync(settings.Filter.IsGiven, cancellation), await place.BusyBatchesAsync(cancellation), settings.Filter, time.GetUtcNow());
        if (!filter.IsGiven)
        {
            return RequireAll(RemovalPlan.Of(runs, batches, all, busy, place), batches.Find(batch => busy.ContainsKey(batch.Id)), place);
        }

        // What a file says of a named run may have been written again when all of them were read.
        var named = runs.Select(run => run.Folder).ToHashSet();
        var chosen = (settings.Run.Length == 0 ? all : all.Where(run => named.Contains(run.Folder)).UnionBy(runs, run => run.Folder)).Where(run => filter.Wants(run, now));
        return RemovalPlan.Of([.. chosen], [], all, busy, place);
    }

    // Runs that were named are removed together, or none of them.
    private static RemovalPlan RequireAll(RemovalPlan plan, BatchOverview? busy, IRemovalPlace place)
    {
        if (busy is not null)
        {
            throw new InvalidInputException($"Nothing was removed: the batch {busy.Id} is {(busy.Holder is { } holder ? $"in use by process {holder.Process} on {holder.Host}" : RunOverview.Word(busy.Status))}. End it first with: actorlstm cancel {place.NameOf(busy.Id, busy.Folder)}");
        }

        return plan.Left is [var left, ..] ? throw new InvalidInputException($"Nothing was removed: {left.Reason}. End it first with: actorlstm cancel {left.End}") : plan;
    }

    private async Task<int> ForecastAsync(IRemovalPlace place, RemovalPlan plan, bool json, CancellationToken cancellation)
    {
        var bytes = 0L;
        foreach (var run in plan.Runs)
        {
            var size = await place.SizeOfAsync(run, cancellation);
            bytes += size;
            Tell(new RemovalLine(run.Id, run.Name, size) { DryRun = true }, json);
        }

        foreach (var batch in plan.Batches)
        {
            Tell(new RemovalLine(batch.Id, batch.Name, 0) { IsBatch = true, DryRun = true }, json);
        }

        terminal.Message($"{plan.Subject} would be removed, which would free {RunWords.Bytes(bytes)}. Nothing was removed.");
        return ExitCodes.Done;
    }

    private async Task<int> RemoveAsync(IRemovalPlace place, RemovalPlan plan, Settings settings, CancellationToken cancellation)
    {
        var (bytes, removed, failed) = (0L, 0, 0);
        foreach (var run in plan.Runs)
        {
            try
            {
                Count(await place.RemoveAsync(run, cancellation), run.Name, isBatch: false);
            }
            catch (InvalidInputException fault) when (settings.Filter.IsGiven)
            {
                failed++;
                Tell(new RemovalLine(run.Id, run.Name, 0) { Left = fault.Message }, settings.Json);
            }
        }

        foreach (var batch in plan.Batches)
        {
            var parts = await place.RemoveAsync(batch, cancellation);
            foreach (var part in parts)
            {
                Count(part, part == parts[^1] ? batch.Name : null, isBatch: part == parts[^1]);
            }
        }

        if (removed > 1)
        {
            terminal.Message($"freed {RunWords.Bytes(bytes)}");
        }

        return failed > 0 ? ExitCodes.Failed : ExitCodes.Done;

        void Count(Removed part, string? name, bool isBatch)
        {
            bytes += part.Bytes;
            removed++;
            Tell(new RemovalLine(part.Id, name, part.Bytes) { IsBatch = isBatch }, settings.Json);
        }
    }

    private void Tell(RemovalLine line, bool json)
    {
        if (json)
        {
            terminal.Result(JsonOutput.Line(line));
        }
        else if (line.Left is null)
        {
            terminal.Result(line.Words);
        }
        else
        {
            terminal.Message(line.Words);
        }
    }

    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "[RUN]")]
        [Description("The runs: folders, ids, names, or unique beginnings of ids. An ambiguous name is refused. Removing a batch removes all of its runs.")]
        public string[] Run { get; init; } = [];

        [CommandOption("--status <STATUS>")]
        [Description("Remove the runs with this status: completed, diverged, cancelled, interrupted or failed. With names, removes only those of them.")]
        public string? Status { get; init; }

        [CommandOption("--older-than <AGE>")]
        [Description("Remove the runs that ended, or last changed, at least this long ago: 30d, 12h, 90m. With names, removes only those of them.")]
        public string? OlderThan { get; init; }

        [CommandOption("--dry-run")]
        [Description("Say what would be removed, and remove nothing.")]
        public bool DryRun { get; init; }

        [CommandOption("--yes")]
        [Description("Do not ask. On a terminal, remove asks before it removes anything; in a script it never asks.")]
        public bool Yes { get; init; }

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        [CommandOption(ServerOption.Template)]
        [Description(ServerOption.Description)]
        public string? Server { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object a line for each run.")]
        public bool Json { get; init; }

        public RemovalFilter Filter => new(Status, OlderThan is null ? null : RemovalFilter.AgeOf(OlderThan));

        public override ValidationResult Validate() => this switch
        {
            { Run: [], Status: null, OlderThan: null } => ValidationResult.Error("Name the runs to remove, or choose them with --status or --older-than."),
            { OlderThan: { } age } when RemovalFilter.AgeOf(age) is null => ValidationResult.Error($"--older-than wants a time such as 30d, 12h or 90m; found \"{age}\"."),
            _ => StatusWords.Validate(Status),
        };
    }
}
