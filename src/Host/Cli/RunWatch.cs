using ActorLstm.Actors.Messages;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Cli;

/// <summary>Shows a run to its end, ends it in order at a signal, and turns its end into an exit code.</summary>
internal sealed class RunWatch(Terminal terminal, ProcessEnvironment environment, Interruption interruption)
{
    /// <summary>Watches a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="json">Whether everything is shown as JSON.</param>
    /// <param name="verbose">Whether the log is shown.</param>
    /// <param name="cancellation">The first signal.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> ToTheEndAsync(StartedRun run, bool json, bool verbose, CancellationToken cancellation)
    {
        var folder = environment.Shown(run.Folder);
        var advice = $"go on with: actorlstm resume {environment.NameOf(run.Folder)}";
        terminal.Message($"writing to {folder}");
        await using var stop = cancellation.Register(() => run.Process.Interrupt($"stopped by {interruption.Signal}"));
        await using var unheard = terminal.MessagesLost.Register(() => run.Process.Interrupt("its messages could not be written"));
        try
        {
            var (ended, isShown) = await ShowAsync(Display(terminal, json, verbose, run.Folder), run);
            run.Note(ended);
            var exitCode = new RunEnding(terminal, run.Id, $"in {folder}", advice).Tell(ended, interruption);
            return exitCode == ExitCodes.Done && !isShown ? ExitCodes.Failed : exitCode;
        }
        catch (RunLostException fault)
        {
            terminal.Fault($"the run {run.Id} was given up: {fault.Message}");
            terminal.Message($"What was recorded by then is safe in {folder}. Mend that, then {advice}");
            return interruption.ExitCodeOfRun;
        }
    }

    // Where the output can no longer be written, the run is ended in order and not torn down.
    private async Task<(RunClosed Ended, bool IsShown)> ShowAsync(IRunDisplay display, StartedRun run)
    {
        try
        {
            return (await display.ShowAsync(run.Process.Notices), !terminal.MessagesLost.IsCancellationRequested);
        }
        catch (OutputException fault)
        {
            terminal.Fault(fault.Message);
            run.Process.Interrupt(interruption.ExitCode == 0 ? fault.Message.TrimEnd('.') : $"stopped by {interruption.Signal}");
            await foreach (var notice in run.Process.Notices)
            {
                if (notice is RunClosed closed)
                {
                    return (closed, false);
                }
            }

            throw;
        }
    }

    /// <summary>What shows a run.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="json">Whether everything is shown as JSON.</param>
    /// <param name="verbose">Whether the log is shown.</param>
    /// <param name="folder">The run's folder.</param>
    public static IRunDisplay Display(Terminal terminal, bool json, bool verbose, string folder)
    {
        if (json)
        {
            return new JsonRunDisplay(terminal.Results, folder);
        }

        return terminal.IsScreen && !verbose
            ? new LiveRunDisplay(terminal.Error)
            : new PlainRunDisplay(terminal.Results, terminal.Messages);
    }
}
