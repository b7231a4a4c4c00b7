using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;

namespace ActorLstm.Host.Cli;

/// <summary>Says how a run ended, and turns it into an exit code.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="id">The run.</param>
/// <param name="place">Where it is, for instance <c>in runs/20260314-150926-k3xp</c>.</param>
/// <param name="advice">How to go on with it.</param>
internal sealed class RunEnding(Terminal terminal, string id, string place, string advice)
{
    /// <summary>Says it.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public int Tell(RunClosed ended, Interruption interruption)
    {
        terminal.Message($"{ended.State.Facts!.Name}: {RunWords.Ending(ended.State)}");
        terminal.Message($"run {id} {place}");
        if (ended.State.Status is RunStatus.Interrupted or RunStatus.Failed)
        {
            terminal.Message(advice);
        }

        if (ended.FilesFailure is { } failure)
        {
            terminal.Fault($"the files {place} lack something: {failure}");
            return ExitCodes.Failed;
        }

        return ended.State.Status switch
        {
            RunStatus.Completed => ExitCodes.Done,
            RunStatus.Interrupted => interruption.ExitCodeOfRun,
            _ => ExitCodes.Failed,
        };
    }
}
