using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Service;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>Asks something of a run or a batch of a service, and waits for the effect.</summary>
internal sealed class RemoteSteering(Terminal terminal, ServiceClient service, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    // The trainer is waited for, which writes where it is, and the samplers; longer than all of it takes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Asks, and says what became of it. A run that is to go on may wait for its turn.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> AskAsync(RunOverview run, RequestKind kind, bool json, CancellationToken cancellation)
    {
        Begin();
        await service.SteerAsync(run.Id, kind, cancellation);
        var (now, isDone) = await WaitAsync(
            kind, async () => (await service.ShowAsync(run.Id, cancellation)).Run, seen => seen.Status, _ => Task.FromResult(true), cancellation);
        RequestCommand.Tell(terminal, now, json);
        return isDone ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>The same for a batch. One that is paused or cancelled is waited for until none of its runs trains.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> AskAsync(BatchOverview batch, RequestKind kind, bool json, CancellationToken cancellation)
    {
        Begin();
        await service.SteerBatchAsync(batch.Id, kind, cancellation);
        var (now, isDone) = await WaitAsync(
            kind, () => service.ShowBatchAsync(batch.Id, cancellation), seen => seen.Batch.Status, async _ => kind == RequestKind.Continue || await IsStillAsync(batch.Id, cancellation), cancellation);
        RequestCommand.Tell(terminal, now.Batch, now.Document, json);
        return isDone ? ExitCodes.Done : ExitCodes.Failed;
    }

    private void Begin() => terminal.Message($"waiting for the service {service.Address} (Ctrl+C ends the waiting)");

    private async Task<bool> IsStillAsync(string batch, CancellationToken cancellation) =>
        (await service.ListAsync(RunOverview.Word(RunStatus.Running), null, 1, 1, cancellation, batch)).Total == 0;

    private async Task<(T Now, bool IsDone)> WaitAsync<T>(RequestKind kind, Func<Task<T>> look, Func<T, RunStatus> statusOf, Func<T, Task<bool>> isStill, CancellationToken cancellation)
    {
        var request = new RunRequest(kind, "");
        using var timer = new PeriodicTimer(Pace, time);
        var since = time.GetTimestamp();
        while (true)
        {
            var now = await look();
            var status = statusOf(now);
            var isDone = (request.IsCarriedOut(status) || (kind == RequestKind.Continue && status == RunStatus.Queued)) && await isStill(now);
            if (isDone || (!request.IsCarriedOut(status) && !HostedRuns.IsGoingOn(status)) || time.GetElapsedTime(since) >= Patience)
            {
                return (now, isDone);
            }

            await timer.WaitForNextTickAsync(cancellation);
        }
    }
}
