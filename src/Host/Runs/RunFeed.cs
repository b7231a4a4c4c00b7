using System.Threading.Channels;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using Akka.Actor;

namespace ActorLstm.Host.Runs;

/// <summary>
/// Carries what a run tells out of the actor system, to a display that reads it as a sequence, and what the user wants into it.
/// </summary>
public sealed class RunFeed : ReceiveActor
{
    private readonly ChannelWriter<IRunNotice> writer;
    private IActorRef run = ActorRefs.Nobody;
    private bool isToEnd;
    private string reason = "its actors stopped before it had ended; log.jsonl in its folder says why";

    /// <param name="writer">The sequence; it ends when the run has closed.</param>
    public RunFeed(ChannelWriter<IRunNotice> writer)
    {
        this.writer = writer;
        Receive<Follow>(follow => run = Context.Watch(follow.Run));
        Receive<RunClosed>(closed =>
        {
            writer.TryWrite(closed);
            writer.TryComplete();
            Context.Stop(run);
        });
        Receive<JournalFailed>(failed =>
        {
            reason = $"its journal cannot be used: {failed.Reason}";
            writer.TryWrite(failed);
        });
        Receive<IRunNotice>(notice => writer.TryWrite(notice));
        Receive<IRunCommand>(command =>
        {
            isToEnd |= command is InterruptRun or CancelRun;
            run.Tell(command);
        });

        // A run that waits for its journal cannot record its end: it is left as the journal has it.
        Receive<RunSupervisor.JournalIsDown>(_ => Context.Stop(run), _ => isToEnd);
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    /// <summary>Names the run whose end ends the sequence.</summary>
    /// <param name="Run">Its supervisor.</param>
    public sealed record Follow(IActorRef Run);

    /// <summary>How to make one.</summary>
    public static Props Props(ChannelWriter<IRunNotice> writer) => Akka.Actor.Props.Create(() => new RunFeed(writer));

    /// <inheritdoc/>
    protected override void PostStop() => writer.TryComplete(new RunLostException(reason));
}
