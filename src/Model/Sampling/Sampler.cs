using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;

namespace ActorLstm.Model.Sampling;

/// <summary>Generates one text from a checkpoint: the same text for the same checkpoint, options, seed text and address.</summary>
public sealed class Sampler : ISampler
{
    private readonly CheckpointManifest manifest;
    private readonly TextStream stream;
    private readonly ushort[] characters;
    private int drawn;

    /// <param name="manifest">The checkpoint's description.</param>
    /// <param name="network">Its network.</param>
    /// <param name="options">Length, context, top-k and top-p.</param>
    /// <param name="seedText">The text to grow from, in the alphabet of the checkpoint.</param>
    /// <param name="address">Seed, epoch, temperature and replica: where the random numbers come from.</param>
    public Sampler(CheckpointManifest manifest, FrozenLstm network, SamplingOptions options, string seedText, RandomAddress address)
    {
        this.manifest = manifest;
        characters = new ushort[options.Length];
        stream = new TextStream(
            network,
            IReadingContext.Of(options.Context, network, manifest.Windows.MaxLength),
            new TemperatureDraw(network.Characters, address.Temperature, options.TopK, options.TopP),
            RandomStream.At(address),
            manifest.Alphabet.Encode(seedText));
    }

    /// <inheritdoc/>
    public string Text => manifest.Alphabet.Decode(characters.AsSpan(0, drawn));

    /// <inheritdoc/>
    public SampleMeasures Measures => stream.Measures;

    /// <inheritdoc/>
    public bool Advance(int characters)
    {
        var last = Math.Min(drawn + characters, this.characters.Length);
        while (drawn < last)
        {
            this.characters[drawn++] = stream.Next();
        }

        return drawn == this.characters.Length;
    }
}
