using System.Numerics;

namespace ActorLstm.Model.Measures;

/// <summary>
/// The suffixes of a text in their order, by induced sorting: SA-IS of Nong, Zhang and Chan, "Two efficient algorithms for linear time suffix array
/// construction" (IEEE Transactions on Computers 60, 2011). Linear in time. The array takes four bytes a character. Making it takes a bit for each character of
/// each level and four bytes for each character of each level's alphabet beside it: all levels together less than another array, and the alphabet.
/// </summary>
internal static class SuffixArray
{
    /// <summary>Where the suffixes begin, the smallest suffix first; one that another begins with comes before it.</summary>
    /// <param name="text">The characters, each from 0 to <paramref name="alphabet"/> - 1.</param>
    /// <param name="alphabet">How many characters there are to tell apart.</param>
    public static int[] Of(ReadOnlySpan<ushort> text, int alphabet)
    {
        var suffixes = new int[text.Length];
        Sort(text, suffixes, alphabet);
        return suffixes;
    }

    private static void Sort<T>(ReadOnlySpan<T> text, Span<int> suffixes, int alphabet)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (text.Length < 2)
        {
            suffixes.Clear();
            return;
        }

        var level = new SuffixLevel<T>(text, suffixes, alphabet);
        var (valleys, names) = level.Shorten();
        var order = suffixes[..valleys];
        ReadOnlySpan<int> shorter = suffixes[^valleys..];
        if (names < valleys)
        {
            Sort(shorter, order, names);
        }
        else
        {
            for (var i = 0; i < valleys; i++)
            {
                order[shorter[i]] = i;
            }
        }

        level.Sort(valleys);
    }
}
