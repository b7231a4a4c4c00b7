using ActorLstm.Model.Measures;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Measures;

public sealed class WordTests
{
    [Theory]
    [InlineData("the will to power.", "the|will|to|power")]
    [InlineData("man's self-consciousness o'er all", "man's|self-consciousness|o'er|all")]
    [InlineData("a woman--what then?", "a|woman|what|then")]
    [InlineData("'the \"will\" -to- power'", "the|will|to|power")]
    [InlineData("the philosophers' stone", "the|philosophers|stone")]
    [InlineData("_wille_ in 1886, on the 2nd", "wille|in|on|the|nd")]
    [InlineData("æsthetic naïve nai\u0308ve", "æsthetic|naïve|nai\u0308ve")]
    [InlineData("l\u2019ame self\u2010made", "l\u2019ame|self\u2010made")]
    [InlineData("ab-\ncd a-'b", "ab|cd|a|b")]
    [InlineData("𝓪𝓫 c", "𝓪𝓫|c")]
    [InlineData("", "")]
    [InlineData("1, 2 -- 3\n", "")]
    public void Words_are_letters_with_single_apostrophes_and_hyphens_between_them(string text, string expected) =>
        string.Join('|', Word.In(text.EnumerateRunes()).Select(word => word.Text)).Should().Be(expected);

    [Theory]
    [InlineData("one two three", "one three")]
    [InlineData(" one two three.", "")]
    [InlineData("one", "one")]
    [InlineData("-one two three-", "one three")]
    [InlineData("'one two' ", "one")]
    [InlineData("--one two--", "")]
    [InlineData(" -one two", "two")]
    public void A_word_is_cut_where_it_may_go_on_beyond_the_border_of_the_text(string text, string cut) =>
        string.Join(' ', Word.In(text.EnumerateRunes()).Where(word => word.Cut).Select(word => word.Text)).Should().Be(cut);

    [Fact]
    public void A_word_stands_where_it_says() =>
        Gen.OneOf(Gen.String[Gen.Char["ab'- .é\ud800\udc00"], 0, 12], Gen.Const("𝓪𝓫 'c--𝓭' e")).Sample(text =>
            Word.In(text.EnumerateRunes()).Should().OnlyContain(word => text.Substring(word.Start, word.Text.Length) == word.Text).And.BeInAscendingOrder(word => word.Start));

    [Fact]
    public void Words_that_are_not_cut_are_words_of_every_text_around_them()
    {
        var texts = Gen.Char["ab'- "].Array[0, 12].Select(characters => new string(characters));
        Gen.Select(texts, texts, texts).Sample((before, text, after) =>
        {
            var whole = Word.In(text.EnumerateRunes()).Where(word => !word.Cut).Select(word => word.Text);
            whole.Should().BeSubsetOf(Word.In((before + text + after).EnumerateRunes()).Select(word => word.Text));
        }, iter: 5_000);
    }
}
