namespace ActorLstm.Model.Checkpoints;

/// <summary>Which checkpoints are written and kept: section <c>checkpoints</c> of the configuration.</summary>
public sealed record CheckpointOptions
{
    /// <summary>A checkpoint is written after every epoch that this number divides, and wherever texts are generated.</summary>
    public int EveryEpochs { get; init; } = 1;

    /// <summary>
    /// The longest that training goes on without one: above 0. A kill loses at most what was trained since. It is written between
    /// two batches and removed once training is beyond it.
    /// </summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many of the latest are kept, at least 1; 0 keeps all.</summary>
    public int KeepLast { get; init; }

    /// <summary>Whether the one with the lowest loss is kept as well.</summary>
    public bool KeepBest { get; init; } = true;
}
