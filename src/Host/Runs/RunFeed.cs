using System.Threading.Channels;
using Akka.Actor;
using ActorLstm.Actors.Messages;

namespace ActorLstm.Host.Runs;

/// <summary>Carries what a run tells out of the actor system, to a display that reads it as a sequence.</summary>
public sealed class RunFeed : ReceiveActor
{
    private readonly ChannelWriter<IRunNotice> writer;

    /// <param name="writer">The sequence; it ends when the run has closed.</param>
    public RunFeed(ChannelWriter<IRunNotice> writer)
    {
        this.writer = writer;
        Receive<Follow>(follow => Context.Watch(follow.Run));
        Receive<RunClosed>(closed =>
        {
            writer.TryWrite(closed);
            writer.TryComplete();
        });
        Receive<IRunNotice>(notice => writer.TryWrite(notice));
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    /// <summary>Names the run whose end ends the sequence.</summary>
    /// <param name="Run">Its coordinator.</param>
    public sealed record Follow(IActorRef Run);

    /// <summary>How to make one.</summary>
    public static Props Props(ChannelWriter<IRunNotice> writer) => Akka.Actor.Props.Create(() => new RunFeed(writer));

    /// <inheritdoc/>
    protected override void PostStop() => writer.TryComplete(new InvalidOperationException(
        "The run's actors stopped before the run had ended; log.jsonl in the run's folder says why."));
}
