using System.Collections;
using System.Numerics;

namespace ActorLstm.Model.Measures;

/// <summary>
/// One level of <see cref="SuffixArray"/>: a text, and the array that its suffixes are sorted in, which holds the text of the next level meanwhile. A suffix
/// rises if the one after it is larger (the paper's S-type), else it falls; a valley is a rising suffix after a falling one (LMS). At the end
/// of the text stands an empty suffix, smaller than all others, that is not in the array.
/// </summary>
internal readonly ref struct SuffixLevel<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private const int None = -1;

    private readonly ReadOnlySpan<T> text;
    private readonly Span<int> suffixes;
    private readonly BitArray rising;
    private readonly int[] borders;

    /// <param name="text">Two characters at least, each from 0 to <paramref name="alphabet"/> - 1.</param>
    /// <param name="suffixes">As long as the text; overwritten.</param>
    /// <param name="alphabet">How many characters there are to tell apart.</param>
    public SuffixLevel(ReadOnlySpan<T> text, Span<int> suffixes, int alphabet)
    {
        this.text = text;
        this.suffixes = suffixes;
        borders = new int[alphabet];
        rising = new BitArray(text.Length);
        for (var i = text.Length - 2; i >= 0; i--)
        {
            rising[i] = text[i] < text[i + 1] || (text[i] == text[i + 1] && rising[i + 1]);
        }
    }

    /// <summary>
    /// Sorts the pieces from valley to valley and names equal ones alike, by numbers in their order. The names of all valleys, as they stand in the text, end up
    /// at the end of the array: a text at most half as long, whose suffixes have the order of the valleys.
    /// </summary>
    public (int Valleys, int Names) Shorten()
    {
        suffixes.Fill(None);
        FindEnds();
        for (var i = 1; i < text.Length; i++)
        {
            if (IsValley(i))
            {
                suffixes[--borders[Character(i)]] = i;
            }
        }

        Induce();
        var valleys = 0;
        foreach (var suffix in suffixes)
        {
            if (IsValley(suffix))
            {
                suffixes[valleys++] = suffix;
            }
        }

        return (valleys, Name(valleys));
    }

    /// <summary>Sorts all suffixes, where the array begins with the order of so many valleys.</summary>
    public void Sort(int valleys)
    {
        var places = suffixes[^valleys..];
        var next = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (IsValley(i))
            {
                places[next++] = i;
            }
        }

        foreach (ref var valley in suffixes[..valleys])
        {
            valley = places[valley];
        }

        suffixes[valleys..].Fill(None);
        FindEnds();
        for (var i = valleys - 1; i >= 0; i--)
        {
            var valley = suffixes[i];
            suffixes[i] = None;
            suffixes[--borders[Character(valley)]] = valley;
        }

        Induce();
    }

    private int Name(int valleys)
    {
        // Valleys are two characters apart at least, so that half of their place tells them apart.
        var named = suffixes[valleys..];
        named.Fill(None);
        var (names, previous) = (0, None);
        foreach (var valley in suffixes[..valleys])
        {
            if (previous == None || !SamePiece(previous, valley))
            {
                names++;
            }

            named[valley / 2] = names - 1;
            previous = valley;
        }

        var end = named.Length;
        for (var i = named.Length - 1; i >= 0; i--)
        {
            if (named[i] != None)
            {
                named[--end] = named[i];
            }
        }

        return names;
    }

    /// <summary>Puts the falling suffixes into their order from that of the valleys, and then the rising ones from that of the falling ones.</summary>
    private void Induce()
    {
        FindStarts();
        suffixes[borders[Character(text.Length - 1)]++] = text.Length - 1;
        for (var i = 0; i < suffixes.Length; i++)
        {
            var before = suffixes[i] - 1;
            if (before >= 0 && !rising[before])
            {
                suffixes[borders[Character(before)]++] = before;
            }
        }

        FindEnds();
        for (var i = suffixes.Length - 1; i >= 0; i--)
        {
            var before = suffixes[i] - 1;
            if (before >= 0 && rising[before])
            {
                suffixes[--borders[Character(before)]] = before;
            }
        }
    }

    /// <summary>The first place of each character's suffixes.</summary>
    private void FindStarts()
    {
        FindEnds();
        borders.AsSpan(..^1).CopyTo(borders.AsSpan(1));
        borders[0] = 0;
    }

    /// <summary>The place after the last of each character's suffixes.</summary>
    private void FindEnds()
    {
        // Counted anew each time: a second table would be as large as the text on the second level.
        Array.Clear(borders);
        foreach (var character in text)
        {
            borders[int.CreateTruncating(character)]++;
        }

        for (var character = 1; character < borders.Length; character++)
        {
            borders[character] += borders[character - 1];
        }
    }

    private bool SamePiece(int one, int other)
    {
        for (var i = 0; ; i++)
        {
            // The last piece ends with the text, and is like no other.
            if (one + i == text.Length || other + i == text.Length || text[one + i] != text[other + i] || rising[one + i] != rising[other + i])
            {
                return false;
            }

            if (i > 0 && IsValley(one + i))
            {
                return true;
            }
        }
    }

    private bool IsValley(int i) => i > 0 && rising[i] && !rising[i - 1];

    private int Character(int i) => int.CreateTruncating(text[i]);
}
