using ActorLstm.Actors.Messages;

namespace ActorLstm.Host.Runs;

/// <summary>
/// The order in which runs begin in this process, so that a death of the process can be blamed on the run that caused it. A run during which a process died
/// begins alone: no other run begins until it has progressed, and it waits until every run that has begun has progressed.
/// See docs/adr/0025-runs-that-kill-their-process.md.
/// </summary>
internal sealed class Probation
{
    private readonly Lock guard = new();

    // The runs in the order in which they asked. Those whose turn has come are always the first ones.
    private readonly List<Turn> turns = [];

    /// <summary>Waits for the turn of a run. It ends when the run has progressed, and with its lease at the latest.</summary>
    /// <param name="lease">The lease of the run.</param>
    /// <param name="deaths">How many processes in a row died while they worked on it.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task EnterAsync(RunLease lease, int deaths, CancellationToken cancellation)
    {
        var turn = new Turn(this, isAlone: deaths > 0);
        lock (guard)
        {
            turns.Add(turn);
            Grant();
        }

        try
        {
            await turn.HasCome.Task.WaitAsync(cancellation);
        }
        catch
        {
            turn.Dispose();
            throw;
        }

        lease.Turn = turn;
    }

    /// <summary>Ends the turn of a run when the run has progressed.</summary>
    /// <param name="listener">Hears what the run tells.</param>
    /// <param name="lease">The lease of the run.</param>
    public static IListener<IRunNotice> Watch(IListener<IRunNotice> listener, RunLease lease) => new Watcher(listener, lease);

    private void Grant()
    {
        foreach (var turn in turns.TakeWhile((turn, index) => index == 0 || !(turn.IsAlone || turns[0].IsAlone)))
        {
            turn.HasCome.TrySetResult();
        }
    }

    private sealed class Turn(Probation order, bool isAlone) : IDisposable
    {
        public bool IsAlone => isAlone;

        public TaskCompletionSource HasCome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose()
        {
            lock (order.guard)
            {
                order.turns.Remove(this);
                order.Grant();
            }
        }
    }

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
