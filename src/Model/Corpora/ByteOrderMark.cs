namespace ActorLstm.Model.Corpora;

/// <summary>The first bytes of a text that identify its encoding.</summary>
/// <param name="Encoding">The encoding, as <c>corpus.encoding</c> names it.</param>
/// <param name="Name">The encoding in words.</param>
/// <param name="Bytes">The bytes.</param>
internal sealed record ByteOrderMark(string Encoding, string Name, byte[] Bytes)
{
    // UTF-32 first: its little-endian mark begins with that of UTF-16.
    private static readonly ByteOrderMark[] All =
    [
        new("utf-32le", "UTF-32 (little-endian)", [0xFF, 0xFE, 0, 0]),
        new("utf-32be", "UTF-32 (big-endian)", [0, 0, 0xFE, 0xFF]),
        new("utf-8", "UTF-8", [0xEF, 0xBB, 0xBF]),
        new("utf-16le", "UTF-16 (little-endian)", [0xFF, 0xFE]),
        new("utf-16be", "UTF-16 (big-endian)", [0xFE, 0xFF]),
    ];

    /// <summary>The mark that a text begins with; null where it has none.</summary>
    public static ByteOrderMark? Find(ReadOnlySpan<byte> content)
    {
        foreach (var mark in All)
        {
            if (content.StartsWith(mark.Bytes))
            {
                return mark;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the mark may decide where this encoding is asked for: utf-8, which it never contradicts because no UTF-8 text begins with another mark,
    /// the same encoding, or utf-16 and utf-32, whose names leave the order of the bytes open.
    /// </summary>
    public bool Fits(string asked) => asked.ToLowerInvariant() is "utf-8" or "utf8"
        || Encoding.Equals(asked, StringComparison.OrdinalIgnoreCase)
        || (Encoding.StartsWith(asked, StringComparison.OrdinalIgnoreCase) && asked.ToLowerInvariant() is "utf-16" or "utf-32");
}
