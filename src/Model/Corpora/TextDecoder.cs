using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace ActorLstm.Model.Corpora;

/// <summary>
/// Bytes to text, strictly: a byte that does not belong is an error with its offset, never a replacement character. A byte order mark identifies the
/// encoding. What is recognised as no text is not decoded, and named for what it looks like.
/// </summary>
public static class TextDecoder
{
    static TextDecoder() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Whether an encoding of this name exists.</summary>
    public static bool Knows(string encoding) => Find(encoding) is not null;

    /// <summary>Decodes a text, drops a byte order mark and brings line ends to <c>\n</c>.</summary>
    /// <param name="name">The name of the text, for messages.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="encoding">The name of the encoding.</param>
    /// <exception cref="InvalidInputException">The encoding is unknown, the byte order mark is that of another one, or a byte does not belong to it.</exception>
    public static DecodedText Decode(string name, ReadOnlySpan<byte> content, string encoding)
    {
        var strict = Find(encoding) ?? throw new InvalidInputException(
            $"corpus.encoding = \"{encoding}\" is not an encoding. Names are for instance utf-8, utf-16, iso-8859-1, windows-1252.");
        var problems = new List<CorpusProblem>();
        if (ByteOrderMark.Find(content) is { } mark)
        {
            (strict, encoding) = Marked(name, mark, encoding, strict, problems);
            content = content[mark.Bytes.Length..];
        }
        else if (NoText(content, encoding, strict) is { } problem)
        {
            return new DecodedText("", encoding, new LineEndings(0, 0, 0), [problem]);
        }

        var text = strict is UTF8Encoding ? DecodeUtf8(name, content, strict) : DecodeOther(name, content, strict);
        var (normalized, endings) = NormalizeLineEnds(text);
        if (endings.WereNormalized)
        {
            problems.Add(new CorpusProblem(ProblemKind.Changed, $"line ends were brought to \\n: {endings.Crlf} CRLF, {endings.Cr} CR, {endings.Lf} LF"));
        }

        if (normalized.Length > 0 && normalized[^1] != '\n')
        {
            problems.Add(new CorpusProblem(ProblemKind.Changed, "the last line has no line end"));
        }

        return new DecodedText(normalized, encoding, endings, [.. problems, .. TextProblems.Of(normalized, encoding)]);
    }

    internal static Encoding? Find(string name)
    {
        try
        {
            return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            // Not supported: UTF-7, which .NET knows and refuses.
            return null;
        }
    }

    private static (Encoding Strict, string Encoding) Marked(string name, ByteOrderMark mark, string asked, Encoding strict, List<CorpusProblem> problems)
    {
        const string Dropped = "a byte order mark at the start was dropped";
        if (strict.Preamble.SequenceEqual(mark.Bytes))
        {
            problems.Add(new CorpusProblem(ProblemKind.Changed, Dropped));
            return (strict, asked);
        }

        if (!mark.Fits(asked))
        {
            throw new InvalidInputException(
                $"The corpus {name} begins with the byte order mark of {mark.Name}, and corpus.encoding = \"{asked}\" is another encoding. "
                + "Leave corpus.encoding out: the mark identifies the encoding.");
        }

        problems.Add(new CorpusProblem(ProblemKind.Changed, $"{Dropped}: it is that of {mark.Name}, and the text was read as {mark.Encoding}"));
        return (Find(mark.Encoding)!, mark.Encoding);
    }

    private static CorpusProblem? NoText(ReadOnlySpan<byte> content, string encoding, Encoding strict)
    {
        if (strict is UnicodeEncoding or UTF32Encoding)
        {
            return null; // Any two or four bytes may be a character.
        }

        if (FileSignature.Of(content) is { } signature)
        {
            return new CorpusProblem(ProblemKind.NotText, $"looks like {signature.Kind}: {signature.Advice}");
        }

        if (UnmarkedUnicode.Find(content) is { } unicode)
        {
            return new CorpusProblem(ProblemKind.NotText, $"looks like {unicode.ToUpperInvariant()} without a byte order mark: set corpus.encoding = \"{unicode}\"");
        }

        return strict is UTF8Encoding && content.Contains((byte)0) && !Utf8.IsValid(content)
            ? new CorpusProblem(ProblemKind.NotText, $"has {content.Count((byte)0):N0} NULs and is not valid {encoding.ToUpperInvariant()}: it looks like binary data")
            : null;
    }

    private static string DecodeUtf8(string name, ReadOnlySpan<byte> content, Encoding strict)
    {
        if (Utf8.IsValid(content))
        {
            return strict.GetString(content);
        }

        var offset = 0;
        var line = 1;
        while (Rune.DecodeFromUtf8(content[offset..], out var rune, out var consumed) == OperationStatus.Done)
        {
            offset += consumed;
            line += rune.Value == '\n' ? 1 : 0;
        }

        var isHalfPair = content[offset..] is [0xED, >= 0xA0 and <= 0xBF, >= 0x80 and <= 0xBF, ..];
        throw new InvalidInputException(
            $"The corpus {name} is not valid UTF-8: byte 0x{content[offset]:X2} at offset {offset} (line {line}). "
            + (isHalfPair ? "It begins half of a surrogate pair, which no text in UTF-8 has. Save the file again with a program that writes UTF-8." : Advice(CharsetGuess.Of(content, offset))));
    }

    private static string Advice(string? guess) => guess is null
        ? "If the file has another encoding, name it: corpus.encoding = \"windows-1252\", for instance, or \"iso-8859-1\"."
        : $"It looks like {guess}: if it is, set corpus.encoding = \"{guess}\".";

    private static string DecodeOther(string name, ReadOnlySpan<byte> content, Encoding strict)
    {
        try
        {
            return strict.GetString(content);
        }
        catch (DecoderFallbackException fault)
        {
            var unknown = fault.BytesUnknown ?? [];
            throw new InvalidInputException(
                $"The corpus {name} is not valid {strict.WebName}: bytes {Convert.ToHexString(unknown)} at offset {fault.Index}"
                + $"{(strict is UnicodeEncoding && unknown.Length == 2 ? ", half of a surrogate pair" : "")}. Set corpus.encoding to the encoding that the file was saved in.", fault);
        }
    }

    private static (string Text, LineEndings Endings) NormalizeLineEnds(string text)
    {
        var cr = text.AsSpan().Count('\r');
        var lf = text.AsSpan().Count('\n');
        if (cr == 0)
        {
            return (text, new LineEndings(lf, 0, 0));
        }

        var crlf = text.AsSpan().Count("\r\n");
        var normalized = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return (normalized, new LineEndings(lf - crlf, crlf, cr - crlf));
    }
}
