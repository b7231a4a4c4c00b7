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
        BatchClosed ended;
        try
        {
            ended = await Display(terminal, json, verbose, batch.Folder).ShowAsync(batch.Notices);
        }
        catch (RunLostException fault)
        {
            terminal.Fault($"the batch {batch.Id} was given up: {fault.Message}");
            terminal.Message($"What was recorded by then is safe in {folder}. Mend that, then {advice}");
            return interruption.ExitCode == 0 ? ExitCodes.Failed : interruption.ExitCode;
        }

        return new BatchEnding(terminal, batch.Id, $"in {folder}", advice).Tell(ended, json, interruption);
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
