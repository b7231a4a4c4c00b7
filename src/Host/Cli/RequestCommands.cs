using System.ComponentModel;
using ActorLstm.Host.Runs;
using ActorLstm.Model;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>pause RUN</c>: has the process that works on a run stop for a while.</summary>
internal sealed class PauseCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time)
    : RequestCommand(terminal, environment, time, RequestKind.Pause);

/// <summary><c>cancel RUN</c>: has the process that works on a run end it.</summary>
internal sealed class CancelCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time)
    : RequestCommand(terminal, environment, time, RequestKind.Cancel);

/// <summary>Asks something of the process that works on a run, and waits for the effect.</summary>
internal abstract class RequestCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time, RequestKind request)
    : AsyncCommand<RequestCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var run = environment.Store(settings.Runs).Find(settings.Run);
        if (run.Holder is not null)
        {
            return await AskAsync(run, request, terminal, time, settings.Json, cancellationToken);
        }

        var name = environment.NameOf(run);
        throw new InvalidInputException(
            $"No process works on the run {run.Id}: it is {RunOverview.Word(run.Status)}{(run.Reason is { } reason ? $" ({reason})" : "")}. "
            + (run.IsOver ? "There is nothing to stop." : $"Go on with it with: actorlstm resume {name}, or remove it with: actorlstm remove {name}"));
    }

    /// <summary>Asks, and says what became of it.</summary>
    public static async Task<int> AskAsync(StoredRun run, RequestKind request, Terminal terminal, TimeProvider time, bool json, CancellationToken cancellation)
    {
        terminal.Message($"waiting for {run.Holder} (Ctrl+C ends the waiting)");
        var now = await new RunSteering(run.Folder, time).AskAsync(request, cancellation);
        terminal.Result(json ? JsonOutput.Line(RunOverview.Of(now)) : $"run {now.Id} is {RunOverview.Word(now.Status)}{(now.Reason is { } reason ? $": {reason}" : "")}");
        return new RunRequest(request, "").IsCarriedOut(now.Status) ? ExitCodes.Done : ExitCodes.Failed;
    }

    internal sealed class Settings : RunSettings
    {
        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }
    }
}
