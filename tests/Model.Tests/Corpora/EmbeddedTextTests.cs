using ActorLstm.Model.Corpora;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Corpora;

public sealed class EmbeddedTextTests
{
    private readonly CorpusFile file = EmbeddedText.Read();

    [Fact]
    public void It_is_long_enough_to_train_on() => file.Content.Length.Should().BeGreaterThanOrEqualTo(60_000);

    [Fact]
    public void It_is_plain_ascii_with_unix_line_ends_and_a_final_newline()
    {
        var content = file.Content.ToArray();
        content.Should().OnlyContain(value => value == '\n' || (value >= ' ' && value <= '~'));
        content[^1].Should().Be((byte)'\n');
    }

    [Fact]
    public void It_is_read_without_a_problem()
    {
        var corpus = Corpus.Read(file, new CorpusOptions { Source = KnownCorpus.Sample });
        corpus.Problems.Should().BeEmpty();
        corpus.Vocabulary.Count.Should().BeInRange(27, 80);
        corpus.File.Name.Should().Be("sample");
    }

    [Fact]
    public void It_repeats_no_paragraph()
    {
        var paragraphs = System.Text.Encoding.ASCII.GetString(file.Content.Span).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        paragraphs.Where(paragraph => paragraph.Length > 80).Should().OnlyHaveUniqueItems();
    }
}
