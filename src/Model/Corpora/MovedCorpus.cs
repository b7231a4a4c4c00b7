using System.Security.Cryptography;

namespace ActorLstm.Model.Corpora;

/// <summary>Finds a text by its hash where its path is another machine's.</summary>
internal static class MovedCorpus
{
    private const int MostFiles = 1000;

    /// <summary>The folders that are searched: those that relative paths start from and the two above each, the data folders, and the cache.</summary>
    public static IReadOnlyList<string> Folders(CorpusPlaces places) =>
    [
        .. places.BaseFolders.Select(Path.GetFullPath)
            .SelectMany(folder => new[] { folder, Path.GetDirectoryName(folder), Path.GetDirectoryName(Path.GetDirectoryName(folder) ?? "") })
            .Concat(places.DataFolders.Select(Path.GetFullPath)).Append(places.CacheFolder)
            .OfType<string>().Where(folder => folder.Length > 0).Distinct(),
    ];

    /// <summary>The path of a file with a hash: first of the same name, then of the same extension; null where there is none.</summary>
    /// <param name="places">Where it is searched for.</param>
    /// <param name="source">Where it was.</param>
    /// <param name="sha256">Its hash; null: nothing is searched for.</param>
    /// <param name="cancellation">Ends the search, also in the middle of a file.</param>
    public static async Task<string?> FindAsync(CorpusPlaces places, string source, string? sha256, CancellationToken cancellation)
    {
        if (sha256 is null)
        {
            return null;
        }

        var name = source[(source.LastIndexOfAny(['/', '\\']) + 1)..];
        var extension = Path.GetExtension(name);
        var folders = Folders(places).Where(Directory.Exists).ToList();
        foreach (var file in folders.Select(folder => Path.Combine(folder, name)).Concat(folders.SelectMany(Files).Where(file => Path.GetExtension(file) == extension).Take(MostFiles)))
        {
            if (string.Equals(await HashOfAsync(file, cancellation), sha256, StringComparison.OrdinalIgnoreCase))
            {
                return file;
            }
        }

        return null;
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", new EnumerationOptions { IgnoreInaccessible = true });

    // What cannot be read is not it.
    private static async Task<string?> HashOfAsync(string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: > 0 and <= CorpusReading.LargestCorpus } || File.GetAttributes(path).HasFlag(FileAttributes.Device))
            {
                return null;
            }

            await using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
