using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Corpora;

public sealed class TextNormalizerTests
{
    private const string Decomposed = "e\u0301";
    private static readonly CorpusOptions Plain = new() { Source = "test" };

    [Theory]
    [InlineData("ABC ÄÉ Σ", true, "abc äé σ")]
    [InlineData("ABC ÄÉ Σ", false, "ABC ÄÉ Σ")]
    public void Text_is_lower_cased_if_asked_for(string text, bool lowercase, string expected) =>
        TextNormalizer.Normalize(text, Plain with { Lowercase = lowercase }).Should().Be(expected);

    [Fact]
    [Trait("Case", "T10")]
    public void A_combining_mark_is_a_character_of_its_own() => Texts.Corpus(Decomposed).Length.Should().Be(2);

    [Fact]
    [Trait("Case", "T10")]
    public void Nfc_composes_it_with_its_letter()
    {
        Culture.RequireIcu();
        var composed = Texts.Corpus($"a😀b{Decomposed}", Plain with { Normalization = TextNormalization.Nfc });
        composed.Length.Should().Be(4);
        composed.Vocabulary.ToString().Should().Be("ab\u00E9😀");
    }

    [Theory]
    [Trait("Case", "T13")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void The_culture_changes_no_letter(string culture)
    {
        using var _ = new Culture(culture);
        TextNormalizer.Normalize("TITLE I", Plain).Should().Be("title i");
        Texts.Corpus("TITLE Iı").Vocabulary.ToString().Should().Be(" eiltı");
    }
}
