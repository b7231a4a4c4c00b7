using System.Threading.Channels;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Settings;
using Akka.Actor;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>
/// Carries what a batch tells out of the actor system, to a display that reads it as a sequence, and what the user wants into it. A
/// coordinator that is begun again knows only what was recorded: the feed tells each one how the batch begins and what was wanted last.
/// </summary>
internal sealed class BatchFeed : ReceiveActor
{
    private readonly ChannelWriter<IBatchNotice> writer;
    private IActorRef batch = ActorRefs.Nobody;
    private IBatchCommand? wanted;
    private bool isListening;
    private string? failure;

    /// <param name="writer">The sequence; it ends when the batch has closed.</param>
    /// <param name="start">How the batch begins in this process.</param>
    public BatchFeed(ChannelWriter<IBatchNotice> writer, StartBatch start)
    {
        this.writer = writer;
        Receive<Follow>(follow => batch = Context.Watch(follow.Batch));
        Receive<BatchRecovered>(recovered =>
        {
            isListening = true;
            Sender.Tell(start with { Lost = LostIn(recovered.State, start) });
            if (wanted is not null)
            {
                Sender.Tell(wanted);
            }
        });
        Receive<BatchClosed>(closed =>
        {
            writer.TryWrite(closed);
            writer.TryComplete();
            Context.Stop(batch);
        });
        Receive<BatchJournalFailed>(failed =>
        {
            failure = failed.Reason;
            isListening = false;
            writer.TryWrite(failed);
        });
        Receive<IBatchNotice>(notice => writer.TryWrite(notice));
        Receive<IBatchCommand>(command =>
        {
            wanted = command is CancelBatch or InterruptBatch || wanted is not (CancelBatch or InterruptBatch) ? command : wanted;
            if (isListening)
            {
                batch.Tell(command);
            }
            else if (failure is not null && command is CancelBatch or InterruptBatch)
            {
                Context.Stop(batch);
            }
        });
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    /// <summary>Tells which batch it is.</summary>
    public sealed record Follow(IActorRef Batch);

    /// <summary>How to make one.</summary>
    public static Props Props(ChannelWriter<IBatchNotice> writer, StartBatch start) => ActorProps.Of(() => new BatchFeed(writer, start));

    /// <inheritdoc/>
    protected override void PostStop() => writer.TryComplete(new RunLostException(failure is null
        ? "its actors stopped before it had ended; log.jsonl in its folder says why"
        : $"its journal cannot be used: {failure}"));

    // Only the first coordinator of this process is told: a run that ended under it has its folder.
    private static IReadOnlyList<int> LostIn(BatchState state, StartBatch start) => state.Owner == start.Owner ? [] : start.Lost;
}
