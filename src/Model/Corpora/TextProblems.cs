using System.Buffers;
using System.Text;

namespace ActorLstm.Model.Corpora;

/// <summary>Finds characters that no text should have.</summary>
internal static class TextProblems
{
    private const int Shown = 6;

    private static readonly CorpusProblem RichText = new(ProblemKind.Doubtful, "looks like a document in Rich Text Format: save its text as a plain text file");

    private static readonly SearchValues<char> Unusual = SearchValues.Create(
    [
        .. Range('\0', '\b'), '\v', .. Range('\u000E', '\u001F'), .. Range('\u007F', '\u009F'),
        '\uFEFF', '\uFFFD', .. Range('\uFDD0', '\uFDEF'), '\uFFFE', '\uFFFF',
    ]);

    /// <summary>Whether a text has one of them.</summary>
    public static bool AreIn(ReadOnlySpan<char> text) => text.ContainsAny(Unusual);

    /// <summary>What is found in a text.</summary>
    /// <param name="text">The text, with <c>\n</c> for a line end.</param>
    /// <param name="encoding">The encoding that it was read in.</param>
    public static IReadOnlyList<CorpusProblem> Of(string text, string encoding)
    {
        var counts = Count(text);
        return [.. counts.Count == 0 ? [] : Found(text, encoding, counts), .. text.StartsWith(@"{\rtf", StringComparison.Ordinal) ? [RichText] : Array.Empty<CorpusProblem>()];
    }

    private static IEnumerable<CorpusProblem> Found(string text, string encoding, SortedDictionary<char, int> counts)
    {
        if (counts.Remove('\0', out var zeros))
        {
            var line = text.AsSpan(0, text.IndexOf('\0', StringComparison.Ordinal)).Count('\n') + 1;
            yield return new CorpusProblem(
                ProblemKind.NotText, $"has {Characters(zeros, "NUL character")}, the first in line {line}: it is binary data, or text in another encoding than {encoding}. Remove them, or set corpus.encoding");
        }

        if (Take(counts, char.IsControl) is { } controls)
        {
            yield return new CorpusProblem(ProblemKind.Doubtful, $"has {controls.Of("control character")}: a network learns to write them, too");
        }

        if (Take(counts, character => character == '\uFEFF') is { } marks)
        {
            yield return new CorpusProblem(ProblemKind.Doubtful, $"has {marks.Of("byte order mark")} within the text, where files were joined");
        }

        if (Take(counts, character => character == '\uFFFD') is { } replaced)
        {
            yield return new CorpusProblem(ProblemKind.Doubtful, $"has {replaced.Of("replacement character")}: it was decoded in the wrong encoding before it was saved");
        }

        if (Take(counts, _ => true) is { } others)
        {
            yield return new CorpusProblem(ProblemKind.Doubtful, $"has {others.Of("noncharacter")}, which no text should contain: its encoding may be wrong");
        }
    }

    private static SortedDictionary<char, int> Count(ReadOnlySpan<char> text)
    {
        var counts = new SortedDictionary<char, int>();
        for (var next = text.IndexOfAny(Unusual); next >= 0; next = text.IndexOfAny(Unusual))
        {
            counts[text[next]] = counts.GetValueOrDefault(text[next]) + 1;
            text = text[(next + 1)..];
        }

        return counts;
    }

    private static Counted? Take(SortedDictionary<char, int> counts, Func<char, bool> isOne)
    {
        var taken = counts.Where(count => isOne(count.Key)).ToList();
        taken.ForEach(count => counts.Remove(count.Key));
        return taken.Count == 0 ? null : new Counted(taken);
    }

    private static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(code => (char)code);

    private static string Characters(int count, string what) => $"{count:N0} {what}{(count == 1 ? "" : "s")}";

    private sealed record Counted(IReadOnlyList<KeyValuePair<char, int>> Counts)
    {
        public string Of(string what)
        {
            var shown = Counts.Take(Shown).Select(count => Counts.Count == 1 ? Vocabulary.Describe(new Rune(count.Key)) : $"{count.Value:N0} of {Vocabulary.Describe(new Rune(count.Key))}");
            return $"{Characters(Counts.Sum(count => count.Value), what)} ({string.Join(", ", shown)}{(Counts.Count > Shown ? $" and {Counts.Count - Shown} other kinds" : "")})";
        }
    }
}
