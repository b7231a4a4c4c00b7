using System.Text;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Host.Cli;

/// <summary>A text as <c>corpus</c> describes it.</summary>
/// <param name="Corpus">The text, or what was given in place of one.</param>
/// <param name="Cut">How it would be cut.</param>
internal sealed record CorpusDescription(Corpus Corpus, WindowOptions Cut)
{
    // A few lines of a terminal.
    private const int MostCharacters = 300;
    private const int MostFiles = 20;

    private bool IsText { get; } = Corpus.Parts.SelectMany(part => part.Problems).All(problem => problem.Kind != ProblemKind.NotText);

    private int Windows { get; } = Corpus.Length > Cut.MaxLength ? new WindowSet(Corpus.Length, Cut).Count : 0;

    private IReadOnlyList<string> Problems => Windows > 0 || !IsText ? Found :
    [
        .. Found,
        $"too short for training: a window of {Cut.MaxLength} characters and the one after it need at least {Cut.MaxLength + 1L}, and the text has {Corpus.Length}",
    ];

    private IReadOnlyList<string> Found => [.. Corpus.Problems.Select(CorpusCommand.InOwnWords)];

    private IReadOnlyList<string> Encodings => [.. Corpus.Parts.Select(part => part.Encoding).Distinct()];

    /// <summary>For scripts.</summary>
    public object Json => new
    {
        Corpus.File.Name,
        Corpus.File.Sha256,
        Corpus.File.Bytes,
        Characters = Corpus.Length,
        Distinct = Corpus.Vocabulary.Count,
        Alphabet = Corpus.Vocabulary.ToString(),
        Windows,
        LineEndings = Ends(Corpus.LineEndings),
        Problems,
        Encoding = string.Join(", ", Encodings),
        Files = Corpus.Parts.Select(part => new
        {
            part.File.Name,
            part.File.Origin,
            part.File.Sha256,
            part.File.Bytes,
            part.Encoding,
            LineEndings = Ends(part.LineEndings),
            Problems = part.Problems.Select(problem => CorpusCommand.InOwnWords(problem.Message)),
        }),
    };

    /// <summary>For people.</summary>
    public NamedValues Table
    {
        get
        {
            var table = new NamedValues();
            table.Add("name", Corpus.File.Name);
            table.Add("origin", Corpus.File.Origin);
            if (Corpus.File.Parts is { Count: > 0 } parts)
            {
                table.Add("files", [.. parts.Take(MostFiles).Select(part => $"{part.Name}, {part.Bytes:N0} bytes"), .. More(parts.Count - MostFiles)]);
            }

            table.Add("sha256", Corpus.File.Sha256);
            table.Add("bytes", $"{Corpus.File.Bytes:N0}");
            if (IsText)
            {
                table.Add("encoding", string.Join(", ", Encodings));
                table.Add("characters", $"{Corpus.Length:N0}");
                table.Add("distinct", $"{Corpus.Vocabulary.Count:N0}");
                table.Add("alphabet", Alphabet());
                table.Add("windows", $"{Windows:N0} of {Cut.MaxLength} characters, {Cut.Step} apart");
                table.Add("line ends", $"{Corpus.LineEndings.Lf:N0} LF, {Corpus.LineEndings.Crlf:N0} CRLF, {Corpus.LineEndings.Cr:N0} CR");
            }

            table.Add("problems", Problems is [] ? ["none"] : Problems);
            return table;
        }
    }

    private static IEnumerable<string> More(int count) => count > 0 ? [$"and {count:N0} more; --json has all"] : [];

    private static object Ends(LineEndings ends) => new { ends.Lf, ends.Crlf, ends.Cr };

    // What breaks or reorders a line, or is not seen, comes last, by its number.
    private string Alphabet()
    {
        var shown = Corpus.Vocabulary.Characters.Take(MostCharacters).ToLookup(character => character.Value is '\n' or '\t' || Vocabulary.IsLegible(character));
        return string.Join(' ', [string.Concat(shown[true].Select(Text)), .. shown[false].Select(Vocabulary.CodeOf), .. More(Corpus.Vocabulary.Count - MostCharacters)]);

        static string Text(Rune character) => character.Value switch { '\n' => "\\n", '\t' => "\\t", '\\' => "\\\\", _ => character.ToString() };
    }
}
