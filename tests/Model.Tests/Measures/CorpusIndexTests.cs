using System.Text;
using ActorLstm.Model.Measures;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Measures;

public sealed class CorpusIndexTests
{
    [Theory]
    [InlineData("stone", true)]
    [InlineData("STONE", true)]
    [InlineData("Was", true)]
    [InlineData("man's", true)]
    [InlineData("man", false)]
    [InlineData("sto", false)]
    [InlineData("the stone", false)]
    [InlineData("", false)]
    public void It_has_the_words_of_the_corpus_whole_and_whatever_their_case(string word, bool has) =>
        CorpusIndex.Of(Texts.Corpus("Was the stone--in man's way?\n")).Has(word).Should().Be(has);

    [Fact]
    public void The_first_and_the_last_word_of_the_corpus_are_words_too()
    {
        var index = CorpusIndex.Of(Texts.Corpus("-one two three'"));
        new[] { "one", "two", "three" }.Should().OnlyContain(word => index.Has(word));
    }

    [Fact]
    public void A_corpus_of_one_line_end_has_no_words_and_no_passages_of_them()
    {
        var index = CorpusIndex.Of(Texts.Corpus("\n"));
        index.Has("one").Should().BeFalse();
        index.LongestCopy("one").Should().BeEmpty();
    }

    [Fact]
    public void Making_it_takes_a_small_multiple_of_the_corpus()
    {
        const int Repeats = 20_000;
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("All that is patient is not slow, and what is slow is not patient. ", Repeats)));
        var corpus = Texts.Corpus(content);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var index = CorpusIndex.Of(corpus);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(20L * corpus.Length);
        index.LongestCopy("and what is slow is not patient. All").Should().Be("and what is slow is not patient. ");
    }
}
