using System.Text;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Corpora;

public sealed class VocabularyTests
{
    private static readonly Gen<string> UnicodeTexts = Gen.Int[0, 0x10FFFF].Where(Rune.IsValid).Array[0, 40].Select(values => string.Concat(values.Select(value => new Rune(value))));

    [Fact]
    public void Characters_stand_in_ordinal_order() => Vocabulary.Of("zebra äÄ 09\n").ToString().Should().Be("\n 09aberzÄä");

    [Fact]
    [Trait("Case", "T10")]
    public void A_character_is_a_scalar_value_and_never_half_a_surrogate_pair()
    {
        var corpus = Texts.Corpus("a😀b");
        corpus.Length.Should().Be(3);
        corpus.Vocabulary.Characters.Should().Equal(new Rune('a'), new Rune('b'), new Rune(0x1F600));
        corpus.TextAt(1, 1).Should().Be("😀");
    }

    [Fact]
    [Trait("Case", "T10")]
    public void Ordinal_order_is_that_of_scalar_values_and_not_of_utf_16_units() =>
        Vocabulary.Of("\U0001F600\uFF5E").Characters.Select(rune => rune.Value).Should().Equal(0xFF5E, 0x1F600);

    [Fact]
    [Trait("Case", "T10")]
    public void Every_text_comes_back_from_its_indices() => UnicodeTexts.Sample(text =>
    {
        var vocabulary = Vocabulary.Of(text);
        vocabulary.Decode(vocabulary.Encode(text)).Should().Be(text);
        vocabulary.Encode(text).Should().HaveCount(text.EnumerateRunes().Count());
    });

    [Fact]
    [Trait("Case", "T11")]
    public void A_stored_alphabet_keeps_its_order() => UnicodeTexts.Sample(text =>
    {
        var vocabulary = Vocabulary.Of(text);
        Vocabulary.Stored(vocabulary.ToString()).Characters.Should().Equal(vocabulary.Characters);
    });

    [Theory]
    [Trait("Case", "T11")]
    [InlineData("ba")]
    [InlineData("aab")]
    public void A_stored_alphabet_out_of_order_is_refused(string stored)
    {
        var read = () => Vocabulary.Stored(stored);
        read.Should().Throw<InvalidInputException>().WithMessage("*stored alphabet is damaged*ordinal*");
    }

    [Fact]
    [Trait("Case", "T11")]
    public void Another_alphabet_is_refused_with_the_difference()
    {
        var refuse = () => Vocabulary.Of("abc\n").RequireSame(Vocabulary.Of("bcdé"));
        refuse.Should().Throw<InvalidInputException>()
            .WithMessage("*4 characters*has 4*Only in the checkpoint: U+000A, 'a' (U+0061).*Only in the corpus: 'd' (U+0064), 'é' (U+00E9).*");
    }

    [Fact]
    public void The_same_alphabet_is_accepted()
    {
        var accept = () => Vocabulary.Of("abc").RequireSame(Vocabulary.Of("cabbac"));
        accept.Should().NotThrow();
    }

    [Fact]
    public void An_unknown_character_is_named_with_its_place()
    {
        var encode = () => Vocabulary.Of("ab😀").Encode("😀bxa");
        encode.Should().Throw<InvalidInputException>().WithMessage("*'x' (U+0078) at position 2*");
    }

    [Fact]
    public void More_characters_than_an_index_can_tell_apart_are_refused()
    {
        var all = string.Concat(Enumerable.Range(0, 0x11000).Where(Rune.IsValid).Select(value => new Rune(value)));
        var make = () => Vocabulary.Of(all);
        make.Should().Throw<InvalidInputException>().WithMessage("*67584 distinct characters*65536*corpus.encoding*");
    }

    [Fact]
    public void The_last_index_of_the_largest_alphabet_works()
    {
        var all = string.Concat(Enumerable.Range(0, 0x10800).Where(Rune.IsValid).Select(value => new Rune(value)));
        var vocabulary = Vocabulary.Of(all);
        vocabulary.Count.Should().Be(Vocabulary.MaximumCount);
        vocabulary.Encode("\U000107FF").Should().Equal(ushort.MaxValue);
    }
}
