using System.Text;

namespace ActorLstm.Model.Corpora;

/// <summary>The characters that occur only in the part of a text that is not trained on. They belong to the alphabet, and training never sees them.</summary>
public static class UnseenCharacters
{
    /// <summary>Those characters, in the order of the alphabet.</summary>
    public static IReadOnlyList<Rune> Of(Corpus corpus, CorpusSplit split)
    {
        var isSeen = new bool[corpus.Vocabulary.Count];
        foreach (var index in corpus.Indices[..split.ValidationStart])
        {
            isSeen[index] = true;
        }

        return [.. corpus.Vocabulary.Characters.Where((_, index) => !isSeen[index])];
    }
}
