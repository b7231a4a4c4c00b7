using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace ActorLstm.Model.Corpora;

/// <summary>The line ends of a text as they were found.</summary>
/// <param name="Lf">Line feeds alone (Unix).</param>
/// <param name="Crlf">Carriage return and line feed (Windows).</param>
/// <param name="Cr">Carriage returns alone (old Macintosh).</param>
public sealed record LineEndings(int Lf, int Crlf, int Cr)
{
    /// <summary>Whether anything had to be changed to bring them to <c>\n</c>.</summary>
    public bool WereNormalized => Crlf + Cr > 0;

    /// <summary>Those of two texts.</summary>
    public static LineEndings operator +(LineEndings one, LineEndings other) => new(one.Lf + other.Lf, one.Crlf + other.Crlf, one.Cr + other.Cr);
}

/// <summary>A decoded text with its line ends brought to <c>\n</c>.</summary>
/// <param name="Text">The text.</param>
/// <param name="LineEndings">The line ends that were found.</param>
/// <param name="Problems">What a reader of the text should know.</param>
public sealed record DecodedText(string Text, LineEndings LineEndings, IReadOnlyList<string> Problems)
{
    /// <summary>Several texts as one: a text that has no line end at its end receives one, except the last.</summary>
    /// <param name="texts">The texts in their order, at least one, each with its name.</param>
    public static DecodedText Joined(IReadOnlyList<(string Name, DecodedText Text)> texts) => texts is [var (_, one)] ? one : new DecodedText(
        string.Concat(texts.Index().SelectMany(text => new[] { text.Item.Text.Text, text.Index < texts.Count - 1 && text.Item.Text.Text is [.., not '\n'] ? "\n" : "" })),
        texts.Select(text => text.Text.LineEndings).Aggregate((one, other) => one + other),
        [.. texts.SelectMany(text => text.Text.Problems.Select(problem => $"{text.Name}: {problem}"))]);
}

/// <summary>Bytes to text, strictly: a byte that does not belong is an error with its offset, never a replacement character.</summary>
public static class TextDecoder
{
    static TextDecoder() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Whether an encoding of this name exists.</summary>
    public static bool Knows(string encoding) => Find(encoding) is not null;

    /// <summary>Decodes a text, drops a byte order mark and brings line ends to <c>\n</c>.</summary>
    /// <param name="name">The name of the text, for messages.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="encoding">The name of the encoding.</param>
    /// <exception cref="InvalidInputException">The encoding is unknown, or a byte does not belong to it.</exception>
    public static DecodedText Decode(string name, ReadOnlySpan<byte> content, string encoding)
    {
        var strict = Find(encoding) ?? throw new InvalidInputException(
            $"corpus.encoding = \"{encoding}\" is not an encoding. Names are for instance utf-8, utf-16, iso-8859-1, windows-1252.");
        var problems = new List<string>();
        if (strict.Preamble.Length > 0 && content.StartsWith(strict.Preamble))
        {
            content = content[strict.Preamble.Length..];
            problems.Add("a byte order mark at the start was dropped");
        }

        var text = strict is UTF8Encoding ? DecodeUtf8(name, content, strict) : DecodeOther(name, content, strict);
        var (normalized, endings) = NormalizeLineEnds(text);
        if (endings.WereNormalized)
        {
            problems.Add($"line ends were brought to \\n: {endings.Crlf} CRLF, {endings.Cr} CR, {endings.Lf} LF");
        }

        if (normalized.Length > 0 && normalized[^1] != '\n')
        {
            problems.Add("the last line has no line end");
        }

        return new DecodedText(normalized, endings, problems);
    }

    private static Encoding? Find(string name)
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

        throw new InvalidInputException(
            $"The corpus {name} is not valid UTF-8: byte 0x{content[offset]:X2} at offset {offset} (line {line}). "
            + "If the file has another encoding, say so: corpus.encoding = \"windows-1252\", for instance, or \"iso-8859-1\".");
    }

    private static string DecodeOther(string name, ReadOnlySpan<byte> content, Encoding strict)
    {
        try
        {
            return strict.GetString(content);
        }
        catch (DecoderFallbackException fault)
        {
            throw new InvalidInputException(
                $"The corpus {name} is not valid {strict.WebName}: bytes {Convert.ToHexString(fault.BytesUnknown ?? [])} at offset {fault.Index}. "
                + "Set corpus.encoding to the encoding that the file was saved in.", fault);
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
