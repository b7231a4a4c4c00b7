using System.Text;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Model.Measures;

/// <summary>
/// What texts are compared with: the words of a corpus, and its suffixes in order, in which a passage is found by halving. Immutable, so that
/// all texts of all runs on a corpus share one. Beside the corpus it holds four bytes a character, and the distinct words: about one byte a character more for a
/// book, and less for longer texts. Making it takes at most four bytes a character in addition (<see cref="SuffixArray"/>).
/// </summary>
public sealed class CorpusIndex
{
    private readonly Corpus corpus;
    private readonly HashSet<string> words;
    private readonly int[] suffixes;

    private CorpusIndex(Corpus corpus)
    {
        this.corpus = corpus;
        words = Word.In(Characters(corpus)).Select(word => word.Text).ToHashSet(Word.Comparer);
        suffixes = SuffixArray.Of(corpus.Indices, corpus.Vocabulary.Count);
    }

    /// <summary>Makes the index of a corpus.</summary>
    public static CorpusIndex Of(Corpus corpus) => new(corpus);

    /// <summary>Whether the word occurs in the corpus, whatever the case of its letters.</summary>
    public bool Has(string word) => words.Contains(word);

    /// <summary>The longest passage of a text that stands in the corpus as it is; the first of several; empty where none does.</summary>
    public string LongestCopy(string text)
    {
        var longest = ReadOnlySpan<ushort>.Empty;
        foreach (var stretch in KnownStretches(text))
        {
            for (var start = 0; start + longest.Length < stretch.Length; start++)
            {
                var copied = CopiedFrom(stretch.AsSpan(start));
                if (copied > longest.Length)
                {
                    longest = stretch.AsSpan(start, copied);
                }
            }
        }

        return corpus.Vocabulary.Decode(longest);
    }

    /// <summary>How many characters at the beginning of a text stand in the corpus in a row.</summary>
    private int CopiedFrom(ReadOnlySpan<ushort> text)
    {
        // The two suffixes that the text would stand between share most with it, and halving looks at both of them.
        var (low, high, copied) = (0, suffixes.Length, 0);
        while (low < high && copied < text.Length)
        {
            var middle = low + (high - low) / 2;
            var suffix = corpus.Indices[suffixes[middle]..];
            var shared = text.CommonPrefixLength(suffix);
            copied = Math.Max(copied, shared);
            if (shared == suffix.Length || (shared < text.Length && suffix[shared] < text[shared]))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return copied;
    }

    /// <summary>The stretches of a text between the characters that the corpus lacks.</summary>
    private List<ushort[]> KnownStretches(string text)
    {
        var stretches = new List<ushort[]>();
        var stretch = new List<ushort>();
        foreach (var character in text.EnumerateRunes())
        {
            if (corpus.Vocabulary.TryIndexOf(character, out var index))
            {
                stretch.Add(index);
            }
            else
            {
                stretches.Add([.. stretch]);
                stretch.Clear();
            }
        }

        stretches.Add([.. stretch]);
        return stretches;
    }

    // One by one, since the whole text as a string would be half as large as the index.
    private static IEnumerable<Rune> Characters(Corpus corpus)
    {
        for (var i = 0; i < corpus.Length; i++)
        {
            yield return corpus.Vocabulary.Characters[corpus.Indices[i]];
        }
    }
}
