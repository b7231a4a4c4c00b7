using ActorLstm.Actors.Messages;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;

namespace ActorLstm.Host.Cli.Batches;

/// <summary>Shows a batch until it has closed, ends it in order at a signal, and says what became of it.</summary>
internal sealed class BatchWatch(Terminal terminal, ProcessEnvironment environment, Interruption interruption)
{
    /// <summary>Watches it.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> ToTheEndAsync(StartedBatch batch, bool json, bool verbose, CancellationToken cancellation)
    {
        var folder = environment.Shown(batch.Folder);
        var advice = $"go on with: actorlstm resume {environment.NameOf(StoredBatch.Read(batch.Folder))}";
        terminal.Message($"writing to {folder}");
        await using var stop = cancellation.Register(() => batch.Interrupt($"stopped by {interruption.Signal}"));
        await using var unheard = terminal.MessagesLost.Register(() => batch.Interrupt("its messages could not be written"));
        try
        {
            var (ended, isShown) = await ShowAsync(Display(terminal, json, verbose, batch.Folder), batch);
            var exitCode = new BatchEnding(terminal, batch.Id, $"in {folder}", advice).Tell(ended, hasTable: !json && isShown, interruption);
            return exitCode == ExitCodes.Done && !isShown ? ExitCodes.Failed : exitCode;
        }
        catch (RunLostException fault)
        {
            terminal.Fault($"the batch {batch.Id} was given up: {fault.Message}");
            terminal.Message($"What was recorded by then is safe in {folder}. Mend that, then {advice}");
            return interruption.ExitCodeOfRun;
        }
    }

    // Where the output can no longer be written, the batch is ended in order and not torn down.
    private async Task<(BatchClosed Ended, bool IsShown)> ShowAsync(IBatchDisplay display, StartedBatch batch)
    {
        try
        {
            return (await display.ShowAsync(batch.Notices), !terminal.MessagesLost.IsCancellationRequested);
        }
        catch (OutputException fault)
        {
            terminal.Fault(fault.Message);
            batch.Interrupt(interruption.ExitCode == 0 ? fault.Message.TrimEnd('.') : $"stopped by {interruption.Signal}");
            await foreach (var notice in batch.Notices)
            {
                if (notice is BatchClosed closed)
                {
                    return (closed, false);
                }
            }

            throw;
        }
    }

    /// <summary>What shows a batch.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="json">Whether everything is shown as JSON.</param>
    /// <param name="verbose">Whether the log is shown.</param>
    /// <param name="folder">The batch's folder.</param>
    public static IBatchDisplay Display(Terminal terminal, bool json, bool verbose, string folder)
    {
        if (json)
        {
            return new JsonBatchDisplay(terminal.Results, folder);
        }

        return terminal.IsScreen && !verbose ? new LiveBatchDisplay(terminal.Error) : new PlainBatchDisplay(terminal.Messages);
    }
}
