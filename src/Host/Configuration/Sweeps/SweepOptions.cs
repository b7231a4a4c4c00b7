namespace ActorLstm.Host.Configuration.Sweeps;

/// <summary>Whose checkpoints texts are generated from, instead of training: section <c>sweep</c> of the configuration.</summary>
public sealed record SweepOptions
{
    /// <summary>The run: its id, a beginning of it, its name or its folder; null for a run that trains.</summary>
    public string? Run { get; init; }

    /// <summary>Which of its checkpoints.</summary>
    public EpochChoice Epochs { get; init; } = new(EpochChoiceKind.Last, []);
}

/// <summary>Which epochs of a run, of those that have a checkpoint.</summary>
/// <param name="Kind">How they are chosen.</param>
/// <param name="Listed">The epochs themselves, in their order, where they are listed; else none.</param>
public sealed record EpochChoice(EpochChoiceKind Kind, IReadOnlyList<int> Listed);

/// <summary>How epochs are chosen.</summary>
public enum EpochChoiceKind
{
    /// <summary>The last one.</summary>
    Last,

    /// <summary>The one with the lowest loss: the validation loss where there is one.</summary>
    Best,

    /// <summary>Every one.</summary>
    All,

    /// <summary>Those that are named.</summary>
    Listed,
}
