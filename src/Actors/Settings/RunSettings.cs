using ActorLstm.Actors.Sampling;

namespace ActorLstm.Actors.Settings;

/// <summary>What a coordinator is told beside the run itself: none of it changes the run's results.</summary>
public sealed record RunSettings
{
    /// <summary>Retries and time-outs.</summary>
    public SupervisionOptions Supervision { get; init; } = new();

    /// <summary>The samplers of a cluster, which generate the texts; null: they are generated beside the trainer.</summary>
    public SharedSampling? SharedSampling { get; init; }

    /// <summary>The longest that training goes on without a checkpoint.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a run that is to stop waits for its trainer to write where it is.</summary>
    public TimeSpan HaltTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often in a row a journal that cannot be written is tried again.</summary>
    public int JournalRetries { get; init; } = 5;

    /// <summary>How long the first of these waits; each further one twice as long.</summary>
    public TimeSpan ShortestBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long it waits at most.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a run that has ended waits for what hangs.</summary>
    public TimeSpan ClosingTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
