using System.Security.Cryptography;
using System.Text;

namespace ActorLstm.Model.Corpora;

/// <summary>The bytes of a corpus and where they came from: one file, or several in their order.</summary>
/// <param name="Name">The name that the user knows it by: <c>nietzsche</c>, <c>sample</c>, the name of the file or folder, or those of several.</param>
/// <param name="Origin">A path, an address, or a few words: where the bytes were found.</param>
/// <param name="Sha256">The hash, 64 lower-case hexadecimal digits: of the bytes of one file, or of the hashes of several, each followed by a line feed.</param>
/// <param name="Bytes">The number of bytes.</param>
public sealed record CorpusFile(string Name, string Origin, string Sha256, long Bytes)
{
    private const int NamesShown = 3;

    /// <summary>Why the embedded text was used instead of the one asked for; null where it was not.</summary>
    public string? FallbackReason { get; init; }

    /// <summary>The bytes of one file; let go once they were decoded.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The files that it is made of, in their order; none where it is one file itself.</summary>
    public IReadOnlyList<CorpusFile> Parts { get; init; } = [];

    /// <summary>Its files, in their order: one or more.</summary>
    public IReadOnlyList<CorpusFile> Files => Parts is [] ? [this] : Parts;

    /// <summary>What finds it again on this machine, from any folder: a known name, or whole paths.</summary>
    public CorpusSource Source { get; init; } = Origin;

    /// <summary>Whether it was missing at its path and was found elsewhere by its hash.</summary>
    public bool IsMoved { get; init; }

    /// <summary>Describes bytes that are in memory.</summary>
    public static CorpusFile Of(string name, string origin, ReadOnlyMemory<byte> content) =>
        new(name, origin, Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length) { Content = content };

    /// <summary>The files of a folder as one corpus.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">The folder.</param>
    /// <param name="files">The files in their order, at least one.</param>
    public static CorpusFile OfFolder(string name, string path, IReadOnlyList<CorpusFile> files) =>
        new(name, path, Sha256Of(files), files.Sum(file => file.Bytes)) { Parts = files };

    /// <summary>Several corpora as one.</summary>
    /// <param name="corpora">The corpora in their order, at least one.</param>
    public static CorpusFile Joined(IReadOnlyList<CorpusFile> corpora)
    {
        if (corpora is [var one])
        {
            return one;
        }

        CorpusFile[] files = [.. corpora.SelectMany(corpus => corpus.Files)];
        var (names, origins) = (corpora.Select(corpus => corpus.Name), corpora.Select(corpus => corpus.Origin));
        return new CorpusFile(Listed([.. names]), string.Join(", ", origins), Sha256Of(files), files.Sum(file => file.Bytes))
        {
            Parts = files,
            Source = new CorpusSource([.. corpora.SelectMany(corpus => corpus.Source.Items)]),
            FallbackReason = corpora.Select(corpus => corpus.FallbackReason).FirstOrDefault(reason => reason is not null),
        };
    }

    /// <summary>Whether its hash is this one; null is any.</summary>
    public bool Has(string? sha256) => sha256 is null || string.Equals(Sha256, sha256, StringComparison.OrdinalIgnoreCase);

    /// <summary>The same corpus without its bytes.</summary>
    internal CorpusFile WithoutContent() => this with { Content = default, Parts = Parts is [] ? Parts : [.. Parts.Select(part => part.WithoutContent())] };

    // Not the hash of all bytes one after the other: where a file ends matters for the text.
    private static string Sha256Of(IReadOnlyList<CorpusFile> files) => files is [var one]
        ? one.Sha256
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(files.Select(file => $"{file.Sha256}\n")))));

    private static string Listed(IReadOnlyList<string> names) => names.Count <= NamesShown
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(NamesShown))} and {names.Count - NamesShown} more";
}
