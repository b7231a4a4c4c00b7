using System.Collections;
using System.Numerics;

namespace ActorLstm.Model.Measures;

/// <summary>
/// The suffixes of a text in their order, by induced sorting: SA-IS of Nong, Zhang and Chan, "Two efficient algorithms for linear time suffix array
/// construction" (IEEE Transactions on Computers 60, 2011). Linear in time. Beside the array itself, four bytes a character, it takes a bit a character and level,
/// and four bytes for each character of a level's alphabet: at most another array's worth together.
/// </summary>
internal static class SuffixArray
{
    private const int None = -1;

    /// <summary>Where the suffixes begin, the smallest suffix first; one that is the beginning of another comes before it.</summary>
    /// <param name="text">The characters, each from 0 to <paramref name="alphabet"/> - 1.</param>
    /// <param name="alphabet">How many characters there are.</param>
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

        var level = new Level<T>(text, suffixes, alphabet);
        var (valleys, names) = level.NameValleys();
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

        level.SortFrom(valleys);
    }

    /// <summary>
    /// One level: a text, and the array that its suffixes are sorted in, which holds the shorter text of the next level meanwhile. A suffix rises
    /// if the one after it is larger (S-type), else it falls; a valley is the first rising one after a falling one (LMS). Where the text ends, an
    /// empty suffix smaller than all others is meant.
    /// </summary>
    private readonly ref struct Level<T>
        where T : unmanaged, IBinaryInteger<T>
    {
        private readonly ReadOnlySpan<T> text;
        private readonly Span<int> suffixes;
        private readonly BitArray rising;
        private readonly int[] borders;

        public Level(ReadOnlySpan<T> text, Span<int> suffixes, int alphabet)
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
        /// Sorts the pieces from valley to valley and numbers the different ones by their order. The numbers, in the order of the text, end up at the
        /// end of the array: a text at most half as long, whose suffixes are in the order of the valleys.
        /// </summary>
        public (int Valleys, int Names) NameValleys()
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

            // Valleys are two characters apart at least, so that half their place tells them apart.
            var byPlace = suffixes[valleys..];
            byPlace.Fill(None);
            var (names, previous) = (0, None);
            foreach (var valley in suffixes[..valleys])
            {
                if (previous == None || !SamePiece(previous, valley))
                {
                    names++;
                }

                byPlace[valley / 2] = names - 1;
                previous = valley;
            }

            var end = suffixes.Length;
            for (var i = suffixes.Length - 1; i >= valleys; i--)
            {
                if (suffixes[i] != None)
                {
                    suffixes[--end] = suffixes[i];
                }
            }

            return (valleys, names);
        }

        /// <summary>Sorts all suffixes; the array begins with the order of so many valleys.</summary>
        public void SortFrom(int valleys)
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

        /// <summary>Puts the falling suffixes in order from the valleys, and the rising ones from the falling ones.</summary>
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
            for (var character = borders.Length - 1; character > 0; character--)
            {
                borders[character] = borders[character - 1];
            }

            borders[0] = 0;
        }

        /// <summary>The place after the last of each character's suffixes.</summary>
        private void FindEnds()
        {
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
}
