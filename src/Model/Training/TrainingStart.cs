using ActorLstm.Model.Checkpoints;

namespace ActorLstm.Model.Training;

/// <summary>Where training begins.</summary>
/// <param name="From">The checkpoint to go on from; null begins with Keras's initial weights.</param>
/// <param name="Epochs">The epochs to train, in their order; the first is the checkpoint's own where that was written in the middle of one.</param>
/// <param name="Before">The losses of the epochs that led there.</param>
public sealed record TrainingStart(Checkpoint? From, IReadOnlyList<PlannedEpoch> Epochs, params IReadOnlyList<EpochLoss> Before)
{
    /// <summary>All epochs of an experiment, from the beginning.</summary>
    public static TrainingStart Anew(int epochs) => new(null, [.. Enumerable.Range(1, epochs).Select(epoch => new PlannedEpoch(epoch))]);
}

/// <summary>An epoch to train.</summary>
/// <param name="Epoch">Which, from 1: it fixes the order of the windows.</param>
/// <param name="RateFactor">What its learning rate is multiplied by.</param>
public sealed record PlannedEpoch(int Epoch, double RateFactor = 1);
