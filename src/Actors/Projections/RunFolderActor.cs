using Akka.Actor;
using Akka.Event;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Model.Checkpoints;

namespace ActorLstm.Actors.Projections;

/// <summary>Keeps the files of one run: writes the lines as things happen and removes checkpoints that nobody needs any more.</summary>
#pragma warning disable CA1001 // An actor is not disposed: what it owns is freed when it stops.
public sealed class RunFolderActor : ReceiveActor
#pragma warning restore CA1001
{
    private readonly RunFolder files;
    private readonly CheckpointStore store;
    private readonly CheckpointOptions options;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private RunState? unwritten;
    private bool mayHaveProgress = true;

    /// <param name="path">The run's folder.</param>
    /// <param name="store">Its checkpoints.</param>
    /// <param name="options">Which of them are kept.</param>
    public RunFolderActor(string path, CheckpointStore store, CheckpointOptions options)
    {
        files = new RunFolder(path);
        this.store = store;
        this.options = options;
        Receive<RunChanged>(changed =>
        {
            mayHaveProgress |= changed.Happened is not (EpochTrained or SampleGenerated);
            Note(changed.State);
        });
        Receive<RunRecovered>(recovered => Note(recovered.State));
        Receive<WriteFiles>(_ => Write());
        Receive<RunClosed>(closed =>
        {
            unwritten = closed.State;
            mayHaveProgress = true;
            Write();
            Context.Stop(Self);
        });
    }

    /// <summary>How to make one.</summary>
    public static Props Props(string path, CheckpointStore store, CheckpointOptions options) =>
        ActorProps.Of(() => new RunFolderActor(path, store, options));

    /// <inheritdoc/>
    protected override void PostStop() => files.Dispose();

    // What comes in while the files are written is written at once thereafter: thousands of samples cost a few writes.
    private void Note(RunState state)
    {
        if (unwritten is null)
        {
            Self.Tell(WriteFiles.Instance);
        }

        unwritten = state;
    }

    private void Write()
    {
        if (unwritten is { } state)
        {
            unwritten = null;
            files.Update(state);
            Prune(state);
        }
    }

    // A checkpoint that cannot be removed now, because something has it open, is tried again at the next change. Where all are kept, the
    // folder grows with the epochs: it is looked at only when something else than epochs and texts may have left a checkpoint behind.
    private void Prune(RunState state)
    {
        if (options.KeepLast == 0 && !mayHaveProgress)
        {
            return;
        }

        var there = store.List();
        foreach (var reference in Retention.Unneeded(state, options, there.Where(place => place.Batch == 0).Select(place => place.Epoch)))
        {
            TryRemove(store.PathOf(reference));
        }

        var progress = there.Where(place => place.Batch > 0).ToList();
        mayHaveProgress = progress.Count > 0;
        foreach (var place in progress.Where(place => Retention.IsBehind(state, place)))
        {
            TryRemove(place.Path);
        }
    }

    private void TryRemove(string path)
    {
        try
        {
            CheckpointStore.Remove(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.Warning("The checkpoint {Checkpoint} cannot be removed: {Reason}", path, fault.Message);
        }
    }

    private sealed record WriteFiles : IDeadLetterSuppression
    {
        public static WriteFiles Instance { get; } = new();
    }
}
