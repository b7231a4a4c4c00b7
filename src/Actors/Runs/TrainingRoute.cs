using System.Collections.Immutable;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>
/// The way of a run's weights: the epochs in the order in which they go through them, from the initial weights to the end.
/// It skips the epochs before a rollback that were given up. A trainer can begin at any checkpoint on it and comes to the same
/// weights.
/// </summary>
/// <param name="Epochs">The epochs, the first of them trained from the initial weights.</param>
/// <param name="Progress">The newest checkpoint in the middle of an epoch, where it comes after those of the epochs; null where there is none.</param>
/// <param name="Turn">Tells the ways of a run apart: a trainer on another one is on a wrong one.</param>
public sealed record TrainingRoute(ImmutableList<RouteEpoch> Epochs, CheckpointRef? Progress, (int Rollbacks, int? LostEpoch) Turn)
{
    /// <summary>Where a trainer begins, if all checkpoints can be read; null for the initial weights.</summary>
    public CheckpointRef? Start => Progress ?? Epochs.FindLast(epoch => epoch.Checkpoint is not null)?.Checkpoint;

    /// <summary>The recorded epochs that are trained again from there, in part or whole.</summary>
    public IEnumerable<RouteEpoch> Retraced => Epochs
        .TakeWhile(epoch => epoch.Loss is not null)
        .Where(epoch => epoch.Epoch > (Start?.Epoch ?? 0) || (epoch.Epoch == Start!.Epoch && Start.Batch > 0));

    /// <summary>The way of a run as it stands: to its last epoch, or to the first lost checkpoint that a text needs.</summary>
    public static TrainingRoute Of(RunState state)
    {
        var lost = state.FirstLostEpoch;
        var epochs = Lineage(state, lost ?? Math.Min(state.Plan!.Epochs, state.EpochLimit ?? int.MaxValue)).Select(epoch => Describe(state, epoch)).ToImmutableList();
        return new TrainingRoute(epochs, lost is null ? state.Progress : null, TurnOf(state));
    }

    /// <summary>Which way a run is on.</summary>
    public static (int Rollbacks, int? LostEpoch) TurnOf(RunState state) => (state.Rollbacks.Count(), state.FirstLostEpoch);

    /// <summary>The recorded epochs that led to the weights of an epoch, itself included, the first one first.</summary>
    public static IEnumerable<int> Lineage(RunState state, int last) => Back(state, last).Reverse();

    /// <summary>The same, the last one first; each is looked up when it is asked for.</summary>
    public static IEnumerable<int> Back(RunState state, int last)
    {
        for (var epoch = last; epoch > 0; epoch = Before(state, epoch))
        {
            yield return epoch;
        }
    }

    /// <summary>The epoch whose weights an epoch was, or would be, trained from; 0 for the initial weights.</summary>
    public static int Before(RunState state, int epoch) =>
        state.Rollbacks.LastOrDefault(rollback => rollback.Epoch == epoch) is { } rollback ? rollback.RolledBackTo?.Epoch ?? 0 : epoch - 1;

    private static RouteEpoch Describe(RunState state, int epoch)
    {
        var trained = state.Epochs.GetValueOrDefault(epoch);
        var checkpoint = trained?.Checkpoint is { } written && !state.LostCheckpoints.Contains(written) ? written : null;
        return new RouteEpoch(epoch, state.Rollbacks.LastOrDefault(rollback => rollback.Epoch <= epoch)?.RateFactor ?? 1, trained?.Losses, checkpoint);
    }
}

/// <summary>An epoch of a training route.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="RateFactor">What its learning rate is multiplied by.</param>
/// <param name="Loss">Its losses, where it was trained before.</param>
/// <param name="Checkpoint">The checkpoint after it; null where there is none that can be used.</param>
public sealed record RouteEpoch(int Epoch, double RateFactor, EpochLoss? Loss, CheckpointRef? Checkpoint);
