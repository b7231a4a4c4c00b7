using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Corpora;

public sealed class CorpusSplitTests
{
    [Theory]
    [Trait("Case", "F18")]
    [InlineData(300, 0.85, 60, "leaves 45 of its 300 characters for training and 255 for validation. windows.maxlen = 60 needs at least 61 characters in each", "between 0.204 and 0.796")]
    [InlineData(300, 0.999, 60, "leaves 1 of its 300 characters for training and 299 for validation", "between 0.204 and 0.796")]
    [InlineData(300, 0.1, 60, "leaves 270 of its 300 characters for training and 30 for validation", "between 0.204 and 0.796")]
    [InlineData(100, 0.5, 60, "leaves 50 of its 100 characters for training and 50 for validation", "at least 122 characters")]
    [InlineData(20, 0.5, 60, "leaves 10 of its 20 characters for training and 10 for validation", "at least 122 characters")]
    public void A_split_that_leaves_too_little_is_refused_with_both_parts_and_what_would_fit(int characters, double fraction, int maxLength, string parts, string advice)
    {
        var split = () => Split(characters, fraction, maxLength);
        split.Should().Throw<InvalidInputException>().Which.Message.Should().ContainAll($"corpus.validation-fraction = {fraction}", parts, advice);
    }

    [Theory]
    [Trait("Case", "F18")]
    [InlineData(300, 0.204)]
    [InlineData(300, 0.796)]
    [InlineData(122, 0.5)]
    public void The_fractions_that_are_advised_fit(int characters, double fraction)
    {
        var split = Split(characters, fraction, 60);
        split.Training.Count.Should().BePositive();
        split.Validation!.Count.Should().BePositive();
    }

    [Fact]
    [Trait("Case", "F18")]
    public void Without_a_split_the_text_alone_is_named()
    {
        var split = () => Split(45, 0, 60);
        split.Should().Throw<InvalidInputException>().WithMessage("*the text has 45*").Which.Message.Should().NotContain("validation");
    }

    [Fact]
    [Trait("Case", "F19")]
    public void Characters_of_the_validation_part_alone_are_found()
    {
        var corpus = Texts.Corpus($"{string.Concat(Enumerable.Repeat("abc ", 25))}xyz abc é\n");
        var split = new CorpusSplit(corpus.Length, new CorpusOptions { Source = "test", ValidationFraction = 0.1 }, new WindowOptions { MaxLength = 5 });
        string.Concat(UnseenCharacters.Of(corpus, split)).Should().Be("\nxyzé");
        UnseenCharacters.Of(corpus, new CorpusSplit(corpus.Length, new CorpusOptions { Source = "test" }, new WindowOptions { MaxLength = 5 })).Should().BeEmpty();
    }

    private static CorpusSplit Split(int characters, double fraction, int maxLength) =>
        new(characters, new CorpusOptions { Source = "test", ValidationFraction = fraction }, new WindowOptions { MaxLength = maxLength, Step = 1 });
}
