using System.Threading.RateLimiting;
using ActorLstm.Actors.Messages;

namespace ActorLstm.Host.Runs;

/// <summary>
/// The order in which runs begin in this process, so that a death of the process can be blamed on the run that caused it. A run during which a process died
/// begins alone: no other run begins until it has progressed, and it waits until every run that has begun has progressed.
/// See docs/adr/0025-runs-that-kill-their-process.md.
/// </summary>
#pragma warning disable CA1001 // It lives as long as its process, and holds nothing of the system's.
internal sealed class Probation
#pragma warning restore CA1001
{
    // Far more than runs that begin at once.
    private const int Everybody = 10_000;

    private readonly ConcurrencyLimiter turns = new(
        new ConcurrencyLimiterOptions { PermitLimit = Everybody, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    /// <summary>Waits for the turn of a run. It ends when the run has progressed, and with its lease at the latest.</summary>
    /// <param name="lease">The lease of the run.</param>
    /// <param name="deaths">How many processes in a row died while they worked on it.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task EnterAsync(RunLease lease, int deaths, CancellationToken cancellation) =>
        lease.Turn = await turns.AcquireAsync(deaths > 0 ? Everybody : 1, cancellation);

    /// <summary>Ends the turn of a run when the run has progressed.</summary>
    /// <param name="listener">Hears what the run tells.</param>
    /// <param name="lease">The lease of the run.</param>
    public static IListener<IRunNotice> Watch(IListener<IRunNotice> listener, RunLease lease) => new Watcher(listener, lease);

    private sealed class Watcher(IListener<IRunNotice> listener, RunLease lease) : IListener<IRunNotice>
    {
        public void Hear(IRunNotice notice)
        {
            if (notice is RunChanged { State.IsUnproven: false })
            {
                lease.Turn?.Dispose();
            }

            listener.Hear(notice);
        }

        public void Leave(RunLostException unlessClosed) => listener.Leave(unlessClosed);
    }
}
