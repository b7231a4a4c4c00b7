using System.IO.Compression;
using System.Text;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Corpora;

/// <summary>What a file is that somebody took for a text.</summary>
[Trait("Case", "F22")]
public sealed class RecognitionTests
{
    private const string English = "what is patient is not slow; what is slow is not always patient.\n";
    private const string Russian = "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему.\n";

    [Theory]
    [InlineData("utf-8", "utf-8")]
    [InlineData("utf-16", "utf-16le")]
    [InlineData("utf-16BE", "utf-16be")]
    [InlineData("utf-32", "utf-32le")]
    [InlineData("utf-32BE", "utf-32be")]
    public void A_byte_order_mark_identifies_the_encoding(string written, string read)
    {
        var decoded = TextDecoder.Decode("a.txt", Marked(written, Russian), "utf-8");
        (decoded.Text, decoded.Encoding).Should().Be((Russian, read));
        decoded.Problems.Should().ContainSingle().Which.Should().Match<CorpusProblem>(problem =>
            problem.Kind == ProblemKind.Changed && problem.Message.StartsWith("a byte order mark at the start was dropped") && (read == "utf-8" || problem.Message.EndsWith(read)));
    }

    [Theory]
    [InlineData("utf-16BE", "utf-16", "utf-16be")]
    [InlineData("utf-32BE", "UTF-32", "utf-32be")]
    [InlineData("utf-16", "utf-16le", "utf-16le")]
    public void A_name_that_leaves_the_order_of_the_bytes_open_takes_that_of_the_mark(string written, string asked, string read)
    {
        var decoded = TextDecoder.Decode("a.txt", Marked(written, Russian), asked);
        (decoded.Text, decoded.Encoding).Should().Be((Russian, read));
    }

    [Theory]
    [InlineData("utf-16", "windows-1252", "UTF-16 (little-endian)")]
    [InlineData("utf-16BE", "utf-16le", "UTF-16 (big-endian)")]
    [InlineData("utf-8", "iso-8859-1", "UTF-8")]
    [InlineData("utf-32", "utf-16", "UTF-32 (little-endian)")]
    public void Another_encoding_than_that_of_the_mark_is_refused_with_both(string written, string asked, string mark)
    {
        var decode = () => TextDecoder.Decode("a.txt", Marked(written, English), asked);
        decode.Should().Throw<InvalidInputException>().WithMessage($"*a.txt begins with the byte order mark of {mark}, and corpus.encoding = \"{asked}\"*Leave corpus.encoding out*");
    }

    [Theory]
    [InlineData("utf-16le", English)]
    [InlineData("utf-16be", English)]
    [InlineData("utf-32le", English)]
    [InlineData("utf-32be", English)]
    [InlineData("utf-16le", Russian)]
    [InlineData("utf-16be", Russian)]
    public void Without_a_mark_UTF_16_and_UTF_32_are_named_and_read_once_they_are_asked_for(string encoding, string text)
    {
        var content = Encoding.GetEncoding(encoding).GetBytes(text);
        foreach (var asked in new[] { "utf-8", "windows-1252" })
        {
            Fault(content, asked).Should().Be($"looks like {encoding.ToUpperInvariant()} without a byte order mark: set corpus.encoding = \"{encoding}\"");
        }

        TextDecoder.Decode("a.txt", content, encoding).Should().Match<DecodedText>(decoded => decoded.Text == text && decoded.Problems.Count == 0);
    }

