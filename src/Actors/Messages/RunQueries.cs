using ActorLstm.Actors.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Messages;

/// <summary>Asks a run how it stands; answered with <see cref="RunView"/>.</summary>
public sealed record GetRun
{
    /// <summary>The only one.</summary>
    public static GetRun Instance { get; } = new();
}

/// <summary>How a run stands.</summary>
/// <param name="State">Everything that happened.</param>
/// <param name="Progress">The latest slice of the epoch in training; null before the first.</param>
public sealed record RunView(RunState State, SliceProgress? Progress);

/// <summary>
/// Asks the trainer itself how it stands; a run passes it on. Answered with <see cref="TrainingProgress"/> after the current
/// slice at the latest.
/// </summary>
public sealed record GetTrainingProgress
{
    /// <summary>The only one.</summary>
    public static GetTrainingProgress Instance { get; } = new();
}

/// <summary>How training stands.</summary>
/// <param name="Latest">The latest slice; null before the first, or where nothing trains.</param>
public sealed record TrainingProgress(SliceProgress? Latest);
