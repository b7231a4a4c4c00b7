using Akka.Actor;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;

namespace ActorLstm.Actors.Projections;

/// <summary>Keeps the files of one run: writes the lines as things happen and removes checkpoints that nobody needs any more.</summary>
public sealed class RunFolderActor : ReceiveActor
{
    private readonly CheckpointStore store;
    private readonly CheckpointOptions options;
    private readonly HashSet<CheckpointRef> removed = [];

    /// <param name="path">The run's folder.</param>
    /// <param name="store">Its checkpoints.</param>
    /// <param name="options">Which of them are kept.</param>
    public RunFolderActor(string path, CheckpointStore store, CheckpointOptions options)
    {
        this.store = store;
        this.options = options;
        var files = new RunFolder(path);
        Receive<RunChanged>(changed =>
        {
            files.Update(changed.State);
            Prune(changed.State);
        });
        Receive<RunClosed>(closed =>
        {
            files.Update(closed.State);
            Prune(closed.State);
            Context.Stop(Self);
        });
    }

    /// <summary>How to make one.</summary>
    public static Props Props(string path, CheckpointStore store, CheckpointOptions options) =>
        Akka.Actor.Props.Create(() => new RunFolderActor(path, store, options));

    private void Prune(RunState state)
    {
        foreach (var reference in Retention.Unneeded(state, options).Where(removed.Add))
        {
            store.Remove(reference);
        }
    }
}
