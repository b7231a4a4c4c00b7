using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Cli;

/// <summary>Shows a run to its end, ends it in order at a signal, and turns its end into an exit code.</summary>
internal sealed class RunWatch(Terminal terminal, ProcessEnvironment environment, Interruption interruption)
{
    /// <summary>Watches a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="json">Whether everything is shown as JSON.</param>
    /// <param name="verbose">Whether the log is shown.</param>
    /// <param name="cancellation">The first signal.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> ToTheEndAsync(StartedRun run, string name, bool json, bool verbose, CancellationToken cancellation)
    {
        var folder = environment.Shown(run.Folder);
        var advice = $"go on with: actorlstm resume {environment.NameOf(run.Folder)}";
        terminal.Message($"writing to {folder}");
        await using var stop = cancellation.Register(() => run.Process.Interrupt($"stopped by {interruption.Signal}"));
        RunClosed ended;
        try
        {
            ended = await ShowAsync(Display(json, verbose, run.Folder), run);
            run.Note(ended);
        }
        catch (RunLostException fault)
        {
            terminal.Fault($"the run {run.Id} was given up: {fault.Message}");
            terminal.Message($"What was recorded by then is safe in {folder}. Mend that, then {advice}");
            return interruption.ExitCode == 0 ? ExitCodes.Failed : interruption.ExitCode;
        }

        terminal.Message($"{name}: {RunWords.Ending(ended.State)}");
        terminal.Message($"run {run.Id} in {folder}");
        if (ended.State.Status is RunStatus.Interrupted or RunStatus.Failed)
        {
            terminal.Message(advice);
        }

        if (ended.FilesFailure is { } failure)
        {
            terminal.Fault($"the files in {folder} lack something: {failure}");
            return ExitCodes.Failed;
        }

        return ended.State.Status switch
        {
            RunStatus.Completed => ExitCodes.Done,
            RunStatus.Interrupted => interruption.ExitCode,
            _ => ExitCodes.Failed,
        };
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

    private IRunDisplay Display(bool json, bool verbose, string folder)
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
