using ActorLstm.Actors.Runs;
using Akka.Actor;

namespace ActorLstm.Host.Runs;

/// <summary>A run that this process holds: its lease, and the way to its actors.</summary>
internal sealed class HeldRun : IDisposable
{
    private readonly RunLease lease;
    private readonly IActorRef feed;
    private readonly CancellationTokenSource closed = new();

    /// <param name="folder">The run's folder.</param>
    /// <param name="lease">Its lease, which passes to this.</param>
    /// <param name="feed">Takes what it is told.</param>
    /// <param name="hear">Told what other processes ask of the run.</param>
    /// <param name="time">The clock.</param>
    public HeldRun(string folder, RunLease lease, IActorRef feed, Action<RunRequest> hear, TimeProvider time)
    {
        this.lease = lease;
        this.feed = feed;
        lease.IsUnfinished = true;
        _ = new RunRequests(folder, time).WatchAsync(hear, closed.Token);
    }

    /// <summary>Tells the run something.</summary>
    public void Tell(IRunCommand command) => feed.Tell(command);

    /// <summary>Lets go of the run, whose actors are gone.</summary>
    /// <param name="isUnfinished">Whether its files may lack something.</param>
    public void Close(bool isUnfinished)
    {
        lease.IsUnfinished = isUnfinished;
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        closed.Cancel();
        closed.Dispose();
        lease.Dispose();
    }
}
