using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Model;

/// <summary>One experiment, whole and validated: what a configuration file says once every default stands in it.</summary>
public sealed record Experiment
{
    /// <summary>The name that the user gave it.</summary>
    public required string Name { get; init; }

    /// <summary>What every random number derives from.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Passes over the corpus, at least 1.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Where the text comes from.</summary>
    public required CorpusOptions Corpus { get; init; }

    /// <summary>How it is cut into windows.</summary>
    public WindowOptions Windows { get; init; } = new();

    /// <summary>The shape of the network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>How it is trained.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>When training counts as diverged, and what is done then.</summary>
    public DivergenceOptions Divergence { get; init; } = new();

    /// <summary>Which texts are generated after an epoch.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Which checkpoints are written and kept.</summary>
    public CheckpointOptions Checkpoints { get; init; } = new();

    /// <summary>Whether texts are generated after this epoch.</summary>
    public bool SamplesAfter(int epoch) => SamplingOptions.IsDueAfter(epoch, Epochs, Sampling.EveryEpochs);

    /// <summary>Whether a checkpoint is written after this epoch: where one is due, and where texts grow from it.</summary>
    public bool CheckpointsAfter(int epoch) => SamplesAfter(epoch) || epoch % Checkpoints.EveryEpochs == 0;
}
