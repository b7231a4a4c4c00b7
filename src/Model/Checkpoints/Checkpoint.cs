using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Checkpoints;

/// <summary>All that is needed to go on training, or to generate text, from the end of an epoch.</summary>
/// <param name="Manifest">What the numbers are and where they came from.</param>
/// <param name="Weights">The network's weights under their <see cref="WeightNames"/>.</param>
/// <param name="OptimizerState">The optimizer's tensors under the weights' names.</param>
public sealed record Checkpoint(CheckpointManifest Manifest, IReadOnlyList<NamedTensor> Weights, IReadOnlyList<NamedTensor> OptimizerState)
{
    /// <summary>The network for sampling.</summary>
    public FrozenLstm Freeze() => new(Weights, Manifest.Alphabet.Count, Manifest.Network);
}
