using System.ComponentModel;
using System.Text.Json.Nodes;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Cli.Batches;
using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Service;
using ActorLstm.Model.Training;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>show RUN</c>: everything about one run.</summary>
internal sealed class ShowCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time) : AsyncCommand<ShowCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        if (ServerOption.Client(environment, http, settings.Server, settings.Runs) is { } service)
        {
            var (id, isBatch) = await service.FindAsync(settings.Run, only: false, cancellationToken);
            if (isBatch)
            {
                var (of, its, _) = await service.ShowBatchAsync(id, cancellationToken);
                return Show(of, its, service.NameOf(of.Id), HostedRuns.IsGoingOn(of.Status), settings.Json);
            }

            var (served, page, _) = await service.ShowAsync(id, cancellationToken);
            return Show(served, page, await service.DetailsAsync(served.Id, cancellationToken), service.NameOf(served.Id), HostedRuns.IsGoingOn(served.Status), settings.Json);
        }

        var store = environment.Store(settings.Runs);
        var found = new BatchStore(store).Names().Find(settings.Run);
        if (found.IsBatch)
        {
            var batch = StoredBatch.Read(found.Folder);
            return Show(BatchOverview.Of(batch), batch.Document, environment.NameOf(batch), batch.Holder is not null, settings.Json);
        }

        await using var mending = environment.Mending(time, terminal);
        var run = await mending.MendAsync(StoredRun.Read(found.Folder), [], cancellationToken);
        return Show(RunOverview.Of(run), run.Document, RunDetails.Of(run), environment.NameOf(run), run.Holder is not null, settings.Json);
    }

    private int Show(RunOverview run, RunDocument? document, RunDetails details, string name, bool isAtWork, bool json)
    {
        if (json)
        {
            terminal.Result(Json(run, document, details));
            return ExitCodes.Done;
        }

        terminal.Out.Write(Facts(run, document, details).Rendered);
        if (details.Epochs.Count > 0)
        {
            terminal.Out.WriteLine();
            terminal.Out.Write(EpochTable(details));
        }

        foreach (var advice in Advice(run, name, isAtWork, details))
        {
            terminal.Message(advice);
        }

        return ExitCodes.Done;
    }

    private int Show(BatchOverview batch, BatchDocument? document, string name, bool isAtWork, bool json)
    {
        if (json)
        {
            terminal.Result(BatchTable.Json(batch, document));
            return ExitCodes.Done;
        }

        terminal.Out.Write(BatchTable.Facts(batch, document, environment.Shown(batch.Folder)).Rendered);
        if (document is not null)
        {
            terminal.Out.WriteLine();
            terminal.Out.Write(BatchTable.Of(document));
        }

        if (!isAtWork && batch.Status is RunStatus.Interrupted or RunStatus.Failed)
        {
            terminal.Message($"go on with: actorlstm resume {name}");
        }

        return ExitCodes.Done;
    }

    private NamedValues Facts(RunOverview run, RunDocument? document, RunDetails details)
    {
        var table = new NamedValues();
        table.Add("run", run.Id);
        table.Add("status", $"{RunOverview.Word(run.Status)}{(run.Reason is { } reason ? $": {reason}" : "")}");
        if (run.Holder is { } holder)
        {
            table.Add("worked on by", $"process {holder}");
        }

        if (document is not null)
        {
            table.Add("name", document.Name);
            table.Add("corpus", $"{document.Corpus.Name}, {document.Corpus.Characters:N0} characters, {document.Corpus.Distinct} distinct, {document.Corpus.Windows:N0} windows, sha256 {document.Corpus.Sha256}");
            table.Add("network", $"{document.Parameters:N0} parameters, seed {document.Seed}, {document.Device} with {RunWords.Counted(document.Threads, "thread")}, {RunWords.Of(document.Kernel ?? KernelKind.Torch)} kernel");
            if (document.Machine is { } machine)
            {
                table.Add("machine", MachineWords.Of(machine));
            }

            table.Add("program", MachineWords.BuildOf(document.Versions));
            if (document.Sweep is { } sweep)
            {
                table.Add("sweep", $"texts from {RunWords.Counted(sweep.Epochs.Count, "checkpoint")} of the run {sweep.Run}, {sweep.Name}: after epoch {string.Join(", ", sweep.Epochs)}");
            }
            else
            {
                table.Add("epochs", $"{document.EpochsTrained} of {document.Epochs}{(document.Progress is { } place ? $", the last checkpoint after batch {place.Batch} of epoch {place.Epoch}" : "")}");
            }

            if (document.Notes.Count > 0)
            {
                table.Add("notes", document.Notes);
            }

            table.Add("samples", $"{details.Samples:N0}");
            table.Add("started", $"{document.StartedAt?.ToLocalTime():yyyy-MM-dd HH:mm:ss}{(document.EndedAt is { } ended ? $", ended {ended.ToLocalTime():yyyy-MM-dd HH:mm:ss}" : "")}{(document.Resumptions > 0 ? $", resumed {RunWords.Counted(document.Resumptions, "time")}" : "")}");
            AddLines(table, "diverged", document.Divergences.Select(Words));
            AddLines(table, "drift", document.Drift);
        }

        table.Add("on the disk", $"{RunWords.Bytes(details.Bytes)}, {RunWords.Counted(details.Checkpoints, "checkpoint")}{(details.IsProgressThere ? ", the last in the middle of an epoch" : "")}");
        table.Add("folder", environment.Shown(run.Folder));
        return table;
    }

    private static void AddLines(NamedValues table, string name, IEnumerable<string> lines)
    {
        if (lines.ToList() is { Count: > 0 } some)
        {
            table.Add(name, some);
        }
    }

    private static string Words(DivergenceFacts diverged) => diverged.Action switch
    {
        Model.Training.DivergencePolicy.Rollback =>
            $"{diverged.Reason}; went back to {(diverged.RolledBackTo is { } epoch ? $"epoch {epoch}" : "the initial weights")} with {diverged.RateFactor:G3} times the learning rate",
        Model.Training.DivergencePolicy.Continue => $"{diverged.Reason}; went on",
        _ => $"{diverged.Reason}; stopped",
    };

    private static TextTable EpochTable(RunDetails details)
    {
        var table = new TextTable(
            new TextColumn("epoch", IsNumber: true),
            new TextColumn("loss", IsNumber: true),
            new TextColumn("learning rate", IsNumber: true),
            new TextColumn("seconds", IsNumber: true),
            new TextColumn("sequences/s", IsNumber: true, Spare: 1),
            new TextColumn("checkpoint"));
        foreach (var (line, isThere) in details.Epochs)
        {
            table.Add(
                $"{line.Epoch}",
                line.Loss.ToString("F4"),
                line.LearningRate.ToString("G6"),
                line.Seconds.ToString("F1"),
                line.SequencesPerSecond.ToString("N0"),
                isThere ? line.Checkpoint![..16] : line.Checkpoint is null ? "none" : "removed");
        }

        return table;
    }

    private static IEnumerable<string> Advice(RunOverview run, string name, bool isAtWork, RunDetails details)
    {
        if (isAtWork)
        {
            yield return run.Status == RunStatus.Paused ? $"go on with: actorlstm resume {name}" : $"stop it for a while with: actorlstm pause {name}";
            yield return $"end it with: actorlstm cancel {name}";
        }
        else if (run.StartedAt is not null && run.Status is RunStatus.Interrupted or RunStatus.Failed)
        {
            yield return $"go on with: actorlstm resume {name}";
        }

        yield return details.HasCheckpoint ? $"text from it with: actorlstm sample {name}"
            : !isAtWork ? $"remove it with: actorlstm remove {name}"
            : "it has no checkpoint to take text from yet";
    }

    private static string Json(RunOverview run, RunDocument? document, RunDetails details)
    {
        var line = JsonOutput.Object(document);
        JsonOutput.Add(line, run);
        line["samples"] = details.Samples;
        line["checkpoints"] = details.Checkpoints;
        line["bytes"] = details.Bytes;
        line["metrics"] = new JsonArray([.. details.Epochs.Select(Json)]);
        return line.ToJsonString(RunJson.Line);
    }

    private static JsonObject Json(EpochDetails epoch)
    {
        var line = JsonOutput.Object(epoch.Line);
        line["checkpoint_is_there"] = epoch.CheckpointIsThere;
        return line;
    }

    internal sealed class Settings : RemoteRunSettings
    {
        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }
    }
}
