using System.Net;
using System.Net.Sockets;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace ActorLstm.Model.Corpora;

/// <summary>
/// Finds the bytes of a corpus: a path as it stands; a known name in the data folders, then in the cache, then at its public
/// address. Whatever has a known hash is checked against it.
/// </summary>
public sealed class CorpusLocator(CorpusPlaces places, HttpClient http)
{
    /// <summary>The most bytes that are taken from the network: no corpus known by name has as many, whatever answers.</summary>
    public const int MaximumDownload = 64 << 20;

    private const long LargestFile = 500_000_000;

    private static readonly ResiliencePipeline Patience = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(500),
            BackoffType = DelayBackoffType.Exponential,
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(MayPass),
        })
        // The client's own time-out ends with the headers of an answer.
        .AddTimeout(TimeSpan.FromSeconds(100))
        .Build();

    /// <summary>Finds the corpus that <paramref name="options"/> name.</summary>
    /// <exception cref="InvalidInputException">It is nowhere, or its hash is wrong; the message says where was searched.</exception>
    public async Task<CorpusFile> FindAsync(CorpusOptions options, CancellationToken cancellation)
    {
        if (string.Equals(options.Source, KnownCorpus.Sample, StringComparison.OrdinalIgnoreCase))
        {
            return Checked(EmbeddedText.Read(), options.Sha256);
        }

        return KnownCorpus.Find(options.Source) is { } known
            ? await FindKnownAsync(known, options, cancellation)
            : Checked(await FindFileAsync(options.Source, cancellation), options.Sha256);
    }

    private async Task<CorpusFile> FindKnownAsync(KnownCorpus known, CorpusOptions options, CancellationToken cancellation)
    {
        var expected = options.Sha256 ?? known.Sha256;
        foreach (var folder in places.DataFolders.Append(places.CacheFolder))
        {
            var path = Path.Combine(folder, known.FileName);
            if (File.Exists(path))
            {
                return Checked(CorpusFile.Of(known.Name, Path.GetFullPath(path), await ReadAsync(path, cancellation)), expected);
            }
        }

        try
        {
            return await DownloadAsync(known, expected, cancellation);
        }
        catch (Exception fault) when (fault is HttpRequestException or TimeoutRejectedException or InvalidDataException)
        {
            return WithoutNetwork(known, options, fault);
        }
        catch (TaskCanceledException fault) when (!cancellation.IsCancellationRequested)
        {
            return WithoutNetwork(known, options, fault);
        }
    }

    // Neither a request that the server refuses, nor an answer that is too long, nor a missing network gets better by asking again.
    private static bool MayPass(HttpRequestException fault) =>
        fault.StatusCode is not (>= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
        && fault.HttpRequestError != HttpRequestError.ConfigurationLimitExceeded
        && fault.InnerException is not SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.ConnectionRefused or SocketError.TryAgain };

    private CorpusFile WithoutNetwork(KnownCorpus known, CorpusOptions options, Exception fault)
    {
        var searched = string.Join(", ", places.DataFolders.Append(places.CacheFolder));
        var reason = $"The corpus {known.Name} is not on this machine (searched for {known.FileName} in {searched}) "
            + $"and could not be downloaded from {known.Address}: {fault.Message}";
        return options.Fallback == CorpusFallback.Sample
            ? EmbeddedText.Read() with { FallbackReason = reason }
            : throw new InvalidInputException(
                $"{reason} Put the file into a folder and name that folder in {CorpusPlaces.DataVariable}, "
                + "or set corpus.fallback = sample to use the embedded text.", fault);
    }

    private async Task<CorpusFile> DownloadAsync(KnownCorpus known, string expected, CancellationToken cancellation)
    {
        var content = await Patience.ExecuteAsync(async token => await GetAsync(known.Address, token), cancellation);
        var file = CorpusFile.Of(known.Name, known.Address.ToString(), content);
        if (!IsExpected(file, expected))
        {
            throw new InvalidDataException(
                $"what came is not the text expected, because its sha256 is {file.Sha256}, not {expected}. "
                + "A proxy, or the log-in page of a network, may have answered instead.");
        }

        await KeepAsync(known, content, cancellation);
        return file;
    }

    private async Task<byte[]> GetAsync(Uri address, CancellationToken cancellation)
    {
        using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(MaximumDownload, cancellation);
        return await response.Content.ReadAsByteArrayAsync(cancellation);
    }

    // A cache that cannot be written, or that another run is writing, costs the next run a download and no more.
    private async Task KeepAsync(KnownCorpus known, byte[] content, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(places.CacheFolder);
            var path = Path.Combine(places.CacheFolder, known.FileName);
            var partial = $"{path}.{Environment.ProcessId}.partial";
            try
            {
                await File.WriteAllBytesAsync(partial, content, cancellation);
                File.Move(partial, path, overwrite: true);
            }
            finally
            {
                File.Delete(partial);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The bytes are in memory: the run goes on.
        }
    }

    private async Task<CorpusFile> FindFileAsync(string source, CancellationToken cancellation)
    {
        var candidates = places.BaseFolders.Concat(places.DataFolders).Select(folder => Path.GetFullPath(source, Path.GetFullPath(folder))).Distinct().ToList();
        var path = candidates.Find(File.Exists) ?? throw new InvalidInputException(
            $"There is no corpus \"{source}\": {(candidates.Count == 0 ? "no folder with texts is set up" : $"no file {string.Join(", no file ", candidates)}")}, and no known name "
            + $"({string.Join(", ", KnownCorpus.All.Select(corpus => corpus.Name).Append(KnownCorpus.Sample))}). Give the path of a text file in corpus.source.");
        return CorpusFile.Of(Path.GetFileName(path), path, await ReadAsync(path, cancellation));
    }

    // On a thread of its own: opening a pipe blocks until somebody writes to it, and must not hold up a cancellation.
    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(() => Read(path, cancellation), cancellation).WaitAsync(cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The corpus {path} cannot be read: {fault.Message}", fault);
        }
    }

    private static byte[] Read(string path, CancellationToken cancellation)
    {
        using var file = File.OpenRead(path);
        using var content = new MemoryStream();
        var buffer = new byte[1 << 20];
        for (var count = file.Read(buffer); count > 0; count = file.Read(buffer))
        {
            cancellation.ThrowIfCancellationRequested();
            content.Write(buffer, 0, count);
            if (content.Length > LargestFile)
            {
                throw new InvalidInputException($"The corpus {path} is larger than {LargestFile / 1_000_000:N0} MB, the most that is read. Use a part of it.");
            }
        }

        return content.ToArray();
    }

    private static CorpusFile Checked(CorpusFile file, string? expected) => IsExpected(file, expected)
        ? file
        : throw new InvalidInputException(
            $"The corpus {file.Name} from {file.Origin} is not the one expected: its sha256 is {file.Sha256}, not {expected}. "
            + "Replace the file, or correct corpus.sha256.");

    private static bool IsExpected(CorpusFile file, string? expected) =>
        expected is null || string.Equals(file.Sha256, expected, StringComparison.OrdinalIgnoreCase);
}
