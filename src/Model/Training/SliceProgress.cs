namespace ActorLstm.Model.Training;

/// <summary>Where training stands after a slice of batches.</summary>
/// <param name="Epoch">The epoch that the slice belongs to, from 1.</param>
/// <param name="Batch">Batches of it that are done.</param>
/// <param name="Batches">Batches of an epoch.</param>
/// <param name="Sequences">Windows of it that are done.</param>
/// <param name="Loss">Mean loss of the epoch so far, nats a character.</param>
/// <param name="Seconds">Time spent on it.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="RecentLoss">Running mean of the losses of the epoch's batches, nats a character; see <see cref="DivergenceRule"/>.</param>
/// <param name="Divergence">The rule that the latest batch broke, in words; null as long as none is.</param>
public sealed record SliceProgress(
    int Epoch,
    int Batch,
    int Batches,
    long Sequences,
    double Loss,
    double Seconds,
    double LearningRate,
    double RecentLoss,
    string? Divergence = null)
{
    /// <summary>The loss on the part of the corpus that is not trained on, nats a character; null before the end of the epoch, or where there is none.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Whether every batch is trained and that loss is being measured.</summary>
    public bool IsValidating { get; init; }

    /// <summary>Whether the epoch is done.</summary>
    public bool EndsEpoch => Batch == Batches && !IsValidating;

    /// <summary>Windows trained a second.</summary>
    public double SequencesPerSecond => Seconds > 0 ? Sequences / Seconds : 0;
}
