using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;

namespace ActorLstm.Model.Sampling;

/// <summary>Generates one text from a checkpoint: the same text for the same checkpoint, options, seed text and address.</summary>
/// <param name="manifest">The checkpoint's description.</param>
/// <param name="network">Its network.</param>
/// <param name="options">Length, context, top-k and top-p.</param>
/// <param name="seedText">The text to grow from, in the alphabet of the checkpoint.</param>
/// <param name="address">Seed, epoch, temperature and replica: where the random numbers come from.</param>
public sealed class Sampler(CheckpointManifest manifest, FrozenLstm network, SamplingOptions options, string seedText, RandomAddress address) : ISampler
{
    private readonly SampleBatch batch = new(manifest, network, options, seedText, [address]);

    /// <inheritdoc/>
    public string Text => batch.TextOf(0);

    /// <inheritdoc/>
    public SampleMeasures Measures => batch.MeasuresOf(0);

    /// <inheritdoc/>
    public bool Advance(int characters) => batch.Advance(characters);
}
