using System.Text;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Corpora;

public sealed class CorpusTests
{
    [Fact]
    public void A_corpus_describes_its_file_and_lets_go_of_its_bytes()
    {
        var corpus = Texts.Corpus("abc\n");
        corpus.File.Should().Be(new CorpusFile("test", "memory", "edeaaff3f1774ad2888673770c6d64097e391bc362d7d6fb34982ddf0efd18cb", 4));
        corpus.File.Content.Length.Should().Be(0);
    }

    [Theory]
    [Trait("Case", "T5")]
    [InlineData("")]
    [InlineData("a")]
    public void Even_the_shortest_text_is_described(string text) =>
        Corpus.Inspect(CorpusFile.Of("test", "memory", Encoding.UTF8.GetBytes(text)), new CorpusOptions { Source = "test" }).Length.Should().Be(text.Length);

    [Theory]
    [Trait("Case", "T13")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void The_culture_changes_nothing_that_is_read(string culture)
    {
        const string text = "IŞIK Straße İstanbul, 1.5 Ä\r\n";
        var expected = Texts.Corpus(text);
        using var _ = new Culture(culture);
        var found = Texts.Corpus(text);
        found.Vocabulary.ToString().Should().Be(expected.Vocabulary.ToString());
        found.Indices.ToArray().Should().Equal(expected.Indices.ToArray());
        found.Problems.Should().Equal(expected.Problems);
    }
}
