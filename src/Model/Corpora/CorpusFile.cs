using System.Security.Cryptography;

namespace ActorLstm.Model.Corpora;

/// <summary>The bytes of a corpus and where they came from.</summary>
/// <param name="Name">The name that the user knows it by: <c>nietzsche</c>, <c>sample</c>, or the file's name.</param>
/// <param name="Origin">A path, an address, or a few words: where the bytes were found.</param>
/// <param name="Sha256">The hash of the bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">The number of bytes.</param>
public sealed record CorpusFile(string Name, string Origin, string Sha256, long Bytes)
{
    /// <summary>Why the embedded text was used instead of the one asked for; null where it was not.</summary>
    public string? FallbackReason { get; init; }

    /// <summary>The bytes themselves; let go once they were decoded.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Describes bytes that are in memory.</summary>
    public static CorpusFile Of(string name, string origin, byte[] content) =>
        new(name, origin, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length) { Content = content };
}
