using Akka.Actor;

namespace ActorLstm.Host.Runs;

/// <summary>A run or a batch that this process holds: its lease, where it goes on here, and the way to its actors.</summary>
/// <typeparam name="TCommand">What it can be told.</typeparam>
internal sealed class Held<TCommand> : IDisposable
{
    private readonly RunLease? lease;
    private readonly IActorRef feed;
    private readonly CancellationTokenSource closed = new();

    /// <param name="folder">Its folder.</param>
    /// <param name="lease">Its lease, which passes to this; null where another process has it.</param>
    /// <param name="feed">Takes what it is told.</param>
    /// <param name="hear">Told what other processes ask of it.</param>
    /// <param name="time">The clock.</param>
    public Held(string folder, RunLease? lease, IActorRef feed, Action<RunRequest> hear, TimeProvider time)
    {
        this.lease = lease;
        this.feed = feed;
        MarkFiles(isUnfinished: true);
        _ = new RunRequests(folder, time).WatchAsync(hear, closed.Token);
    }

    /// <summary>Tells it something.</summary>
    public void Tell(TCommand command) => feed.Tell(command);

    /// <summary>Stops its actors without an end.</summary>
    public void LetGo() => feed.Tell(Runs.LetGo.Instance);

    /// <summary>Lets go of it: its actors are gone.</summary>
    /// <param name="isUnfinished">Whether its files may lack something.</param>
    public void Close(bool isUnfinished)
    {
        MarkFiles(isUnfinished);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        closed.Cancel();
        closed.Dispose();
        lease?.Dispose();
    }

    private void MarkFiles(bool isUnfinished)
    {
        if (lease is not null)
        {
            lease.IsUnfinished = isUnfinished;
        }
    }
}
