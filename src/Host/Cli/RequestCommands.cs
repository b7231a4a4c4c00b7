using System.ComponentModel;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Model;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>pause RUN</c>: has the process that works on a run stop for a while.</summary>
internal sealed class PauseCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time)
    : RequestCommand(terminal, environment, time, RunRequest.Pause);

/// <summary><c>cancel RUN</c>: has the process that works on a run end it.</summary>
internal sealed class CancelCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time)
    : RequestCommand(terminal, environment, time, RunRequest.Cancel);

/// <summary>Asks something of the process that works on a run, and waits for the effect.</summary>
internal abstract class RequestCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time, RunRequest request)
    : AsyncCommand<RequestCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var run = environment.Store(settings.Runs).Find(settings.Run);
        if (run.Holder is null)
        {
            throw new InvalidInputException(
                $"No process works on the run {run.Id}: it is {RunOverview.Word(run.Status)}{(run.Reason is { } reason ? $" ({reason})" : "")}. "
                + (run.IsOver ? "There is nothing to stop." : $"Go on with it with: actorlstm resume {run.Id}, or remove it with: actorlstm remove {run.Id}."));
        }

        return await AskAsync(run, request, terminal, time, settings.Json, cancellationToken);
    }

    /// <summary>Asks, and says what became of it.</summary>
    public static async Task<int> AskAsync(StoredRun run, RunRequest request, Terminal terminal, TimeProvider time, bool json, CancellationToken cancellation)
    {
        var requests = new RunRequests(run.Folder, time);
        requests.Send(request);
        terminal.Message($"waiting for {run.Holder}");
        var now = await requests.WaitAsync(request, cancellation);
        terminal.Result(json ? JsonOutput.Line(RunOverview.Of(now)) : $"run {now.Id} is {RunOverview.Word(now.Status)}");
        var done = request switch
        {
            RunRequest.Pause => now.Status == RunStatus.Paused,
            RunRequest.Cancel => now.Status == RunStatus.Cancelled,
            _ => now.Holder is not null,
        };
        return done ? ExitCodes.Done : ExitCodes.Failed;
    }

    internal sealed class Settings : RunSettings
    {
        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }
    }
}
