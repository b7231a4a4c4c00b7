using System.ComponentModel;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>pause RUN</c>: has the process that works on a run stop for a while.</summary>
internal sealed class PauseCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time)
    : RequestCommand(terminal, environment, http, time, RequestKind.Pause);

/// <summary><c>cancel RUN</c>: has the process that works on a run end it.</summary>
internal sealed class CancelCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time)
    : RequestCommand(terminal, environment, http, time, RequestKind.Cancel);

/// <summary>Asks something of the process that works on a run, and waits for the effect.</summary>
internal abstract class RequestCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time, RequestKind request)
    : AsyncCommand<RequestCommand.Settings>
{
    // A pause is undone by resume, so that the newest run of a name will do.
    private readonly bool isFinal = request == RequestKind.Cancel;

    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        if (ServerOption.Client(environment, http, settings.Server, settings.Runs) is { } service)
        {
            var steering = new RemoteSteering(terminal, service, time);
            var (id, isBatch) = await service.FindAsync(settings.Run, isFinal, cancellationToken);
            return isBatch
                ? await steering.AskAsync((await service.ShowBatchAsync(id, cancellationToken)).Batch, request, settings.Json, cancellationToken)
                : await steering.AskAsync((await service.ShowAsync(id, cancellationToken)).Run, request, settings.Json, cancellationToken);
        }

        var names = new BatchStore(environment.Store(settings.Runs)).Names();
        var found = isFinal ? names.FindOnly(settings.Run) : names.Find(settings.Run);
        IStored asked = found.IsBatch ? StoredBatch.Read(found.Folder) : StoredRun.Read(found.Folder);
        if (asked.Holder is not null)
        {
            return await AskAsync(asked, request, terminal, time, settings.Json, cancellationToken);
        }

        var abandoned = new AbandonedRuns(terminal, environment, http, time);
        IStored now = asked is StoredBatch left
            ? await abandoned.AskAsync(left, request, cancellationToken)
            : await abandoned.AskAsync((StoredRun)asked, request, cancellationToken);
        return Tell(now, request, terminal, settings.Json);
    }

    /// <summary>Asks, and says what became of it.</summary>
    public static async Task<int> AskAsync(IStored asked, RequestKind request, Terminal terminal, TimeProvider time, bool json, CancellationToken cancellation)
    {
        terminal.Message($"waiting for {asked.Holder} (Ctrl+C ends the waiting)");
        Func<string, IStored> read = asked is StoredBatch ? StoredBatch.Read : StoredRun.Read;
        return Tell(await new Steering<IStored>(asked.Folder, read, time).AskAsync(request, cancellation), request, terminal, json);
    }

    private static int Tell(IStored now, RequestKind request, Terminal terminal, bool json)
    {
        if (now is StoredRun run)
        {
            Tell(terminal, RunOverview.Of(run), json);
        }
        else
        {
            Tell(terminal, BatchOverview.Of((StoredBatch)now), ((StoredBatch)now).Document, json);
        }

        return new RunRequest(request, "").IsCarriedOut(now) ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>Says how a run is.</summary>
    public static void Tell(Terminal terminal, RunOverview run, bool json) => terminal.Result(json ? JsonOutput.Line(run) : Words("run", run.Id, run.Status, run.Reason));

    /// <summary>Says how a batch is.</summary>
    public static void Tell(Terminal terminal, BatchOverview batch, BatchDocument? document, bool json) => terminal.Result(json ? JsonOutput.Line(document) : Words("batch", batch.Id, batch.Status, batch.Reason));

    private static string Words(string what, string id, RunStatus status, string? reason) => $"{what} {id} is {RunOverview.Word(status)}{(reason is null ? "" : $": {reason}")}";

    internal sealed class Settings : RemoteRunSettings
    {
        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }
    }
}
