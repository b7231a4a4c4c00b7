using System.ComponentModel;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Names;
using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Api;
using ActorLstm.Model;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>remove RUN...</c>: frees what runs take on the disk.</summary>
internal sealed class RemoveCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time) : AsyncCommand<RemoveCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        if (ServerOption.Client(environment, http, settings.Server, settings.Runs) is { } service)
        {
            return await RemoveAsync(service, settings, cancellationToken);
        }

        var store = environment.Store(settings.Runs);
        await using var removal = new RunRemoval(new OpenJournals(environment.Variables, time, note => terminal.Message($"note: {note}")), time);
        var names = new BatchStore(store).Names();
        var found = new List<StoredRun>();
        var emptied = new List<StoredBatch>();
        foreach (var name in settings.Run)
        {
            var meant = await FindAsync(store, names, name, removal, cancellationToken);
            if (meant.IsBatch)
            {
                var batch = StoredBatch.Read(meant.Folder);
                RefuseAtWork(batch);
                emptied.Add(batch);
                found.AddRange(await removal.RunsOfAsync(batch, cancellationToken));
            }
            else
            {
                found.Add(Directory.Exists(meant.Folder) ? StoredRun.Read(meant.Folder) : new StoredRun(meant.Folder, null, null));
            }
        }

        var runs = found.DistinctBy(run => run.Folder).ToList();
        if (runs.Find(run => RunLease.HolderOf(run.Folder) is not null) is { } held)
        {
            throw new InvalidInputException(
                $"Nothing was removed: the run {held.Id} is at work in {RunLease.HolderOf(held.Folder)}. End it first with: actorlstm cancel {environment.NameOf(held)}");
        }

        foreach (var run in runs)
        {
            var bytes = await removal.RemoveAsync(run.Folder, cancellationToken);
            Tell(new Removed(run.Id, bytes), run.Document?.Name, settings.Json);
        }

        foreach (var batch in emptied.DistinctBy(batch => batch.Folder))
        {
            TellBatch(new Removed(batch.Id, await removal.RemoveBatchAsync(batch, cancellationToken)), settings.Json);
        }

        return ExitCodes.Done;
    }

    private void RefuseAtWork(StoredBatch batch)
    {
        if (batch.Holder is not null)
        {
            throw new InvalidInputException($"Nothing was removed: the batch {batch.Id} is at work in {batch.Holder}. End it first with: actorlstm cancel {environment.NameOf(batch)}");
        }
    }

    private async Task<int> RemoveAsync(ServiceClient service, Settings settings, CancellationToken cancellation)
    {
        var (runs, batches) = (new List<RunOverview>(), new List<BatchOverview>());
        foreach (var name in settings.Run)
        {
            var (id, isBatch) = await service.FindAsync(name, only: true, cancellation);
            if (isBatch)
            {
                var batch = (await service.ShowBatchAsync(id, cancellation)).Batch;
                RefuseGoingOn("batch", batch.Id, batch.Status, service);
                batches.Add(batch);
            }
            else
            {
                var run = (await service.ShowAsync(id, cancellation)).Run;
                RefuseGoingOn("run", run.Id, run.Status, service);
                runs.Add(run);
            }
        }

        foreach (var run in runs.DistinctBy(run => run.Id))
        {
            Tell(await service.RemoveAsync(run.Id, cancellation), run.Name, settings.Json);
        }

        foreach (var batch in batches.DistinctBy(batch => batch.Id))
        {
            var removed = await service.RemoveBatchAsync(batch.Id, cancellation);
            foreach (var run in removed.SkipLast(1))
            {
                Tell(run, null, settings.Json);
            }

            TellBatch(removed[^1], settings.Json);
        }

        return ExitCodes.Done;
    }

    private static void RefuseGoingOn(string what, string id, RunStatus status, ServiceClient service)
    {
        if (HostedRuns.IsGoingOn(status))
        {
            throw new InvalidInputException($"Nothing was removed: the {what} {id} is {RunOverview.Word(status)}. End it first with: actorlstm cancel {service.NameOf(id)}");
        }
    }

    private void TellBatch(Removed removed, bool json) => terminal.Result(json ? JsonOutput.Line(removed) : $"removed the batch {removed.Id}, {removed.Bytes:N0} bytes are free");

    private void Tell(Removed removed, string? name, bool json) => terminal.Result(json
        ? JsonOutput.Line(removed)
        : $"removed {removed.Id}{(name is null ? "" : $" ({name})")}, {removed.Bytes:N0} bytes are free");

    // A run whose folder somebody removed by hand may still have its events.
    private static async Task<FoundName> FindAsync(RunStore store, NameResolver names, string name, RunRemoval removal, CancellationToken cancellation)
    {
        try
        {
            return names.FindOnly(name);
        }
        catch (RunUnknownException) when (RunId.IsWhole(name))
        {
            var folder = Path.Combine(store.Root, name);
            if (await removal.IsInJournalAsync(folder, cancellation))
            {
                return new FoundName(folder, IsBatch: false);
            }

            throw;
        }
    }

    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<RUN>")]
        [Description("The runs: ids, beginnings of them, names (the newest run of each), or folders. A batch goes with all of its runs.")]
        public string[] Run { get; init; } = [];

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        [CommandOption(ServerOption.Template)]
        [Description(ServerOption.Description)]
        public string? Server { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object a line for each run.")]
        public bool Json { get; init; }
    }
}
