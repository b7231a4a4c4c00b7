namespace ActorLstm.Model.Corpora;

/// <summary>
/// A text ready for training: decoded, normalised and held as indices into its <see cref="Vocabulary"/>, two bytes a
/// character. Immutable, so that a trainer and a hundred samplers share one.
/// </summary>
public sealed class Corpus
{
    private readonly ushort[] indices;

    private Corpus(CorpusFile file, DecodedText decoded, Vocabulary vocabulary, ushort[] indices)
    {
        File = file;
        LineEndings = decoded.LineEndings;
        Problems = decoded.Problems;
        Vocabulary = vocabulary;
        this.indices = indices;
    }

    private Corpus(Corpus corpus, CorpusFile file)
    {
        File = file;
        LineEndings = corpus.LineEndings;
        Problems = corpus.Problems;
        Vocabulary = corpus.Vocabulary;
        indices = corpus.indices;
    }

    /// <summary>Name, origin, size and sha256 of the file that was read, or of several.</summary>
    public CorpusFile File { get; }

    /// <summary>The line ends that were found and brought to <c>\n</c>.</summary>
    public LineEndings LineEndings { get; }

    /// <summary>What a reader of the text should know: a byte order mark, mixed line ends, no final newline.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>The distinct characters.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The number of characters (Unicode scalar values).</summary>
    public int Length => indices.Length;

    /// <summary>The text as indices.</summary>
    public ReadOnlySpan<ushort> Indices => indices;

    /// <summary>Reads a text that is in memory. Several files are decoded each by itself, and each but the last ends with a line end.</summary>
    /// <exception cref="InvalidInputException">The bytes are not text in this encoding.</exception>
    public static Corpus Read(CorpusFile file, CorpusOptions options)
    {
        var decoded = DecodedText.Joined([.. file.Files.Select(part => (part.Name, TextDecoder.Decode(part.Name, part.Content.Span, options.Encoding)))]);
        var text = TextNormalizer.Normalize(decoded.Text, options);
        var vocabulary = Vocabulary.Of(text);
        return new Corpus(file.WithoutContent(), decoded, vocabulary, vocabulary.Encode(text));
    }

    /// <summary>The same text under another name, which checkpoints hold.</summary>
    public Corpus Named(string name) => name == File.Name ? this : new Corpus(this, File with { Name = name });

    /// <summary>The text of <paramref name="length"/> characters from <paramref name="start"/> on.</summary>
    public string TextAt(int start, int length) => Vocabulary.Decode(indices.AsSpan(start, length));
}
