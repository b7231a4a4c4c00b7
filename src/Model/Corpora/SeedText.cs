using System.Text;
using ActorLstm.Model.Randomness;

namespace ActorLstm.Model.Corpora;

/// <summary>The text that a sample grows from: a random window of the corpus, or one that the user gives.</summary>
public static class SeedText
{
    /// <summary>
    /// A random window of the corpus, the same for every temperature and replica of an epoch, so that they can be compared.
    /// </summary>
    /// <param name="corpus">The text.</param>
    /// <param name="maxLength">Characters of the window; the corpus has at least one more.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    public static string Draw(Corpus corpus, int maxLength, long seed, int epoch)
    {
        var random = RandomStream.At(new RandomAddress(seed, RandomPurpose.SeedText, epoch));
        return corpus.TextAt(random.NextInt(corpus.Length - maxLength), maxLength);
    }

    /// <summary>Treats a text that the user gives as the corpus was treated.</summary>
    /// <returns>The text as the model reads it, at least one character of the alphabet.</returns>
    /// <exception cref="InvalidInputException">It is empty, or a character is unknown and the policy is to refuse it.</exception>
    public static string Normalize(string text, CorpusOptions options, Vocabulary vocabulary)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var known = new StringBuilder();
        var position = 0;
        foreach (var rune in TextNormalizer.Normalize(lines, options).EnumerateRunes())
        {
            if (vocabulary.TryIndexOf(rune, out _))
            {
                known.Append(rune);
            }
            else if (options.UnknownCharacters == UnknownCharacterPolicy.Replace)
            {
                known.Append(vocabulary.TryIndexOf(new Rune(' '), out _) ? ' ' : throw Vocabulary.Unknown(rune, position));
            }
            else if (options.UnknownCharacters == UnknownCharacterPolicy.Error)
            {
                throw Vocabulary.Unknown(rune, position);
            }

            position++;
        }

        return known.Length > 0 ? known.ToString() : throw new InvalidInputException(
            "The seed text has no character of the corpus's alphabet. Give at least one, or leave the seed text out: "
            + "a random window of the corpus is used then.");
    }
}
