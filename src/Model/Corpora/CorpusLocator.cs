namespace ActorLstm.Model.Corpora;

/// <summary>
/// Finds the bytes of a corpus: a path as it stands; a known name in the data folders, then in the cache, then at its public
/// address. Whatever has a known hash is checked against it.
/// </summary>
public sealed class CorpusLocator(CorpusPlaces places, HttpClient http)
{
    /// <summary>The most bytes that are taken from the network: no corpus known by name has as many, whatever answers.</summary>
    public const int MaximumDownload = 64 << 20;

    /// <summary>Finds the corpus that <paramref name="options"/> name. Several files and folders are one corpus, in the order in which they are named.</summary>
    /// <exception cref="InvalidInputException">It is nowhere, or its hash is wrong; the message says where was searched.</exception>
    public Task<CorpusFile> FindAsync(CorpusOptions options, CancellationToken cancellation) => FindAsync(options, new CorpusSearch(), cancellation);

    /// <summary>Finds the corpus that <paramref name="options"/> name, as far as <paramref name="search"/> goes.</summary>
    /// <exception cref="CorpusMissingException">A file or folder is nowhere.</exception>
    /// <exception cref="CorpusAwayException">A known corpus is not on this machine, and cannot be downloaded.</exception>
    /// <exception cref="InvalidInputException">Its hash is wrong, or it cannot be read or is too large; the message says what to do.</exception>
    public async Task<CorpusFile> FindAsync(CorpusOptions options, CorpusSearch search, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(search);
        var isOne = options.Source.Items.Count == 1;
        var found = new List<CorpusFile>();
        foreach (var item in options.Source.Items)
        {
            found.Add(await FindAsync(item, isOne ? options.Sha256 : null, options.Fallback, search, found.Sum(file => file.Bytes), cancellation));
        }

        RequireEachOnce(found);
        var corpus = CorpusFile.Joined(found);
        return isOne ? corpus : Checked(corpus, options.Sha256);
    }

    private async Task<CorpusFile> FindAsync(string item, string? sha256, CorpusFallback fallback, CorpusSearch search, long read, CancellationToken cancellation)
    {
        if (string.Equals(item, KnownCorpus.Sample, StringComparison.OrdinalIgnoreCase))
        {
            return Checked(EmbeddedText.Read(), sha256);
        }

        return KnownCorpus.Find(item) is { } known
            ? await FindKnownAsync(known, sha256 ?? known.Sha256, fallback, search.Limit, cancellation)
            : Checked(await FindPathAsync(item, sha256, search, read, cancellation), sha256);
    }

    private async Task<CorpusFile> FindKnownAsync(KnownCorpus known, string expected, CorpusFallback fallback, CorpusLimit? limit, CancellationToken cancellation)
    {
        foreach (var folder in places.DataFolders.Append(places.CacheFolder))
        {
            var path = Path.Combine(folder, known.FileName);
            if (File.Exists(path))
            {
                var file = CorpusFile.Of(known.Name, Path.GetFullPath(path), await CorpusReading.ReadAsync(path, 0, limit, cancellation));
                return Checked(file with { Source = known.Name }, expected);
            }
        }

        try
        {
            return await new CorpusDownload(http, places.CacheFolder).GetAsync(known, expected, cancellation) with { Source = known.Name };
        }
        catch (DownloadFailedException fault)
        {
            return WithoutNetwork(known, fallback, fault);
        }
    }

    private CorpusFile WithoutNetwork(KnownCorpus known, CorpusFallback fallback, DownloadFailedException fault)
    {
        var searched = string.Join(", ", places.DataFolders.Append(places.CacheFolder));
        var reason = $"The corpus {known.Name} is not on this machine (searched for {known.FileName} in {searched}) "
            + $"and could not be downloaded from {known.Address}: {fault.Message}";
        return fallback == CorpusFallback.Sample
            ? EmbeddedText.Read() with { FallbackReason = reason }
            : throw new CorpusAwayException(
                $"{reason} Put the file into a folder and name that folder in {CorpusPlaces.DataVariable}, "
                + "or set corpus.fallback = sample to use the embedded text.", fault);
    }

    // A file goes before a folder of the same name, wherever the two are.
    private async Task<CorpusFile> FindPathAsync(string item, string? sha256, CorpusSearch search, long read, CancellationToken cancellation)
    {
        var candidates = places.BaseFolders.Concat(places.DataFolders).Select(folder => Path.GetFullPath(item, Path.GetFullPath(folder))).Distinct().ToList();
        if (item.Length > 0 && candidates.Find(File.Exists) is { } file)
        {
            return CorpusFile.Of(Path.GetFileName(file), file, await CorpusReading.ReadAsync(file, read, search.Limit, cancellation));
        }

        if (search.FindsMoved && !candidates.Exists(Directory.Exists) && await MovedCorpus.FindAsync(places, item, sha256, cancellation) is { } moved)
        {
            return CorpusFile.Of(Path.GetFileName(moved), moved, await CorpusReading.ReadAsync(moved, read, search.Limit, cancellation)) with { IsMoved = true };
        }

        var path = (item.Length > 0 ? candidates.Find(Directory.Exists) : null) ?? throw new CorpusMissingException(
            $"There is no corpus \"{item}\": {(candidates.Count == 0 ? "no folder with texts is set up" : $"no file or folder {string.Join(", no file or folder ", candidates)}")}, and no known name "
            + $"({string.Join(", ", KnownCorpus.All.Select(corpus => corpus.Name).Append(KnownCorpus.Sample))}). Name a text file, a folder of *{CorpusFolder.Extension} files, or a list of them.",
            MovedCorpus.Folders(places));
        var folder = Path.TrimEndingDirectorySeparator(path);
        var name = $"{Path.GetFileName(folder)}/";
        var files = new List<CorpusFile>();
        foreach (var text in CorpusFolder.Texts(folder))
        {
            var content = await CorpusReading.ReadAsync(text.Path, read, search.Limit, cancellation);
            files.Add(CorpusFile.Of($"{name}{text.Name}", text.Path, content));
            read += content.Length;
        }

        return CorpusFile.OfFolder(name, folder, files);
    }

    private static void RequireEachOnce(IReadOnlyList<CorpusFile> corpora)
    {
        var found = new Dictionary<string, CorpusFile>();
        foreach (var file in corpora.SelectMany(corpus => corpus.Files))
        {
            if (!found.TryAdd(RealPath(file.Origin), file))
            {
                throw new InvalidInputException($"The corpus has the file {file.Origin} twice{(found[RealPath(file.Origin)].Origin is var other && other != file.Origin ? $", also as {other}" : "")}. Name it once.");
            }
        }

        static string RealPath(string origin) => File.Exists(origin) ? new FileInfo(origin).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? origin : origin;
    }

    private static CorpusFile Checked(CorpusFile file, string? expected) => file.Has(expected)
        ? file
        : throw new InvalidInputException(
            $"The corpus {file.Name} from {file.Origin} is not the one expected: its sha256 is {file.Sha256}, not {expected}. "
            + "Replace the file, or correct corpus.sha256.");
}
