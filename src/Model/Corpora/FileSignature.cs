namespace ActorLstm.Model.Corpora;

/// <summary>The bytes by which a kind of file that is no text is recognised.</summary>
/// <param name="Kind">The kind of file, with its article.</param>
/// <param name="Advice">What to do with it.</param>
/// <param name="Bytes">The bytes.</param>
/// <param name="Offset">Where they stand.</param>
internal sealed record FileSignature(string Kind, string Advice, byte[] Bytes, int Offset = 0)
{
    private const int Looked = 1 << 16;
    private const string Unpack = "unpack it first";
    private const string Extract = "save its text as a plain text file";
    private const string Another = "name a plain text file";

    // Checked in this order. Those that could begin a text count only where NULs follow.
    private static readonly FileSignature[] All =
    [
        new("a gzip-compressed file", Unpack, [0x1F, 0x8B]),
        new("a bzip2-compressed file", Unpack, [.. "BZh"u8]) { Follows = content => content.Length >= 10 && (content[4..10].SequenceEqual(Pi) || content[4..10].SequenceEqual(RootOfPi)) },
        new("an xz-compressed file", Unpack, [0xFD, .. "7zXZ"u8, 0]),
        new("a zstd-compressed file", Unpack, [0x28, 0xB5, 0x2F, 0xFD]),
        new("an lz4-compressed file", Unpack, [0x04, 0x22, 0x4D, 0x18]),
        new("a compressed file (.Z)", Unpack, [0x1F, 0x9D]),
        new("a 7z archive", Unpack, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C]),
        new("a rar archive", Unpack, [.. "Rar!"u8, 0x1A, 0x07]),
        new("a tar archive", Unpack, [.. "ustar"u8], 257) { NeedsZeros = true },
        new("a Word document", Extract, Zip) { Holds = "word/document.xml" },
        new("an Excel workbook", Extract, Zip) { Holds = "xl/workbook.xml" },
        new("a PowerPoint presentation", Extract, Zip) { Holds = "ppt/presentation.xml" },
        new("an OpenDocument file", Extract, Zip) { Holds = "application/vnd.oasis.opendocument" },
        new("an EPUB book", Extract, Zip) { Holds = "application/epub+zip" },
        new("a zip archive", Unpack, Zip),
        new("a zip archive", Unpack, [.. "PK"u8, 5, 6]),
        new("an Office document", Extract, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
        new("a PDF document", Extract, [.. "%PDF-"u8]),
        new("a Mobipocket book", Extract, [.. "BOOKMOBI"u8], 60) { NeedsZeros = true },
        new("a PNG picture", Another, [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]),
        new("a JPEG picture", Another, [0xFF, 0xD8, 0xFF]),
        new("a GIF picture", Another, [.. "GIF87a"u8]) { NeedsZeros = true },
        new("a GIF picture", Another, [.. "GIF89a"u8]) { NeedsZeros = true },
        new("a WebP picture", Another, [.. "WEBP"u8], 8) { NeedsZeros = true },
        new("a BMP picture", Another, [.. "BM"u8]) { Follows = content => content.Length >= 10 && content[6..10].SequenceEqual(new byte[4]) },
        new("a TIFF picture", Another, [.. "II*"u8, 0]),
        new("a TIFF picture", Another, [.. "MM"u8, 0, .. "*"u8]),
        new("a WAV recording", Another, [.. "WAVE"u8], 8) { NeedsZeros = true },
        new("an MP3 recording", Another, [.. "ID3"u8]) { NeedsZeros = true },
        new("an Ogg recording", Another, [.. "OggS"u8, 0]),
        new("a FLAC recording", Another, [.. "fLaC"u8]) { NeedsZeros = true },
        new("a film, a recording or a picture (MP4, HEIC)", Another, [.. "ftyp"u8], 4) { NeedsZeros = true },
        new("a film (Matroska, WebM)", Another, [0x1A, 0x45, 0xDF, 0xA3]),
        new("an SQLite database", Another, [.. "SQLite format 3"u8, 0]),
        new("a Parquet file", Another, [.. "PAR1"u8]) { NeedsZeros = true },
        new("an HDF5 file", Another, [0x89, .. "HDF\r\n"u8, 0x1A, 0x0A]),
        new("a NumPy array", Another, [0x93, .. "NUMPY"u8]),
        new("a program (ELF)", Another, [0x7F, .. "ELF"u8]),
        new("a program (Mach-O)", Another, [0xCF, 0xFA, 0xED, 0xFE]),
        new("a program (Mach-O)", Another, [0xCE, 0xFA, 0xED, 0xFE]),
        new("a program (Java class or Mach-O)", Another, [0xCA, 0xFE, 0xBA, 0xBE]),
        new("a program (WebAssembly)", Another, [0, .. "asm"u8]),
        new("a program (Windows)", Another, [.. "MZ"u8]) { NeedsZeros = true },
    ];

    private static byte[] Zip => [.. "PK"u8, 3, 4];

    // What the first block of bzip2 begins with, and the end of an empty file.
    private static ReadOnlySpan<byte> Pi => [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];

    private static ReadOnlySpan<byte> RootOfPi => [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];

    private bool NeedsZeros { get; init; }

    private string? Holds { get; init; }

    private Check Follows { get; init; } = _ => true;

    /// <summary>The kind of file that this is; null for none that is known.</summary>
    public static FileSignature? Of(ReadOnlySpan<byte> content)
    {
        foreach (var signature in All)
        {
            if (signature.Fits(content))
            {
                return signature;
            }
        }

        return null;
    }

    private bool Fits(ReadOnlySpan<byte> content) => content.Length >= Offset + Bytes.Length
        && content.Slice(Offset, Bytes.Length).SequenceEqual(Bytes)
        && Follows(content)
        && (!NeedsZeros || Start(content).Contains((byte)0))
        && (Holds is null || Start(content).IndexOf(System.Text.Encoding.ASCII.GetBytes(Holds)) >= 0 || End(content).IndexOf(System.Text.Encoding.ASCII.GetBytes(Holds)) >= 0);

    private static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> content) => content[..Math.Min(content.Length, Looked)];

    // The names in an archive stand at its end.
    private static ReadOnlySpan<byte> End(ReadOnlySpan<byte> content) => content[Math.Max(0, content.Length - Looked)..];

    private delegate bool Check(ReadOnlySpan<byte> content);
}
