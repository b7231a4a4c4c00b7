namespace ActorLstm.Model.Training;

/// <summary>Where training stands after a slice of batches.</summary>
/// <param name="Epoch">The epoch that the slice belongs to, from 1.</param>
/// <param name="Batch">Batches of it that are done.</param>
/// <param name="Batches">Batches of an epoch.</param>
/// <param name="Sequences">Windows of it that are done.</param>
/// <param name="Loss">Mean loss of the epoch so far, nats a character; not finite where training has diverged.</param>
/// <param name="Seconds">Time spent on it.</param>
/// <param name="LearningRate">Its learning rate.</param>
public sealed record SliceProgress(int Epoch, int Batch, int Batches, long Sequences, double Loss, double Seconds, double LearningRate)
{
    /// <summary>Whether the epoch is done.</summary>
    public bool EndsEpoch => Batch == Batches;

    /// <summary>Whether the loss is no number any more.</summary>
    public bool Diverged => !double.IsFinite(Loss);

    /// <summary>Windows trained a second.</summary>
    public double SequencesPerSecond => Seconds > 0 ? Sequences / Seconds : 0;
}
