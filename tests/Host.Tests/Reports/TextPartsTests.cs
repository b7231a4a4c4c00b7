using ActorLstm.Host.Reports.Pages;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Host.Tests.Reports;

public sealed class TextPartsTests
{
    [Fact]
    public void An_invented_word_is_marked_wherever_it_stands_by_itself() =>
        TextParts.Of(" Rivel, a rivel; arivel rivels", ["rivel"]).Should().Equal(
            new TextPart(" ", false), new TextPart("Rivel", true), new TextPart(", a ", false), new TextPart("rivel", true), new TextPart("; arivel rivels", false));

    [Fact]
    public void A_part_of_a_word_is_not_that_word() =>
        TextParts.Of("'i don't', self-don don.", ["don"]).Should().Equal(
            new TextPart("'i don't', self-don ", false), new TextPart("don", true), new TextPart(".", false));

    [Fact]
    public void What_may_go_on_beyond_the_text_is_not_measured_and_not_marked() =>
        TextParts.Of("rivel, a rivel", ["rivel"]).Should().Equal(new TextPart("rivel, a rivel", false));

    [Fact]
    public void Of_words_that_begin_alike_the_longer_is_marked() =>
        TextParts.Of(" man-thing ", ["man", "man-thing"]).Should().Equal(new TextPart(" ", false), new TextPart("man-thing", true), new TextPart(" ", false));

    [Fact]
    public void The_parts_together_are_the_text() =>
        Gen.Select(Gen.String[Gen.Char["ab -'é"], 0, 30], Gen.String[Gen.Char["ab-'é"], 0, 3].Array[0, 4]).Sample((text, words) =>
            string.Concat(TextParts.Of(text, words).Select(part => part.Text)) == text);
}