    [Fact]
    public void Compressed_files_and_archives_are_named_with_the_advice_to_unpack_them()
    {
        var content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(English, 50)));
        Fault(Written(stream => { using var packed = new GZipStream(stream, CompressionLevel.Optimal); packed.Write(content); })).Should().Be("looks like a gzip-compressed file: unpack it first");
        Fault(Archive("a.txt", content)).Should().Be("looks like a zip archive: unpack it first");
        Fault(Archive("[Content_Types].xml", content, "word/document.xml")).Should().Be("looks like a Word document: save its text as a plain text file");
        Fault(Archive("xl/workbook.xml", content)).Should().StartWith("looks like an Excel workbook");
        Fault([.. Encoding.ASCII.GetBytes("a.txt".PadRight(257, '\0')), .. "ustar\0"u8, .. new byte[249], .. content]).Should().Be("looks like a tar archive: unpack it first");
    }

    [Theory]
    [InlineData("1F8B0800", "a gzip-compressed file")]
    [InlineData("425A683931415926535900", "a bzip2-compressed file")]
    [InlineData("FD377A585A000004", "an xz-compressed file")]
    [InlineData("28B52FFD2400", "a zstd-compressed file")]
    [InlineData("377ABCAF271C0004", "a 7z archive")]
    [InlineData("526172211A0700", "a rar archive")]
    [InlineData("255044462D312E370A25E2E3CFD3", "a PDF document")]
    [InlineData("89504E470D0A1A0A0000000D", "a PNG picture")]
    [InlineData("FFD8FFE000104A464946", "a JPEG picture")]
    [InlineData("4749463839610100010080", "a GIF picture")]
    [InlineData("524946462400000057454250", "a WebP picture")]
    [InlineData("424D460000000000000036000000", "a BMP picture")]
    [InlineData("49492A0008000000", "a TIFF picture")]
    [InlineData("D0CF11E0A1B11AE1", "an Office document")]
    [InlineData("53514C69746520666F726D6174203300", "an SQLite database")]
    [InlineData("7F454C4602010100", "a program (ELF)")]
    [InlineData("4D5A90000300000004000000FFFF0000", "a program (Windows)")]
    [InlineData("4F67675300020000", "an Ogg recording")]
    [InlineData("000000206674797069736F6D", "a film, a recording or a picture (MP4, HEIC)")]
    public void Other_files_are_named_as_well_whatever_the_encoding(string start, string kind)
    {
        byte[] content = [.. Convert.FromHexString(start), .. Encoding.ASCII.GetBytes(English)];
        Fault(content).Should().StartWith($"looks like {kind}: ");
        Fault(content, "windows-1252").Should().StartWith($"looks like {kind}: ");
    }

    [Theory]
    [InlineData("BM is short for Betriebsmittel")]
    [InlineData("MZ are the initials of a man")]
    [InlineData("GIF89a is a format of pictures")]
    [InlineData("BZh ... said the bee")]
    [InlineData("PK is a bass")]
    [InlineData("ID3 is a tag")]
    [InlineData("7z is an archive")]
    [InlineData("RIFF and WEBP")]
    [InlineData("fLaC, PAR1, OggS, Rar!")]
    [InlineData("SQLite format 3")]
    public void A_text_that_begins_like_a_file_of_another_kind_is_a_text(string text) => TextDecoder.Decode("a.txt", Encoding.UTF8.GetBytes($"{text}\n"), "utf-8").Problems.Should().BeEmpty();

    [Fact]
    public void NULs_are_no_text_and_counted_with_the_line_of_the_first()
    {
        Fault([.. "one\ntwo"u8, 0, .. "three"u8, 0, .. "\n"u8]).Should().StartWith("has 2 NUL characters, the first in line 2: it is binary data");
        Fault([.. "one"u8, 0, 0xFF, .. "three\n"u8]).Should().StartWith("has 1 NULs and is not valid UTF-8");
        Fault([.. "one\ntwo"u8, 0], "windows-1252").Should().StartWith("has 1 NUL character, the first in line 2: it is binary data, or text in another encoding than windows-1252");
    }

    [Theory]
    [InlineData("\u001b]0;title\u0007\u001b[2Jok\n", "has 3 control characters (1 of U+0007, 2 of U+001B)")]
    [InlineData("it\u0092s\n", "has 1 control character (U+0092)")]
    [InlineData("one\n\uFEFFtwo\n", "has 1 byte order mark (U+FEFF) within the text")]
    [InlineData("caf\uFFFD\n", "has 1 replacement character ('\uFFFD' (U+FFFD)): it was decoded in the wrong encoding")]
    [InlineData("\uFFFF\uFDD0\n", "has 2 noncharacters")]
    [InlineData("{\\rtf1\\ansi text}\n", "looks like a document in Rich Text Format")]
    public void What_is_doubtful_is_told_and_can_be_trained_on(string text, string doubt)
    {
        var corpus = Texts.Corpus(text);
        corpus.Doubts.Should().ContainSingle().Which.Should().StartWith($"test {doubt}");
        corpus.Length.Should().Be(text.EnumerateRunes().Count());
    }

    [Theory]
    [InlineData("a page\f and the next\tone\n")]
    [InlineData("\uE000 of a font of its own, ＡＢＣ, \u200E, \u202B, \u2028, \U0001F600\n")]
    public void What_texts_have_is_no_doubt(string text) => TextDecoder.Decode("a.txt", Encoding.UTF8.GetBytes(text), "utf-8").Problems.Should().BeEmpty();

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_by_its_name()
    {
        var decode = (byte[] content, string encoding) => FluentActions.Invoking(() => TextDecoder.Decode("a.txt", content, encoding)).Should().Throw<InvalidInputException>();
        decode([.. "so"u8, 0xED, 0xA0, 0xBD, .. "it"u8], "utf-8").WithMessage("*a.txt*0xED at offset 2 (line 1)*half of a surrogate pair*");
        decode([0x61, 0x00, 0x3D, 0xD8, 0x62, 0x00], "utf-16le").WithMessage("*a.txt*3DD8*half of a surrogate pair*");
    }

    [Theory]
    [InlineData("windows-1251")]
    [InlineData("koi8-r")]
    public void An_encoding_that_is_not_UTF_8_is_guessed_from_enough_text(string encoding)
    {
        var content = Encoding.GetEncoding(encoding).GetBytes(string.Concat(Enumerable.Repeat(Russian, 10)));
        var decode = () => TextDecoder.Decode("a.txt", content, "utf-8");
        decode.Should().Throw<InvalidInputException>().WithMessage($"*It looks like {encoding}: if it is, set corpus.encoding = \"{encoding}\".");
    }

    [Fact]
    public void What_is_no_text_is_inspected_and_not_read()
    {
        var file = CorpusFile.Of("a.bin", "memory", (byte[])[.. "one"u8, 0, .. "two"u8]);
        var options = new CorpusOptions { Source = "a.bin" };
        Corpus.Inspect(file, options).Problems.Should().Contain(problem => problem.StartsWith("has 1 NUL character"));
        var read = () => Corpus.Read(file, options);
        read.Should().Throw<InvalidInputException>().WithMessage("The corpus cannot be trained on. a.bin has 1 NUL character*.");
    }

    [Fact]
    public void An_empty_text_is_refused_by_its_name()
    {
        var read = () => Texts.Corpus([], "nothing.txt");
        read.Should().Throw<InvalidInputException>().WithMessage("The corpus nothing.txt is empty*");
        read = () => Texts.Corpus([0xEF, 0xBB, 0xBF], "mark.txt");
        read.Should().Throw<InvalidInputException>().WithMessage("The corpus mark.txt is empty*");
    }

    [Fact]
    [Trait("Case", "F23")]
    public void Each_of_several_files_has_its_own_encoding_and_problems()
    {
        var files = new[]
        {
            CorpusFile.Of("a.txt", "a", Marked("utf-16", "one\r\n")), CorpusFile.Of("b.txt", "b", Encoding.UTF8.GetBytes("two\n")), CorpusFile.Of("c.txt", "c", Encoding.UTF8.GetBytes("two\n")), CorpusFile.Of("d.txt", "d", Array.Empty<byte>()),
        };
        var corpus = Corpus.Read(CorpusFile.Joined(files), new CorpusOptions { Source = "any" });
        corpus.TextAt(0, corpus.Length).Should().Be("one\ntwo\ntwo\n");
        corpus.Parts.Select(part => part.Encoding).Should().Equal("utf-16le", "utf-8", "utf-8", "utf-8");
        corpus.Problems.Should().Equal(
            "a.txt: a byte order mark at the start was dropped: it is that of UTF-16 (little-endian), and the text was read as utf-16le",
            "a.txt: line ends were brought to \\n: 1 CRLF, 0 CR, 0 LF",
            "c.txt has the same bytes as b.txt",
            "d.txt is empty");

        var read = () => Corpus.Read(CorpusFile.Joined([.. files, CorpusFile.Of("e.gz", "e", (byte[])[0x1F, 0x8B, 8])]), new CorpusOptions { Source = "any" });
        read.Should().Throw<InvalidInputException>().WithMessage("The corpus cannot be trained on. e.gz looks like a gzip-compressed file: unpack it first.");
    }

    private static string Fault(byte[] content, string encoding = "utf-8") =>
        TextDecoder.Decode("a.txt", content, encoding).Problems.Should().ContainSingle(problem => problem.Kind == ProblemKind.NotText).Which.Message;

    private static byte[] Marked(string encoding, string text) => [.. Encoding.GetEncoding(encoding).GetPreamble(), .. Encoding.GetEncoding(encoding).GetBytes(text)];

    private static byte[] Written(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    private static byte[] Archive(string first, byte[] content, params string[] others) => Written(stream =>
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var name in others.Prepend(first))
        {
            using var entry = archive.CreateEntry(name).Open();
            entry.Write(content);
        }
    });
}
