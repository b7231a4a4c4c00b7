using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Cli.Batches;

/// <summary>Says how a batch ended, and turns it into an exit code.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="id">The batch.</param>
/// <param name="place">Where it is, for instance <c>in runs/batches/20260314-150926-k3xp</c>.</param>
/// <param name="advice">How to go on with it.</param>
internal sealed class BatchEnding(Terminal terminal, string id, string place, string advice)
{
    /// <summary>Says that nothing of a batch is missing.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static int TellWhole(Terminal terminal, BatchDocument batch, bool json)
    {
        if (json)
        {
            JsonBatchDisplay.WriteEnding(terminal.Results, batch, null);
        }
        else
        {
            terminal.Out.Write(BatchTable.Of(batch));
        }

        terminal.Message("nothing is missing: no run was started");
        return batch.Reason is null ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>Says it.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public int Tell(BatchClosed ended, bool hasTable, Interruption interruption)
    {
        if (hasTable)
        {
            terminal.Out.Write(BatchTable.Of(BatchDocument.Of(ended.State)));
        }

        var state = ended.State;
        var elapsed = state.EndedAt - state.StartedAt ?? TimeSpan.Zero;
        terminal.Message($"{state.Name}: {RunOverview.Word(state.Status)}, {BatchWords.Counts(state)}, {RunWords.Duration(elapsed)} from start to end{(state.Reason is { } reason ? $": {reason}" : "")}");
        terminal.Message($"batch {id} {place}");
        if (state.Status is RunStatus.Interrupted or RunStatus.Failed)
        {
            terminal.Message(advice);
        }

        if (ended.PageFailure is { } failure)
        {
            terminal.Fault($"{BatchPageActor.FileName} {place} lacks something: {failure}");
            return ExitCodes.Failed;
        }

        return state.Status switch
        {
            RunStatus.Completed => state.HasFailures ? ExitCodes.Failed : ExitCodes.Done,
            RunStatus.Interrupted => interruption.ExitCodeOfRun,
            _ => ExitCodes.Failed,
        };
    }
}
