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
        RunClosed ended;
        try
        {
            ended = await ShowAsync(Display(terminal, json, verbose, run.Folder), run);
            run.Note(ended);
        }
        catch (RunLostException fault)
        {
            terminal.Fault($"the run {run.Id} was given up: {fault.Message}");
            terminal.Message($"What was recorded by then is safe in {folder}. Mend that, then {advice}");
            return interruption.ExitCode == 0 ? ExitCodes.Failed : interruption.ExitCode;
        }

        return new RunEnding(terminal, run.Id, $"in {folder}", advice).Tell(ended, interruption);
    }

    // Where the output cannot be written any more, the run is ended in order and not torn down.
    private static async Task<RunClosed> ShowAsync(IRunDisplay display, StartedRun run)
    {
        try
        {
            return await display.ShowAsync(run.Process.Notices);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            run.Process.Interrupt($"its output could not be written: {fault.Message}");
            await foreach (var notice in run.Process.Notices)
            {
                if (notice is RunClosed closed)
                {
                    run.Note(closed);
                    throw new OutputException(fault);
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
