using ActorLstm.Actors.Runs;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Actors.Projections;

/// <summary>A line of <c>metrics.jsonl</c>.</summary>
public sealed record EpochLine(
    int Epoch,
    double Loss,
    double? ValidationLoss,
    double Seconds,
    double SequencesPerSecond,
    double LearningRate,
    string? Checkpoint)
{
    /// <summary>The line of an epoch.</summary>
    public static EpochLine Of(EpochTrained epoch) => new(
        epoch.Epoch, epoch.Loss, epoch.ValidationLoss, Math.Round(epoch.Seconds, 3), Math.Round(epoch.SequencesPerSecond, 1), epoch.LearningRate, epoch.Checkpoint?.Sha256);
}

/// <summary>A line of <c>samples.jsonl</c>.</summary>
public sealed record SampleLine(
    int Epoch,
    double Temperature,
    int Replica,
    string SeedText,
    string Text,
    double Seconds,
    string Node,
    string Checkpoint,
    SampleMeasures Metrics)
{
    /// <summary>The line of a sample.</summary>
    public static SampleLine Of(SampleGenerated sample) => new(
        sample.Key.Epoch,
        sample.Key.Temperature,
        sample.Key.Replica,
        sample.SeedText,
        sample.Text,
        Math.Round(sample.Seconds, 3),
        sample.Node,
        sample.Checkpoint,
        sample.Measures);
}
