using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;

namespace ActorLstm.Model.Sampling;

/// <summary>
/// Texts that grow together from one seed text, each at its own temperature and from its own random numbers. A text is the same, bit
/// for bit, whatever the texts beside it. Not for several threads at once.
/// </summary>
public sealed class SampleBatch : ISamplerGroup
{
    /// <summary>The most texts of a run that grow together in one.</summary>
    public const int MostTogether = 16;

    private readonly Vocabulary alphabet;
    private readonly IReadingContext context;
    private readonly TextStream[] streams;
    private readonly ushort[][] texts;
    private readonly ushort[] next;
    private readonly float[] logits;
    private readonly int characters;

    /// <param name="manifest">The checkpoint's description.</param>
    /// <param name="network">Its network.</param>
    /// <param name="options">Length, context, top-k and top-p.</param>
    /// <param name="seedText">The text to grow from, in the alphabet of the checkpoint: at least one character; one shorter than a window is read from its own beginning.</param>
    /// <param name="addresses">Seed, epoch, temperature and replica of each text: where its random numbers come from.</param>
    /// <exception cref="InvalidInputException">The seed text is empty or holds a character that the alphabet lacks.</exception>
    public SampleBatch(CheckpointManifest manifest, FrozenLstm network, SamplingOptions options, string seedText, IReadOnlyList<RandomAddress> addresses)
    {
        alphabet = manifest.Alphabet;
        characters = network.Characters;
        context = IReadingContext.Of(options.Context, network, manifest.Windows.MaxLength, addresses.Count);
        streams = [.. addresses.Select(address => new TextStream(
            new TemperatureDraw(characters, address.Temperature, options.TopK, options.TopP), RandomStream.At(address)))];
        texts = [.. addresses.Select(_ => new ushort[options.Length])];
        next = new ushort[addresses.Count];
        logits = new float[addresses.Count * characters];
        Read(alphabet.Encode(seedText));
    }

    /// <summary>Characters of each text that are drawn.</summary>
    public int Drawn { get; private set; }

    /// <inheritdoc/>
    public bool Advance(int characters)
    {
        var last = Math.Min((long)Drawn + characters, texts[0].Length);
        while (Drawn < last)
        {
            context.Logits(logits);
            for (var text = 0; text < streams.Length; text++)
            {
                next[text] = texts[text][Drawn] = streams[text].Next(logits.AsSpan(text * this.characters, this.characters));
            }

            Drawn++;
            context.Read(next);
        }

        return Drawn == texts[0].Length;
    }

    /// <inheritdoc/>
    public string TextOf(int text) => TextOf(text, 0);

    /// <summary>What was drawn of a text from a character on.</summary>
    public string TextOf(int text, int from) => alphabet.Decode(texts[text].AsSpan(from, Drawn - from));

    /// <inheritdoc/>
    public SampleMeasures MeasuresOf(int text) => streams[text].Measures;

    private void Read(ReadOnlySpan<ushort> seedText)
    {
        if (seedText.IsEmpty)
        {
            throw new InvalidInputException("The seed text is empty. Give at least one character.");
        }

        foreach (var character in seedText)
        {
            next.AsSpan().Fill(character);
            context.Read(next);
        }
    }
}
