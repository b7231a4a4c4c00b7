using ActorLstm.Model.Corpora;
using ActorLstm.Model.Tests.Randomness;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Corpora;

public sealed class SeedTextTests
{
    private const string Printed = "abcdefghijklmnopqrstuvwxyz \n";
    private static readonly Vocabulary Alphabet = Vocabulary.Of(Printed);
    private static readonly CorpusOptions Strict = new() { Source = "test" };
    private static readonly CorpusOptions Skipping = Strict with { UnknownCharacters = UnknownCharacterPolicy.Skip };
    private static readonly CorpusOptions Replacing = Strict with { UnknownCharacters = UnknownCharacterPolicy.Replace };

    [Fact]
    [Trait("Case", "T6")]
    public void A_corpus_of_one_window_and_its_target_always_gives_that_window()
    {
        var corpus = Texts.Corpus("abcdefghijX");
        Enumerable.Range(1, 10_000).Select(epoch => SeedText.Draw(corpus, 10, seed: 1, epoch)).Distinct().Should().Equal("abcdefghij");
    }

    [Fact]
    [Trait("Case", "T6")]
    public void Every_start_that_has_a_target_is_drawn_equally_often()
    {
        var corpus = Texts.Corpus(Printed);
        var starts = new long[Printed.Length - 5];
        for (var epoch = 1; epoch <= 20_000; epoch++)
        {
            starts[Printed.IndexOf(SeedText.Draw(corpus, 5, seed: 1, epoch), StringComparison.Ordinal)]++;
        }

        starts.Should().OnlyContain(count => count > 0);
        ChiSquared.Fits(starts, [.. Enumerable.Repeat(1.0 / starts.Length, starts.Length)]).Should().BeTrue();
    }

    [Fact]
    public void A_seed_and_an_epoch_always_draw_the_same_window() =>
        SeedText.Draw(Texts.Proverbs, 12, 7, 3).Should().Be(SeedText.Draw(Texts.Proverbs, 12, 7, 3)).And.HaveLength(12);

    [Theory]
    [Trait("Case", "T7")]
    [InlineData("THE ", "the ")]
    [InlineData("a", "a")]
    [InlineData("a\r\nb\rc", "a\nb\nc")]
    public void A_given_text_is_treated_as_the_corpus(string given, string expected) => SeedText.Normalize(given, Strict, Alphabet).Should().Be(expected);

    [Fact]
    [Trait("Case", "T7")]
    public void Its_case_is_kept_where_the_corpus_s_was()
    {
        var normalize = () => SeedText.Normalize("THE", Strict with { Lowercase = false }, Alphabet);
        normalize.Should().Throw<InvalidInputException>().WithMessage("*'T' (U+0054) at position 0*");
    }

    [Theory]
    [Trait("Case", "T7")]
    [InlineData(1)]
    [InlineData(59)]
    [InlineData(60)]
    [InlineData(61)]
    public void Its_length_stays_as_it_is(int length) => SeedText.Normalize(new string('a', length), Strict, Alphabet).Should().HaveLength(length);

    [Theory]
    [Trait("Case", "T7")]
    [InlineData("emoji 😀", "*'😀' (U+1F600) at position 6 *")]
    [InlineData("😀é", "*'😀' (U+1F600) at position 0 *")]
    [InlineData("a\tb", "*U+0009 at position 1 *")]
    [InlineData("ok \uD83D", "*U+FFFD) at position 3 *")]
    public void An_unknown_character_is_refused_with_its_place(string given, string message)
    {
        var normalize = () => SeedText.Normalize(given, Strict, Alphabet);
        normalize.Should().Throw<InvalidInputException>().WithMessage(message + "corpus.unknown-characters*");
    }

    [Theory]
    [Trait("Case", "T7")]
    [InlineData("emoji 😀", "emoji ")]
    [InlineData("é1ü", null)]
    [InlineData("", null)]
    public void An_unknown_character_is_skipped_if_asked_for(string given, string? expected) => Check(given, Skipping, expected);

    [Theory]
    [Trait("Case", "T7")]
    [InlineData("emoji 😀😀!", "emoji    ")]
    [InlineData("é", " ")]
    [InlineData("", null)]
    public void An_unknown_character_is_replaced_by_a_space_if_asked_for(string given, string? expected) => Check(given, Replacing, expected);

    [Fact]
    [Trait("Case", "T7")]
    public void It_cannot_be_replaced_where_the_alphabet_has_no_space()
    {
        var normalize = () => SeedText.Normalize("a!", Replacing, Vocabulary.Of("ab"));
        normalize.Should().Throw<InvalidInputException>().WithMessage("*'!' (U+0021) at position 1*");
    }

    [Theory]
    [Trait("Case", "T7")]
    [InlineData(UnknownCharacterPolicy.Error)]
    [InlineData(UnknownCharacterPolicy.Skip)]
    [InlineData(UnknownCharacterPolicy.Replace)]
    public void An_empty_text_is_refused(UnknownCharacterPolicy policy) => Check("", Strict with { UnknownCharacters = policy }, null);

    [Theory]
    [Trait("Case", "T13")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void The_culture_changes_no_letter(string culture)
    {
        using var _ = new Culture(culture);
        SeedText.Normalize("TITLE I", Strict, Alphabet).Should().Be("title i");
    }

    private static void Check(string given, CorpusOptions options, string? expected)
    {
        var normalize = () => SeedText.Normalize(given, options, Alphabet);
        if (expected is null)
        {
            normalize.Should().Throw<InvalidInputException>().WithMessage("*no character of the corpus's alphabet*at least one*");
        }
        else
        {
            normalize().Should().Be(expected);
        }
    }
}
