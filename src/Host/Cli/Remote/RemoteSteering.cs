using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>Asks something of a run of a service, and waits for the effect.</summary>
internal sealed class RemoteSteering(Terminal terminal, ServiceClient service, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    // The trainer is waited for, which writes where it is, and the samplers; longer than all of it takes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Asks, and says what became of it. A run that is to go on may wait for its turn.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> AskAsync(RunOverview run, RequestKind kind, bool json, CancellationToken cancellation)
    {
        terminal.Message($"waiting for the service {service.Address} (Ctrl+C ends the waiting)");
        var request = new RunRequest(kind, "");
        var now = await service.SteerAsync(run.Id, kind, cancellation);
        using var timer = new PeriodicTimer(Pace, time);
        var since = time.GetTimestamp();
        while (!IsDone(now.Status) && now.Status is RunStatus.Queued or RunStatus.Running or RunStatus.Paused && time.GetElapsedTime(since) < Patience)
        {
            await timer.WaitForNextTickAsync(cancellation);
            now = (await service.ShowAsync(run.Id, cancellation)).Run;
        }

        RequestCommand.Tell(terminal, now, json);
        return IsDone(now.Status) ? ExitCodes.Done : ExitCodes.Failed;

        bool IsDone(RunStatus status) => request.IsCarriedOut(status) || (kind == RequestKind.Continue && status == RunStatus.Queued);
    }
}
