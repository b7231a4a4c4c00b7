using System.IO.Compression;
using System.Text;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Model.Measures;

/// <summary>
/// What can be counted in a generated text, and against the corpus that its model was trained on. A word is a run of letters, with single apostrophes and
/// hyphens between two of them (<c>man's</c>, <c>self-consciousness</c>), whatever the case. The words at the text's borders are left out everywhere, unless
/// something else stands before the first or after the last: they may be parts of words, since the text goes on from its seed text and ends after a number
/// of characters.
/// </summary>
/// <param name="Distinct1">
/// Distinct words, as a share of the words: distinct-1 of Li et al., "A Diversity-Promoting Objective Function for Neural Conversation Models" (2016).
/// Above 0, at most 1; 1 where there are none. It falls with the length of the text, so that only texts of one length compare.
/// </param>
/// <param name="Distinct2">The same for two words in a row.</param>
/// <param name="Distinct3">The same for three words in a row.</param>
/// <param name="Distinct4">The same for four words in a row.</param>
/// <param name="CompressionRatio">
/// Bytes of the text in UTF-8, divided by bytes of them deflated (RFC 1951) at .NET's optimal level: repetitive texts have high values, and short ones low ones,
/// since a compression has to see what it is to shorten. 1 for an empty text. The last digits may change with the version of .NET.
/// </param>
/// <param name="LongestRepeat">
/// Characters of the longest passage that stands at two places of the text at least. The two may overlap, so that a text that goes in a circle has nearly its length.
/// </param>
/// <param name="WordShare">Words that occur in the corpus, as a share of the words: 0 to 1; 1 where there are none.</param>
/// <param name="InventedWords">The words that do not, in the order of the text, each once and as it stands there first.</param>
/// <param name="LongestCopy">Characters of the longest passage that stands in the corpus as it is, whichever part of it was trained on.</param>
/// <param name="Copied">That passage; the first of several.</param>
public sealed record TextMeasures(
    double Distinct1,
    double Distinct2,
    double Distinct3,
    double Distinct4,
    double CompressionRatio,
    int LongestRepeat,
    double WordShare,
    IReadOnlyList<string> InventedWords,
    int LongestCopy,
    string Copied)
{
    /// <summary>Measures a text: the generated part alone, without its seed text.</summary>
    public static TextMeasures Of(string text, CorpusIndex corpus)
    {
        string[] words = [.. Word.In(text.EnumerateRunes()).Where(word => !word.Cut).Select(word => word.Text)];
        string[] invented = [.. words.Where(word => !corpus.Has(word))];
        var distinct = DistinctShares(words, 4);
        var copied = corpus.LongestCopy(text);
        return new TextMeasures(
            distinct[0],
            distinct[1],
            distinct[2],
            distinct[3],
            Compression(text),
            Repeat(text),
            words.Length == 0 ? 1 : (double)(words.Length - invented.Length) / words.Length,
            [.. invented.Distinct(Word.Comparer)],
            copied.EnumerateRunes().Count(),
            copied);
    }

    /// <summary>The shares of distinct words, pairs, ... up to so many words in a row.</summary>
    private static double[] DistinctShares(string[] words, int longest)
    {
        var names = new Dictionary<string, int>(Word.Comparer);
        int[] singles = [.. words.Select(word => NameOf(word, names))];
        var shares = new double[longest];
        var rows = singles;
        for (var n = 1; n <= longest; n++)
        {
            shares[n - 1] = rows.Length == 0 ? 1 : (double)rows.Distinct().Count() / rows.Length;

            // A row of n + 1 words is one of n words and one word more.
            var pairs = new Dictionary<(int Row, int Word), int>();
            rows = [.. rows.Zip(singles.Skip(n), (row, word) => NameOf((row, word), pairs))];
        }

        return shares;
    }

    private static int NameOf<T>(T thing, Dictionary<T, int> names)
        where T : notnull
    {
        names.TryAdd(thing, names.Count);
        return names[thing];
    }

    private static double Compression(string text)
    {
        if (text.Length == 0)
        {
            return 1;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        return (double)bytes.Length / compressed.Length;
    }

    private static int Repeat(string text)
    {
        var alphabet = Vocabulary.Of(text);
        return Repeats.Longest(alphabet.Encode(text), alphabet.Count);
    }
}
