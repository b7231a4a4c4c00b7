using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Settings;
using ActorLstm.Model.Checkpoints;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorLstm.Actors.Checkpoints;

/// <summary>Sends files of the checkpoints of a run to nodes that lack them, in chunks that small messages find their way between.</summary>
public sealed class CheckpointSenderActor : ReceiveActor
{
    private const int ChunkSize = 64 * 1024;

    /// <param name="store">The checkpoints of the run.</param>
    public CheckpointSenderActor(CheckpointStore store)
    {
        var materializer = Context.Materializer();
        Receive<SendCheckpointFile>(wanted =>
        {
            try
            {
                var file = new FileInfo(store.FileOf(wanted.Checkpoint, wanted.Name));
                _ = FileIO.FromFile(file, ChunkSize).Select(chunk => chunk.ToArray()).RunWith(StreamRefs.SourceRef<byte[]>(), materializer)
                    .PipeTo(Sender, Self, failure: fault => new CheckpointUnusable(wanted.Checkpoint, fault.Message));
            }
            catch (CheckpointUnusableException fault)
            {
                Sender.Tell(new CheckpointUnusable(wanted.Checkpoint, fault.Message));
            }
        });
    }

    /// <summary>How to make one.</summary>
    public static Props Props(CheckpointStore store) => ActorProps.Of(() => new CheckpointSenderActor(store));
}
