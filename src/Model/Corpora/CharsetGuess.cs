using UtfUnknown;

namespace ActorLstm.Model.Corpora;

/// <summary>Guesses the encoding of a text that is not UTF-8, for advice.</summary>
internal static class CharsetGuess
{
    private const int Looked = 1 << 20;
    private const int Before = 1 << 10;

    // Few bytes beyond ASCII fit many encodings.
    private const int FewestBytes = 12;
    private const float LeastConfidence = 0.6f;

    /// <summary>The encoding that a text most likely has, as <c>corpus.encoding</c> names it; null where that is not clear.</summary>
    /// <param name="content">The text.</param>
    /// <param name="offset">Where it is not UTF-8.</param>
    public static string? Of(ReadOnlySpan<byte> content, int offset)
    {
        content = content[Math.Max(0, offset - Before)..];
        content = content[..Math.Min(content.Length, Looked)];
        var beyond = 0;
        foreach (var value in content)
        {
            beyond += value > 0x7F ? 1 : 0;
        }

        return beyond >= FewestBytes
            && CharsetDetector.DetectFromBytes(content.ToArray()).Detected is { Confidence: >= LeastConfidence, Encoding.WebName: not "utf-8" and var name }
            && TextDecoder.Knows(name) ? name : null;
    }
}
