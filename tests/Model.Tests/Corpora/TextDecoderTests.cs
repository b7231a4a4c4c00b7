using System.Text;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Corpora;

public sealed class TextDecoderTests
{
    [Theory]
    [Trait("Case", "T8")]
    [InlineData("a\r\nb\r\n", 0, 2, 0)]
    [InlineData("a\rb\r", 0, 0, 2)]
    [InlineData("a\nb\n", 2, 0, 0)]
    [InlineData("a\r\nb\rc\nd\r\r\n", 1, 2, 2)]
    [InlineData("\n\r", 1, 0, 1)]
    public void Line_ends_are_counted_and_brought_to_a_line_feed(string text, int lf, int crlf, int cr)
    {
        var decoded = Decode(text);
        decoded.LineEndings.Should().Be(new LineEndings(lf, crlf, cr));
        decoded.Text.Should().NotContain("\r");
        decoded.Text.Count(character => character == '\n').Should().Be(lf + crlf + cr);
    }

    [Fact]
    [Trait("Case", "T8")]
    public void Changed_line_ends_are_reported() =>
        Decode("a\r\nb\rc\n").Problems.Select(problem => problem.Message).Should().Equal("line ends were brought to \\n: 1 CRLF, 1 CR, 1 LF");

    [Fact]
    [Trait("Case", "T8")]
    public void A_missing_final_newline_is_reported() => Decode("a\nb").Problems.Select(problem => problem.Message).Should().Equal("the last line has no line end");

    [Theory]
    [Trait("Case", "T8")]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    public void A_byte_order_mark_is_dropped_and_reported(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] content = [.. encoding.GetPreamble(), .. encoding.GetBytes("text\n")];
        var decoded = TextDecoder.Decode("test", content, name);
        decoded.Text.Should().Be("text\n");
        decoded.Problems.Select(problem => problem.Message).Should().Equal("a byte order mark at the start was dropped");
    }

    [Theory]
    [Trait("Case", "T8")]
    [InlineData("")]
    [InlineData("a\nb\n")]
    public void A_text_without_peculiarities_has_no_problems(string text) => Decode(text).Problems.Should().BeEmpty();

    [Fact]
    [Trait("Case", "T8")]
    public void A_corpus_keeps_what_was_found()
    {
        var corpus = Texts.Corpus([0xEF, 0xBB, 0xBF, .. "a\r\nb"u8]);
        corpus.TextAt(0, corpus.Length).Should().Be("a\nb");
        corpus.LineEndings.Crlf.Should().Be(1);
        corpus.Problems.Should().HaveCount(3);
    }

    [Fact]
    [Trait("Case", "T9")]
    public void A_byte_that_is_not_utf_8_is_refused_with_its_offset_and_the_way_out()
    {
        var decode = () => TextDecoder.Decode("quote.txt", [.. "so\nit"u8, 0x92, .. "s"u8], "utf-8");
        decode.Should().Throw<InvalidInputException>().WithMessage("*quote.txt*0x92 at offset 5 (line 2)*corpus.encoding*windows-1252*");
    }

    [Theory]
    [Trait("Case", "T9")]
    [InlineData("windows-1252", "it’s")]
    [InlineData("iso-8859-1", "it\u0092s")]
    public void The_same_byte_is_read_in_the_encoding_that_it_was_written_in(string encoding, string text) =>
        TextDecoder.Decode("test", [.. "it"u8, 0x92, .. "s"u8], encoding).Text.Should().Be(text);

    [Theory]
    [Trait("Case", "T9")]
    [InlineData(new byte[] { 0x61, 0xC3 }, 1)]                 // cut off in the middle of a character
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, 0)]           // half a surrogate pair
    [InlineData(new byte[] { 0x61, 0x62, 0xC0, 0x80 }, 2)]     // an overlong form
    public void Malformed_utf_8_is_refused_at_its_first_wrong_byte(byte[] content, int offset)
    {
        var decode = () => TextDecoder.Decode("test", content, "utf-8");
        decode.Should().Throw<InvalidInputException>().WithMessage($"*at offset {offset} *");
    }

    [Fact]
    [Trait("Case", "T9")]
    public void A_byte_outside_another_encoding_is_refused_as_well()
    {
        var decode = () => TextDecoder.Decode("test", [.. "ab"u8, 0x92], "us-ascii");
        decode.Should().Throw<InvalidInputException>().WithMessage("*us-ascii*92 at offset 2*corpus.encoding*");
    }

    [Fact]
    [Trait("Case", "T9")]
    public void Any_bytes_are_decoded_as_they_stand_or_refused() => Gen.Frequency((4, Gen.Byte[0, 127]), (1, Gen.Byte)).Array[0, 12].Sample(content =>
    {
        var replaced = Encoding.UTF8.GetString(content);
        var valid = Encoding.UTF8.GetBytes(replaced).AsSpan().SequenceEqual(content);
        var decode = () => TextDecoder.Decode("test", content, "utf-8");
        if (valid)
        {
            decode().Text.Should().Be((replaced.StartsWith('\uFEFF') ? replaced[1..] : replaced).Replace("\r\n", "\n").Replace('\r', '\n'));
        }
        else if (content.Contains((byte)0))
        {
            decode().Should().Match<DecodedText>(binary => binary.Text.Length == 0 && binary.Problems.Single().Kind == ProblemKind.NotText);
        }
        else
        {
            decode.Should().Throw<InvalidInputException>();
        }
    });

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("windows-1252", true)]
    [InlineData("utf8-ish", false)]
    [InlineData("", false)]
    public void Encodings_are_known_by_name(string name, bool known) => TextDecoder.Knows(name).Should().Be(known);

    [Fact]
    public void An_unknown_encoding_is_refused_by_its_name()
    {
        var decode = () => TextDecoder.Decode("test", "a"u8, "klingon");
        decode.Should().Throw<InvalidInputException>().WithMessage("corpus.encoding = \"klingon\"*");
    }

    private static DecodedText Decode(string text) => TextDecoder.Decode("test", Encoding.UTF8.GetBytes(text), "utf-8");
}
