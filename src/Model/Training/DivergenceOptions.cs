namespace ActorLstm.Model.Training;

/// <summary>When training counts as diverged and what is done then: section <c>divergence</c> of the configuration.</summary>
public sealed record DivergenceOptions
{
    /// <summary>What is done.</summary>
    public DivergencePolicy Policy { get; init; } = DivergencePolicy.Rollback;

    /// <summary>A recent loss above so many times the best epoch's is divergence; above 1. A best loss below 1 nat counts as 1.</summary>
    public double Multiple { get; init; } = 2;

    /// <summary>Rollback: what every learning rate is multiplied by each time, above 0 and below 1.</summary>
    public double RateFactor { get; init; } = 0.5;

    /// <summary>Rollback: how often, before the run ends as diverged; at least 0.</summary>
    public int MaxRollbacks { get; init; } = 3;
}

/// <summary>What is done when training diverges.</summary>
public enum DivergencePolicy
{
    /// <summary>Training goes back to the best checkpoint and goes on at a lower learning rate.</summary>
    Rollback,

    /// <summary>The run ends as diverged.</summary>
    Stop,

    /// <summary>It is recorded and training goes on, as long as the loss is a number.</summary>
    Continue,
}
