using System.Text;
using System.Text.Unicode;

namespace ActorLstm.Model.Corpora;

/// <summary>
/// Recognises UTF-16 and UTF-32 without a byte order mark. The higher byte of most characters is small: 0 for those of the first 256, 4 for Cyrillic. A text
/// with larger ones, Chinese for instance, has at least line ends with a NUL there, and is not valid UTF-8.
/// </summary>
internal static class UnmarkedUnicode
{
    private const int Looked = 1 << 16;
    private const int LeastZeros = 4;
    private const double LeastShareOfZeros = 0.01;

    /// <summary>The encoding that a text seems to have, as <c>corpus.encoding</c> names it; null where it is none of these.</summary>
    public static string? Find(ReadOnlySpan<byte> content)
    {
        var looked = content[..(Math.Min(content.Length, Looked) & ~3)];
        var (zeros, small) = (new int[4], new int[4]);
        for (var i = 0; i < looked.Length; i++)
        {
            zeros[i & 3] += looked[i] == 0 ? 1 : 0;
            small[i & 3] += looked[i] < ' ' ? 1 : 0;
        }

        if (zeros.Sum() < LeastZeros)
        {
            return null;
        }

        // Of the four bytes of UTF-32 the highest is always 0 and the next one nearly always.
        var quarter = looked.Length / 4;
        var encoding = zeros switch
        {
            [_, _, var second, var highest] when highest == quarter && 2 * second > quarter => "utf-32le",
            [var highest, var second, _, _] when highest == quarter && 2 * second > quarter => "utf-32be",
            _ when zeros[1] + zeros[3] > 2 * (zeros[0] + zeros[2]) && AreHigher(small[1] + small[3], zeros[1] + zeros[3], looked) => "utf-16le",
            _ when zeros[0] + zeros[2] > 2 * (zeros[1] + zeros[3]) && AreHigher(small[0] + small[2], zeros[0] + zeros[2], looked) => "utf-16be",
            _ => null,
        };
        return encoding is not null && IsText(encoding, looked) ? encoding : null;
    }

    private static bool AreHigher(int small, int zeros, ReadOnlySpan<byte> content) =>
        4 * small > content.Length || (zeros > LeastShareOfZeros * content.Length / 2 && !Utf8.IsValid(content));

    // Whatever is no text in that encoding either is binary.
    private static bool IsText(string encoding, ReadOnlySpan<byte> content)
    {
        var characters = new char[content.Length];
        try
        {
            var count = TextDecoder.Find(encoding)!.GetDecoder().GetChars(content, characters, flush: false); // The last character may be cut in half.
            return !TextProblems.AreIn(characters.AsSpan(0, count));
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
