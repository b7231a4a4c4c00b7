using ActorLstm.Actors.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Training;

/// <summary>What a trainer is to do.</summary>
/// <param name="Route">The way of the weights; it begins at the last checkpoint of it.</param>
/// <param name="Policy">What is done when training diverges.</param>
/// <param name="SaveEvery">The longest that training goes on without a checkpoint.</param>
public sealed record TrainerOrders(TrainingRoute Route, DivergencePolicy Policy, TimeSpan SaveEvery)
{
    /// <summary>The epoch that ends its work.</summary>
    public int LastEpoch => Route.Epochs[^1].Epoch;

    /// <summary>Whether it goes on after divergence without being told.</summary>
    public bool GoesOn(SliceProgress diverged) => Policy == DivergencePolicy.Continue && double.IsFinite(diverged.RecentLoss);
}
