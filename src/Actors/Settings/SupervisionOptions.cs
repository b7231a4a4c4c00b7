namespace ActorLstm.Actors.Settings;

/// <summary>How failures of trainers and samplers are met: section <c>supervision</c> of the configuration.</summary>
public sealed record SupervisionOptions
{
    /// <summary>How often a trainer, and how often each sample, is begun again before the run fails; at least 0.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>A trainer that finishes no batch for so long is taken for hung and replaced; above 0.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After how many deaths of its process in a row, without progress of the run before any of them, the run fails; at least 1.</summary>
    public int MaxDeaths { get; init; } = 3;

    /// <summary>A sampler that gives no sign of life for so long is taken for hung and replaced; above 0.</summary>
    public TimeSpan SampleTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
