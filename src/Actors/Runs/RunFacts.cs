using System.Text.Json.Serialization;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>What is fixed about a run from its first moment on: the unchanging part of <c>run.json</c>.</summary>
public sealed record RunFacts
{
    /// <summary>The run's id.</summary>
    public required string Id { get; init; }

    /// <summary>The name that the user gave it.</summary>
    public required string Name { get; init; }

    /// <summary>The corpus.</summary>
    public required CorpusFacts Corpus { get; init; }

    /// <summary>Trainable numbers of the network.</summary>
    public required long Parameters { get; init; }

    /// <summary>What every random number derives from.</summary>
    public required long Seed { get; init; }

    /// <summary>Where it trains: <c>cpu</c> or <c>cuda:N</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Threads of a training step.</summary>
    public required int Threads { get; init; }

    /// <summary>What computes losses and gradients; null in what was recorded when torch's was the only one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KernelKind? Kernel { get; init; }

    /// <summary>What computes losses and gradients: fused or torch.</summary>
    [JsonIgnore]
    public KernelKind KernelInUse => Kernel ?? KernelKind.Torch;

    /// <summary>Versions of the program and of what it computes with, by name.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The machine that it began on; null in what was recorded before machines were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Machine? Machine { get; init; }

    /// <summary>The batch that the run belongs to; null where it belongs to none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchFacts? Batch { get; init; }

    /// <summary>The run whose checkpoints it generates texts from; null for a run that trains.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SweepFacts? Sweep { get; init; }

    /// <summary>What the user was told before it began: doubts about the corpus and how it is cut; null where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notes { get; init; }
}

/// <summary>The run that a sweep takes its checkpoints from.</summary>
/// <param name="Run">That run's id.</param>
/// <param name="Name">What it is called.</param>
public sealed record SweepFacts(string Run, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"the run {Run}";
}

/// <summary>The corpus of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">The hash of its file, or of the hashes of its files.</param>
/// <param name="Characters">Characters of the text.</param>
/// <param name="Distinct">Distinct characters.</param>
/// <param name="Windows">Training windows.</param>
/// <param name="Origin">Where the file was found.</param>
/// <param name="Fallback">Why the embedded text was used instead of the one asked for; null where it was not.</param>
public sealed record CorpusFacts(string Name, string Sha256, int Characters, int Distinct, int Windows, string Origin, string? Fallback)
{
    /// <summary>The number of its files; null where it is one file itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Files { get; init; }
}

/// <summary>The place of a run in a batch.</summary>
/// <param name="Id">The batch's id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Number">The run's number in it, from 1.</param>
/// <param name="Settings">What distinguishes the run from the others: values as they are written, by path.</param>
public sealed record BatchFacts(string Id, string Name, int Number, IReadOnlyDictionary<string, string> Settings);
