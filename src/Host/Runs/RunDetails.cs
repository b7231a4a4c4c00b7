using ActorLstm.Actors.Projections;
using ActorLstm.Model.Checkpoints;

namespace ActorLstm.Host.Runs;

/// <summary>What is counted in the folder of a run.</summary>
/// <param name="Samples">Its texts.</param>
/// <param name="Checkpoints">Its checkpoints, those in the middle of an epoch included.</param>
/// <param name="HasCheckpoint">Whether texts can be taken from one.</param>
/// <param name="IsProgressThere">Whether one is in the middle of an epoch.</param>
/// <param name="Bytes">What all of it takes on the disk.</param>
/// <param name="Epochs">Its epochs.</param>
internal sealed record RunDetails(int Samples, int Checkpoints, bool HasCheckpoint, bool IsProgressThere, long Bytes, IReadOnlyList<EpochDetails> Epochs)
{
    /// <summary>Counts them.</summary>
    public static RunDetails Of(StoredRun run)
    {
        var store = new CheckpointStore(Path.Combine(run.Folder, RunFolder.CheckpointsFolder));
        var (recorded, progress) = (RecordedCheckpoint.Of(run.Folder, run.Document?.Sweep, store).Count, store.ListProgress().Count);
        return new RunDetails(
            RunFolder.Samples(run.Folder).Count(),
            recorded + progress,
            recorded > 0,
            progress > 0,
            FolderSize.Of(run.Folder),
            [.. RunFolder.Epochs(run.Folder).Select(line => new EpochDetails(line, line.Checkpoint is { } hash && Directory.Exists(store.PathOf(new CheckpointRef(hash, 0, line.Epoch)))))]);
    }
}

/// <summary>An epoch of a run.</summary>
/// <param name="Line">What was recorded of it.</param>
/// <param name="CheckpointIsThere">Whether its checkpoint was not removed.</param>
internal sealed record EpochDetails(EpochLine Line, bool CheckpointIsThere);
