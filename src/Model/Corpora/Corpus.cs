namespace ActorLstm.Model.Corpora;

/// <summary>
/// A text ready for training: decoded, normalised and held as indices into its <see cref="Vocabulary"/>, two bytes a
/// character. Immutable, so that a trainer and a hundred samplers share one.
/// </summary>
public sealed class Corpus
{
    private const int FaultsShown = 5;

    private readonly ushort[] indices;

    private Corpus(CorpusFile file, IReadOnlyList<CorpusPart> parts, Vocabulary vocabulary, ushort[] indices)
    {
        File = file;
        Parts = parts;
        Vocabulary = vocabulary;
        this.indices = indices;
    }

    private Corpus(Corpus corpus, CorpusFile file)
    {
        File = file;
        Parts = corpus.Parts;
        Vocabulary = corpus.Vocabulary;
        indices = corpus.indices;
    }

    /// <summary>Name, origin, size and sha256 of the file that was read, or of several.</summary>
    public CorpusFile File { get; }

    /// <summary>Its files in their order, one or more.</summary>
    public IReadOnlyList<CorpusPart> Parts { get; }

    /// <summary>The line ends that were found and brought to <c>\n</c>.</summary>
    public LineEndings LineEndings => Parts.Select(part => part.LineEndings).Aggregate((one, other) => one + other);

    /// <summary>What a reader of the text should know: a byte order mark, mixed line ends, control characters. Those of several files begin with the file's name.</summary>
    public IReadOnlyList<string> Problems => [.. Parts.SelectMany(part => part.Problems.Select(problem => File.Parts is [] ? problem.Message : Named(part, problem)))];

    /// <summary>What may not be what was meant, each with the name of its file.</summary>
    public IReadOnlyList<string> Doubts => [.. Found(ProblemKind.Doubtful)];

    /// <summary>The distinct characters.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The number of characters (Unicode scalar values).</summary>
    public int Length => indices.Length;

    /// <summary>The text as indices.</summary>
    public ReadOnlySpan<ushort> Indices => indices;

    /// <summary>Reads a text that is in memory, to be trained on.</summary>
    /// <exception cref="InvalidInputException">It is no text, it is empty, or the bytes do not belong to this encoding.</exception>
    public static Corpus Read(CorpusFile file, CorpusOptions options)
    {
        var corpus = Inspect(file, options);
        var faults = corpus.Found(ProblemKind.NotText).ToList();
        if (faults.Count > 0)
        {
            throw new InvalidInputException(
                $"The corpus cannot be trained on. {string.Join(" ", faults.Take(FaultsShown).Select(fault => $"{fault}."))}{(faults.Count > FaultsShown ? $" {faults.Count - FaultsShown} more of its files are no text either." : "")}");
        }

        return corpus.Length > 0 ? corpus : throw new InvalidInputException($"The corpus {file.Name} is empty ({file.Origin}). Name a file with text.");
    }

    /// <summary>Reads a text that is in memory, whatever it is: files that are no text stand for nothing, and their problems say so.</summary>
    /// <remarks>Several files are decoded each by itself, and each but the last ends with a line end.</remarks>
    /// <exception cref="InvalidInputException">The bytes do not belong to this encoding.</exception>
    public static Corpus Inspect(CorpusFile file, CorpusOptions options)
    {
        List<DecodedText> decoded = [.. file.Files.Select(part => TextDecoder.Decode(part.Name, part.Content.Span, options.Encoding))];
        var others = new Dictionary<string, CorpusFile>();
        CorpusPart[] parts = [.. file.Files.Zip(decoded, (part, text) => new CorpusPart(part.WithoutContent(), text.Encoding, text.LineEndings, [.. text.Problems, .. AmongOthers(part, others)]))];
        var text = TextNormalizer.Normalize(Joined(decoded), options);
        var vocabulary = Vocabulary.Of(text);
        return new Corpus(file.WithoutContent(), parts, vocabulary, vocabulary.Encode(text));
    }

    /// <summary>The same text under another name, which checkpoints hold.</summary>
    public Corpus Named(string name) => name == File.Name ? this : new Corpus(this, File with { Name = name });

    /// <summary>The text of <paramref name="length"/> characters from <paramref name="start"/> on.</summary>
    public string TextAt(int start, int length) => Vocabulary.Decode(indices.AsSpan(start, length));

    private static string Joined(List<DecodedText> texts) => texts is [var one] ? one.Text : string.Concat(
        texts.Index().SelectMany(text => new[] { text.Item.Text, text.Index < texts.Count - 1 && text.Item.Text is [.., not '\n'] ? "\n" : "" }));

    private static IEnumerable<CorpusProblem> AmongOthers(CorpusFile part, Dictionary<string, CorpusFile> others)
    {
        if (part.Bytes == 0)
        {
            yield return new CorpusProblem(ProblemKind.Doubtful, "is empty");
        }
        else if (!others.TryAdd(part.Sha256, part))
        {
            yield return new CorpusProblem(ProblemKind.Doubtful, $"has the same bytes as {others[part.Sha256].Name}");
        }
    }

    private static string Named(CorpusPart part, CorpusProblem problem) => problem.Kind == ProblemKind.Changed ? $"{part.File.Name}: {problem.Message}" : $"{part.File.Name} {problem.Message}";

    private IEnumerable<string> Found(ProblemKind kind) => Parts.SelectMany(part => part.Problems.Where(problem => problem.Kind == kind).Select(problem => Named(part, problem)));
}
