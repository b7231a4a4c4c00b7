namespace ActorLstm.Model.Measures;

/// <summary>
/// Finds what a text says twice: the longest beginning that two suffixes share, neighbours in their order, by the linear scan of Kasai et al., "Linear-time
/// longest-common-prefix computation in suffix arrays and its applications" (2001).
/// </summary>
internal static class Repeats
{
    /// <summary>Characters of the longest passage that stands at two places; they may overlap.</summary>
    /// <param name="text">The characters, each from 0 to <paramref name="alphabet"/> - 1.</param>
    /// <param name="alphabet">How many characters there are.</param>
    public static int Longest(ReadOnlySpan<ushort> text, int alphabet)
    {
        var suffixes = SuffixArray.Of(text, alphabet);
        var places = new int[suffixes.Length];
        for (var place = 0; place < suffixes.Length; place++)
        {
            places[suffixes[place]] = place;
        }

        var (longest, shared) = (0, 0);
        for (var start = 0; start < text.Length; start++)
        {
            if (places[start] == 0)
            {
                shared = 0;
                continue;
            }

            // Without its first character, a suffix shares one character less at least with its neighbour.
            shared = Math.Max(0, shared - 1);
            shared += text[(start + shared)..].CommonPrefixLength(text[(suffixes[places[start] - 1] + shared)..]);
            longest = Math.Max(longest, shared);
        }

        return longest;
    }
}
