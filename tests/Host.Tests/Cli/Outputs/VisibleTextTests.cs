using System.Text;
using ActorLstm.Host.Cli.Outputs;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Host.Tests.Cli.Outputs;

[Trait("Case", "F25")]
public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("the river, Über, 語, 👩‍🚀, می‌خواهم", "the river, Über, 語, 👩‍🚀, می‌خواهم")]
    [InlineData("a\nb\tc", "a\nb\tc")]
    [InlineData("\u001b]0;owned\a", "\\u001b]0;owned\\u0007")]
    [InlineData("a\rb\bc\u007f\u0085\u009b2J", "a\\u000db\\u0008c\\u007f\\u0085\\u009b2J")]
    [InlineData("\u2028 \u2029 \u202e \u2066 \u200f \ufeff \u200b", "\\u2028 \\u2029 \\u202e \\u2066 \\u200f \\ufeff \\u200b")]
    [InlineData("\U000e0041", "\\udb40\\udc41")]
    public void What_a_terminal_would_obey_or_hide_is_an_escape(string text, string visible) => VisibleText.Of(text).Should().Be(visible);

    [Fact]
    public void A_text_on_one_line_has_no_line_break_and_no_tab() => VisibleText.OneLine("a\nb\tc\u001b").Should().Be("a\\nb\\tc\\u001b");

    [Fact]
    public void Half_of_a_character_is_an_escape() => VisibleText.Of("a\ud83dz").Should().Be("a\\ud83dz");

    [Fact]
    public void No_text_has_a_character_left_that_does_not_show_itself() => Gen.String.Sample(text =>
        VisibleText.Of(text).EnumerateRunes().All(character => VisibleText.IsVisible(character) || character.Value is '\n' or '\t')
        && VisibleText.OneLine(text).EnumerateRunes().All(VisibleText.IsVisible));

    [Fact]
    public void A_text_in_pieces_is_written_like_the_whole() => Gen.Select(Gen.String, Gen.Int[1, 5]).Sample((text, length) =>
    {
        var written = new StringWriter();
        using var writer = new VisibleWriter(written);
        foreach (var piece in text.Chunk(length))
        {
            writer.Write(piece);
        }

        writer.Write("|");
        return written.ToString() == VisibleText.Of($"{text}|");
    });

    [Fact]
    public void A_picture_that_comes_in_two_pieces_stays_whole()
    {
        var written = new StringWriter();
        using var writer = new VisibleWriter(written);
        foreach (var unit in "👩\n")
        {
            writer.Write(unit);
        }

        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(written.ToString())).Should().Be("👩\n");
    }
}
