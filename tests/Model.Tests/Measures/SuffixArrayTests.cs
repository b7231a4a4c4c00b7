using ActorLstm.Model.Corpora;
using ActorLstm.Model.Measures;
using ActorLstm.Model.Randomness;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Measures;

public sealed class SuffixArrayTests
{
    // Small alphabets repeat themselves, so that the sorting goes down several levels.
    private static readonly Gen<ushort[]> SomeTexts = Gen.Int[1, 5].SelectMany(alphabet => Gen.UShort[0, (ushort)(alphabet - 1)].Array[0, 200]);

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "0")]
    [InlineData("banana", "5 3 1 0 4 2")]
    [InlineData("mississippi", "10 7 4 1 0 9 8 6 3 5 2")]
    [InlineData("aaaa", "3 2 1 0")]
    [InlineData("abab", "2 0 3 1")]
    public void The_suffixes_of_a_word_stand_in_their_order(string text, string expected) =>
        string.Join(' ', SuffixesOf(text)).Should().Be(expected);

    [Fact]
    public void They_stand_as_a_comparison_sorts_them() => SomeTexts.Sample(
        text => SuffixArray.Of(text, 5).Should().Equal(Sorted(text)), iter: 2_000);

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a", "ab")]
    [InlineData("ba", "bab")]
    public void A_text_that_is_built_from_its_own_beginning_is_sorted_on_many_levels(string before, string last)
    {
        // Fibonacci words and their kin: each is the last one and the one before it.
        for (var i = 0; i < 12; i++)
        {
            (before, last) = (last, last + before);
        }

        var text = Vocabulary.Of(last).Encode(last);
        SuffixArray.Of(text, 2).Should().Equal(Sorted(text));
    }

    [Fact]
    public void Every_suffix_of_a_whole_corpus_is_larger_than_the_one_before_it()
    {
        var corpus = Corpus.Read(EmbeddedText.Read(), new CorpusOptions { Source = KnownCorpus.Sample });
        var suffixes = SuffixArray.Of(corpus.Indices, corpus.Vocabulary.Count);
        suffixes.Order().Should().Equal(Enumerable.Range(0, corpus.Length));
        for (var i = 1; i < suffixes.Length; i++)
        {
            corpus.Indices[suffixes[i - 1]..].SequenceCompareTo(corpus.Indices[suffixes[i]..]).Should().BeNegative();
        }
    }

    [Fact]
    public void The_largest_alphabet_is_sorted()
    {
        ushort[] text = [ushort.MaxValue, 0, ushort.MaxValue, 1, 0];
        SuffixArray.Of(text, Vocabulary.MaximumCount).Should().Equal(4, 1, 3, 0, 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(256)]
    [InlineData(50_000)]
    public void Sorting_takes_less_than_another_array_beside_the_array(int alphabet)
    {
        const int Length = 500_000;
        var random = RandomStream.At(new RandomAddress(1, RandomPurpose.Sample));
        var text = new ushort[Length];
        foreach (ref var character in text.AsSpan())
        {
            character = (ushort)random.NextInt(alphabet);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = SuffixArray.Of(text, alphabet);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(8 * Length + 4 * alphabet);
    }

    private static int[] SuffixesOf(string text)
    {
        var alphabet = Vocabulary.Of(text);
        return SuffixArray.Of(alphabet.Encode(text), alphabet.Count);
    }

    private static int[] Sorted(ushort[] text)
    {
        int[] suffixes = [.. Enumerable.Range(0, text.Length)];
        Array.Sort(suffixes, (one, other) => text.AsSpan(one).SequenceCompareTo(text.AsSpan(other)));
        return suffixes;
    }
}
