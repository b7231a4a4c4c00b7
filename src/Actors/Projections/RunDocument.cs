using ActorLstm.Actors.Runs;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Projections;

/// <summary><c>run.json</c>. What was added after its first version need not be there when it is read.</summary>
public sealed record RunDocument
{
    /// <summary>The run's id.</summary>
    public required string Id { get; init; }

    /// <summary>The name that the user gave it.</summary>
    public required string Name { get; init; }

    /// <summary>What has become of it, as far as its process could say.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why it ended as it did.</summary>
    public required string? Reason { get; init; }

    /// <summary>Its corpus.</summary>
    public required CorpusFacts Corpus { get; init; }

    /// <summary>Trainable numbers of the network.</summary>
    public required long Parameters { get; init; }

    /// <summary>What every random number derives from.</summary>
    public required long Seed { get; init; }

    /// <summary>Where it trains.</summary>
    public required string Device { get; init; }

    /// <summary>Threads of a training step.</summary>
    public required int Threads { get; init; }

    /// <summary>What computes losses and gradients.</summary>
    public KernelKind? Kernel { get; init; }

    /// <summary>Epochs to train.</summary>
    public required int Epochs { get; init; }

    /// <summary>Epochs that were trained.</summary>
    public required int EpochsTrained { get; init; }

    /// <summary>The newest checkpoint in the middle of an epoch; null where there is none after the last one at the end of an epoch.</summary>
    public ProgressFacts? Progress { get; init; }

    /// <summary>The loss of the last epoch; null before there is one.</summary>
    public double? LastLoss { get; init; }

    /// <summary>The lowest loss of an epoch; null where none is a number.</summary>
    public double? BestLoss { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>How often another process took it over.</summary>
    public int Resumptions { get; init; }

    /// <summary>What differed where it was resumed, and was accepted.</summary>
    public IReadOnlyList<string> Drift { get; init; } = [];

    /// <summary>Every time that training diverged.</summary>
    public IReadOnlyList<DivergenceFacts> Divergences { get; init; } = [];

    /// <summary>The process that works on it, or did so last.</summary>
    public OwnerFacts? Owner { get; init; }

    /// <summary>Versions of the program and of what it computes with, by name.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The machine that it began on; null where that was not recorded.</summary>
    public Machine? Machine { get; init; }

    /// <summary>The batch that it belongs to; null where it belongs to none.</summary>
    public BatchFacts? Batch { get; init; }

    /// <summary>The checkpoints of another run that it generates texts from; null for a run that trains.</summary>
    public SweepDocument? Sweep { get; init; }

    /// <summary>What the user was told before it began: doubts about the corpus and how it is cut.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The document of a run that has begun.</summary>
    public static RunDocument Of(RunState state)
    {
        var facts = state.Facts!;
        return new RunDocument
        {
            Id = facts.Id,
            Name = facts.Name,
            Status = state.Status,
            Reason = state.Reason,
            Corpus = facts.Corpus,
            Parameters = facts.Parameters,
            Seed = facts.Seed,
            Device = facts.Device,
            Threads = facts.Threads,
            Kernel = facts.KernelInUse,
            Epochs = state.Plan!.Epochs,
            EpochsTrained = state.Epochs.Count,
            Progress = state.Progress is { } progress ? new ProgressFacts(progress.Epoch, progress.Batch) : null,
            LastLoss = state.Epochs.GetValueOrDefault(state.Epochs.Count)?.Loss,
            BestLoss = state.StandingAfter(state.Epochs.Count).LowestTrainingLoss,
            StartedAt = state.StartedAt,
            EndedAt = state.EndedAt,
            Resumptions = state.Resumptions,
            Drift = state.Drift,
            Divergences = [.. state.Divergences.Select(DivergenceFacts.Of)],
            Owner = state.Owner is { } owner ? new OwnerFacts(owner.Host, owner.Process) : null,
            Versions = facts.Versions,
            Machine = facts.Machine,
            Batch = facts.Batch,
            Sweep = SweepDocument.Of(state),
            Notes = facts.Notes ?? [],
        };
    }
}

/// <summary>A place in training.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Batch">The batches of it that were done.</param>
public sealed record ProgressFacts(int Epoch, int Batch);

/// <summary>A process.</summary>
/// <param name="Host">The name of its machine.</param>
/// <param name="Process">Its number there.</param>
public sealed record OwnerFacts(string Host, int Process)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Process} on {Host}";
}

/// <summary>A time that training diverged.</summary>
/// <param name="Epoch">The epoch in which it did.</param>
/// <param name="Batch">The batch of it, from 1.</param>
/// <param name="Loss">The running mean of the losses of the epoch's batches.</param>
/// <param name="Reason">The rule that it broke, in words.</param>
/// <param name="Action">What was done.</param>
/// <param name="RolledBackTo">The epoch whose checkpoint training went back to; null where there was none.</param>
/// <param name="RateFactor">What every learning rate is multiplied by from there on.</param>
public sealed record DivergenceFacts(int Epoch, int Batch, double Loss, string Reason, DivergencePolicy Action, int? RolledBackTo, double RateFactor)
{
    /// <summary>What is told of an event.</summary>
    public static DivergenceFacts Of(TrainingDiverged diverged) => new(
        diverged.Epoch, diverged.Batch, diverged.Loss, diverged.Reason, diverged.Action, diverged.RolledBackTo?.Epoch, diverged.RateFactor);
}
