using ActorLstm.Model.Checkpoints;

namespace ActorLstm.Model.Training;

/// <summary>A training session that is advanced slice by slice, always from the same thread.</summary>
public interface ITrainer : IDisposable
{
    /// <summary>
    /// Trains up to <paramref name="batches"/> batches, at most to the end of the epoch, and no further than the batch that
    /// diverges.
    /// </summary>
    /// <param name="batches">At least 1.</param>
    SliceProgress RunSlice(int batches);

    /// <summary>Everything that training needs to go on from here, at the end of an epoch or between two of its batches.</summary>
    Checkpoint Capture();
}
