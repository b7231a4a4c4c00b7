using System.Text;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Measures;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Measures;

public sealed class TextMeasuresTests
{
    private static readonly CorpusOptions AsWritten = new() { Source = "test", Lowercase = false };
    private static readonly CorpusIndex Stones = CorpusIndex.Of(Texts.Corpus("the river asks no leave of the stone.\nThe stone's river-bed is patient.\n", AsWritten));
    private static readonly string[] Letters = ["a", "b", "é", "😀", " "];
    private static readonly Gen<string> SomeTexts = Written(0);
    private static readonly Gen<string> SomeCorpora = Written(1);

    [Theory]
    [InlineData(" a b c d e. ", 1, 1, 1, 1)]
    [InlineData(" a b a b a b. ", 2 / 6.0, 2 / 5.0, 2 / 4.0, 2 / 3.0)]
    [InlineData(" a a a a. ", 1 / 4.0, 1 / 3.0, 1 / 2.0, 1)]
    [InlineData(" a A a\na", 1 / 3.0, 1 / 2.0, 1, 1)]
    [InlineData("a b. ", 1, 1, 1, 1)]
    [InlineData("", 1, 1, 1, 1)]
    public void Distinct_words_are_counted_in_rows_of_one_to_four(string text, double one, double two, double three, double four)
    {
        var measures = TextMeasures.Of(text, Stones);
        new[] { measures.Distinct1, measures.Distinct2, measures.Distinct3, measures.Distinct4 }.Should().Equal(one, two, three, four);
    }

    [Theory]
    [InlineData(" the stone asks leave. ", 1, "")]
    [InlineData(" the stone sings to the stream. ", 3 / 6.0, "sings|to|stream")]
    [InlineData(" Ston, STONE, ston, the Ston. ", 2 / 5.0, "Ston")]
    [InlineData(" stone's river-bed, stone-bed. ", 2 / 3.0, "stone-bed")]
    [InlineData("one the stone is patie", 1, "")]
    [InlineData("qq", 1, "")]
    [InlineData("...", 1, "")]
    [InlineData("", 1, "")]
    public void Words_that_the_corpus_lacks_are_invented(string text, double share, string invented)
    {
        var measures = TextMeasures.Of(text, Stones);
        measures.WordShare.Should().Be(share);
        string.Join('|', measures.InventedWords).Should().Be(invented);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 0)]
    [InlineData("aaaa", 3)]
    [InlineData("abcXabcYbc", 3)]
    [InlineData("banana", 3)]
    [InlineData("😀é-😀é", 2)]
    public void The_longest_repeat_is_counted_in_characters(string text, int characters) =>
        TextMeasures.Of(text, Stones).LongestRepeat.Should().Be(characters);

    [Theory]
    [InlineData("xx the stone sang", " the stone")]
    [InlineData("no leave of the stone.\nThe stone's river", "no leave of the stone.\nThe stone's river")]
    [InlineData("the€river", "river")]
    [InlineData("river€stone", "river")]
    [InlineData("the stone. the stone", "the stone.")]
    [InlineData("€", "")]
    [InlineData("", "")]
    public void The_longest_copy_is_the_longest_passage_of_the_corpus(string text, string copied)
    {
        var measures = TextMeasures.Of(text, Stones);
        measures.Copied.Should().Be(copied);
        measures.LongestCopy.Should().Be(copied.Length);
    }

    [Fact]
    public void A_copy_is_counted_in_characters_and_not_in_utf_16_units()
    {
        var measures = TextMeasures.Of("x😀é", CorpusIndex.Of(Texts.Corpus("a😀éb")));
        measures.Copied.Should().Be("😀é");
        measures.LongestCopy.Should().Be(2);
    }

    [Fact]
    public void A_text_that_repeats_itself_is_compressed_more()
    {
        var words = " the river asks no leave of the stone, and what is patient is not slow.";
        var repeated = string.Concat(Enumerable.Repeat(" the river", 7));
        TextMeasures.Of(repeated, Stones).CompressionRatio.Should().BeGreaterThan(2 * TextMeasures.Of(words, Stones).CompressionRatio);
    }

    [Fact]
    public void The_compression_ratio_is_that_of_bytes_and_not_of_characters()
    {
        // Both are one literal and one long match, or a few: the bytes are twice as many, the compressed ones nearly the same.
        var ratio = TextMeasures.Of(new string('é', 200), Stones).CompressionRatio / TextMeasures.Of(new string('e', 200), Stones).CompressionRatio;
        ratio.Should().BeInRange(1.2, 2.5);
    }

    [Fact]
    public void An_empty_text_has_a_compression_ratio_of_1() => TextMeasures.Of("", Stones).CompressionRatio.Should().Be(1);

    [Fact]
    public void Repeats_and_copies_are_those_that_a_comparison_of_all_places_finds() => Gen.Select(SomeTexts, SomeCorpora).Sample((text, other) =>
    {
        var measures = TextMeasures.Of(text, CorpusIndex.Of(Texts.Corpus(other)));
        Rune[] characters = [.. text.EnumerateRunes()];
        measures.LongestRepeat.Should().Be(LongestShared(characters, characters, sameText: true));
        measures.LongestCopy.Should().Be(LongestShared(characters, [.. other.EnumerateRunes()], sameText: false));
        (text.Contains(measures.Copied, StringComparison.Ordinal) && other.Contains(measures.Copied, StringComparison.Ordinal)).Should().BeTrue();
    }, iter: 1_000);

    [Fact]
    public void Every_passage_of_a_corpus_is_a_copy_of_words_that_it_has()
    {
        var corpus = Corpus.Read(EmbeddedText.Read(), AsWritten);
        AreCopies(corpus, 2_000);
    }

    [Fact]
    public void Every_passage_of_the_book_s_corpus_is_a_copy_of_words_that_it_has() => AreCopies(Nietzsche.Corpus, 400);

    private static Gen<string> Written(int least) => Gen.Int[0, 4].Array[least, 60].Select(letters => string.Concat(letters.Select(letter => Letters[letter])));

    private static void AreCopies(Corpus corpus, int longest)
    {
        var index = CorpusIndex.Of(corpus);
        Gen.Select(Gen.Int[0, corpus.Length - longest], Gen.Int[0, longest]).Sample((start, length) =>
        {
            var measures = TextMeasures.Of(corpus.TextAt(start, length), index);
            measures.WordShare.Should().Be(1);
            measures.InventedWords.Should().BeEmpty();
            measures.LongestCopy.Should().Be(length);
            measures.Copied.Should().Be(corpus.TextAt(start, length));
        }, iter: 300);
    }

    private static int LongestShared(Rune[] text, Rune[] other, bool sameText)
    {
        var longest = 0;
        for (var i = 0; i < text.Length; i++)
        {
            for (var j = sameText ? i + 1 : 0; j < other.Length; j++)
            {
                longest = Math.Max(longest, text.AsSpan(i).CommonPrefixLength(other.AsSpan(j)));
            }
        }

        return longest;
    }
}
