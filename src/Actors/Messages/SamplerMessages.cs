using ActorLstm.Actors.Runs;

namespace ActorLstm.Actors.Messages;

/// <summary>A sampler is alive.</summary>
public sealed record SampleAdvanced : IClusterMessage
{
    /// <summary>The only one.</summary>
    public static SampleAdvanced Instance { get; } = new();
}

/// <summary>A sampler finished its text.</summary>
public sealed record SampleFinished(SampleJob Job, FinishedText Result) : IClusterMessage;
