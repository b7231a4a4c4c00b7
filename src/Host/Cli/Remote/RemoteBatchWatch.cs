using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Host.Cli.Batches;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>Shows a batch of a service to its end, as <see cref="BatchWatch"/> shows one of this process, and leaves it alone at a signal.</summary>
internal sealed class RemoteBatchWatch(Terminal terminal, ServiceClient service, Interruption interruption, TimeProvider time)
{
    /// <summary>Watches a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="after">What happened up to this event is not shown; 0 shows everything.</param>
    /// <param name="json">Whether everything is shown as JSON.</param>
    /// <param name="cancellation">The first signal.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> ToTheEndAsync(BatchOverview batch, long after, bool json, CancellationToken cancellation)
    {
        var name = service.NameOf(batch.Id);
        var ending = new BatchEnding(terminal, batch.Id, $"on {service.Address}", $"go on with: actorlstm resume {name}");
        terminal.Message($"batch {batch.Id} on {service.Address}, {RunOverview.Word(batch.Status)}; Ctrl+C ends the watching and not the batch");
        try
        {
            await using var notices = new RemoteBatch(service, batch.Id, time).NoticesAsync(after, cancellation).GetAsyncEnumerator(cancellation);
            await AnnounceAsync(notices);
            return ending.Tell(await BatchWatch.Display(terminal, json, verbose: false, batch.Folder).ShowAsync(From(notices)), hasTable: !json, interruption);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Message($"The batch {batch.Id} goes on at {service.Address}. Watch it again with: actorlstm resume {name}");
            terminal.Message($"end it with: actorlstm cancel {name}");
            return interruption.ExitCode;
        }
        catch (RunLostException fault)
        {
            terminal.Fault($"the service {service.Address} does not work on the batch {batch.Id} any more: {fault.Message}");
            return ExitCodes.Failed;
        }
        catch (ServiceUnreachableException fault)
        {
            terminal.Fault($"{fault.Message} The batch {batch.Id} goes on with the service. Watch it again with: actorlstm resume {name}");
            return ExitCodes.Failed;
        }
    }

    // What the batch is stands above everything that it tells.
    private async Task AnnounceAsync(IAsyncEnumerator<IBatchNotice> notices)
    {
        while (await notices.MoveNextAsync())
        {
            switch (notices.Current)
            {
                case BatchChanged { Happened: BatchTaken, State: var state }:
                    terminal.Message(BatchWords.Announcement(state));
                    return;
                case BatchPastNotice { State: var state }:
                    terminal.Message($"{BatchWords.Announcement(state)}; {BatchWords.Counts(state)}");
                    return;
                case ConnectionNotice connection:
                    terminal.Message(RunWords.Trouble(connection));
                    break;
            }
        }
    }

    private static async IAsyncEnumerable<IBatchNotice> From(IAsyncEnumerator<IBatchNotice> notices)
    {
        do
        {
            yield return notices.Current;
        }
        while (await notices.MoveNextAsync());
    }
}
