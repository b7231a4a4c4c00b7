namespace ActorLstm.Model.Corpora;

/// <summary>A corpus that the program knows by name, with the hash that proves it is the right one.</summary>
/// <param name="Name">The name in <c>corpus.source</c>.</param>
/// <param name="FileName">The file in a data folder or in the cache.</param>
/// <param name="Address">Where it is published.</param>
/// <param name="Sha256">The hash of the file, lower-case hexadecimal.</param>
public sealed record KnownCorpus(string Name, string FileName, Uri Address, string Sha256)
{
    /// <summary>The name of the text that is embedded in the program.</summary>
    public const string Sample = "sample";

    /// <summary>Every corpus known by name.</summary>
    public static IReadOnlyList<KnownCorpus> All { get; } =
    [
        new(
            "nietzsche",
            "nietzsche.txt",
            new Uri("https://s3.amazonaws.com/text-datasets/nietzsche.txt"),
            "23cf69874ab69d3d256099ab530ea4be24d47d9675b673bcc67cbcd6298ec647"),
    ];

    /// <summary>Whether a corpus is known by this name.</summary>
    public static bool IsName(string name) => Find(name) is not null || string.Equals(name, Sample, StringComparison.OrdinalIgnoreCase);

    /// <summary>The corpus of this name, or null.</summary>
    public static KnownCorpus? Find(string name) =>
        All.FirstOrDefault(corpus => string.Equals(corpus.Name, name, StringComparison.OrdinalIgnoreCase));
}
