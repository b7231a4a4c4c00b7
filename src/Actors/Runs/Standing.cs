using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>How training stood after an epoch. It is kept for each epoch, so that an epoch costs the same, whatever its number.</summary>
/// <param name="Improvement">How long the decisive loss had not fallen on the way to the weights of the epoch.</param>
/// <param name="BestOnTheWay">The epoch with the lowest loss on that way that has a checkpoint; null without one.</param>
/// <param name="BestWritten">The epoch with the lowest loss of all that have a checkpoint, those given up included; null without one.</param>
/// <param name="LowestTrainingLoss">The lowest finite training loss of all epochs, nats a character; null without one.</param>
/// <param name="LowestLoss">The lowest finite decisive loss of all epochs, nats a character; null without one.</param>
public sealed record Standing(Improvement Improvement, int? BestOnTheWay, int? BestWritten, double? LowestTrainingLoss, double? LowestLoss)
{
    /// <summary>Before the first epoch.</summary>
    public static Standing None { get; } = new(Improvement.None, null, null, null, null);

    /// <summary>After an epoch.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="before">The run until then.</param>
    public static Standing After(EpochTrained epoch, RunState before)
    {
        var (way, all) = (before.StandingAfter(TrainingRoute.Before(before, epoch.Epoch)), before.StandingAfter(epoch.Epoch - 1));
        return new Standing(
            way.Improvement.After(epoch.Losses.Decisive),
            Better(way.BestOnTheWay),
            Better(all.BestWritten),
            Lower(all.LowestTrainingLoss, epoch.Loss),
            Lower(all.LowestLoss, epoch.Losses.Decisive));

        // Of equals the earlier.
        int? Better(int? best) => epoch.Checkpoint is null || (best is { } other && before.Epochs[other].Losses.Rank <= epoch.Losses.Rank) ? best : epoch.Epoch;
    }

    private static double? Lower(double? lowest, double loss) => double.IsFinite(loss) && !(lowest <= loss) ? loss : lowest;
}
