using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;

namespace ActorLstm.Host.Cli.Batches;

/// <summary>Shows a batch until it has closed, ends it in order at a signal, and says what became of it.</summary>
internal sealed class BatchWatch(Terminal terminal, ProcessEnvironment environment, Interruption interruption)
{
    /// <summary>Watches it.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> ToTheEndAsync(StartedBatch batch, string name, bool json, bool verbose, CancellationToken cancellation)
    {
        var folder = environment.Shown(batch.Folder);
        var advice = $"go on with: actorlstm resume {environment.NameOf(StoredBatch.Read(batch.Folder))}";
        terminal.Message($"writing to {folder}");
        await using var stop = cancellation.Register(() => batch.Interrupt($"stopped by {interruption.Signal}"));
        BatchClosed ended;
        try
        {
            ended = await Display(json, verbose, batch.Folder).ShowAsync(batch.Notices);
        }
        catch (RunLostException fault)
        {
            terminal.Fault($"the batch {batch.Id} was given up: {fault.Message}");
            terminal.Message($"What was recorded by then is safe in {folder}. Mend that, then {advice}");
            return interruption.ExitCode == 0 ? ExitCodes.Failed : interruption.ExitCode;
        }

        if (!json)
        {
            terminal.Out.Write(BatchTable.Of(BatchDocument.Of(ended.State)));
        }

        var state = ended.State;
        var elapsed = state.EndedAt - state.StartedAt ?? TimeSpan.Zero;
        terminal.Message($"{name}: {RunOverview.Word(state.Status)}, {BatchWords.Counts(state)}, {RunWords.Duration(elapsed)} from start to end{(state.Reason is { } reason ? $": {reason}" : "")}");
        terminal.Message($"batch {batch.Id} in {folder}");
        if (state.Status is RunStatus.Interrupted or RunStatus.Failed)
        {
            terminal.Message(advice);
        }

        if (ended.PageFailure is { } failure)
        {
            terminal.Fault($"{BatchPageActor.FileName} in {folder} lacks something: {failure}");
            return ExitCodes.Failed;
        }

        return state.Status switch
        {
            RunStatus.Completed => state.HasFailures ? ExitCodes.Failed : ExitCodes.Done,
            RunStatus.Interrupted => interruption.ExitCode,
            _ => ExitCodes.Failed,
        };
    }

    private IBatchDisplay Display(bool json, bool verbose, string folder)
    {
        if (json)
        {
            return new JsonBatchDisplay(terminal.Results, folder);
        }

        return terminal.IsScreen && !verbose ? new LiveBatchDisplay(terminal.Error) : new PlainBatchDisplay(terminal.Messages);
    }
}
