using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Projections;

/// <summary>A checkpoint at the end of an epoch that a run has recorded.</summary>
/// <param name="Reference">Names it.</param>
/// <param name="Losses">The losses of its epoch.</param>
public sealed record RecordedCheckpoint(CheckpointRef Reference, EpochLoss Losses)
{
    /// <summary>Those of a run that are there: of its own epochs, and those that it has taken over. The earliest epoch first.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="sweep">What its <c>run.json</c> tells of a sweep; null for a run that trains.</param>
    /// <param name="store">Its checkpoints.</param>
    public static IReadOnlyList<RecordedCheckpoint> Of(string path, SweepDocument? sweep, CheckpointStore store) =>
        [.. Recorded(path, sweep).Where(checkpoint => Directory.Exists(store.PathOf(checkpoint.Reference)))];

    /// <summary>The same, and those that are not there any more.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="sweep">What its <c>run.json</c> tells of a sweep; null for a run that trains.</param>
    public static IReadOnlyList<RecordedCheckpoint> Recorded(string path, SweepDocument? sweep)
    {
        var trained = from line in RunFolder.Epochs(path) where line.Checkpoint is not null select (line.Epoch, Sha256: line.Checkpoint!, line.Loss, line.ValidationLoss);
        var adopted = from line in sweep?.Checkpoints ?? [] select (line.Epoch, Sha256: line.Checkpoint, line.Loss, line.ValidationLoss);
        return
        [
            .. from line in trained.Concat(adopted)
               orderby line.Epoch
               select new RecordedCheckpoint(new CheckpointRef(line.Sha256, 0, line.Epoch), new EpochLoss(line.Loss, line.ValidationLoss)),
        ];
    }
}
