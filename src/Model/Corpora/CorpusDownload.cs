using System.Net;
using System.Net.Sockets;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace ActorLstm.Model.Corpora;

/// <summary>Downloads known corpora and keeps them in the cache.</summary>
/// <param name="http">The way to the network.</param>
/// <param name="cacheFolder">The cache.</param>
internal sealed class CorpusDownload(HttpClient http, string cacheFolder)
{
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

    /// <summary>Downloads a corpus.</summary>
    /// <param name="known">The corpus.</param>
    /// <param name="expected">The sha256 that it must have.</param>
    /// <param name="cancellation">Ends the download.</param>
    /// <exception cref="DownloadFailedException">It cannot be downloaded, or something else was sent in its place.</exception>
    public async Task<CorpusFile> GetAsync(KnownCorpus known, string expected, CancellationToken cancellation)
    {
        try
        {
            var content = await Patience.ExecuteAsync(async token => await GetAsync(known.Address, token), cancellation);
            var file = CorpusFile.Of(known.Name, known.Address.ToString(), content);
            if (!file.Has(expected))
            {
                throw new DownloadFailedException(
                    $"the downloaded text has the sha256 {file.Sha256}, and {expected} was expected. "
                    + "A proxy, or the log-in page of a network, may have answered instead.");
            }

            await KeepAsync(known, content, cancellation);
            return file;
        }
        catch (Exception fault) when (fault is HttpRequestException or TimeoutRejectedException)
        {
            throw new DownloadFailedException(fault.Message, fault);
        }
        catch (TaskCanceledException fault) when (!cancellation.IsCancellationRequested)
        {
            throw new DownloadFailedException(fault.Message, fault);
        }
    }

    // Neither a request that the server refuses, nor an answer that is too long, nor a missing network gets better by asking again.
    private static bool MayPass(HttpRequestException fault) =>
        fault.StatusCode is not (>= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
        && fault.HttpRequestError != HttpRequestError.ConfigurationLimitExceeded
        && fault.InnerException is not SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.ConnectionRefused or SocketError.TryAgain };

    private async Task<byte[]> GetAsync(Uri address, CancellationToken cancellation)
    {
        using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(CorpusLocator.MaximumDownload, cancellation);
        return await response.Content.ReadAsByteArrayAsync(cancellation);
    }

    // A cache that cannot be written, or that another run is writing, costs the next run a download and no more.
    private async Task KeepAsync(KnownCorpus known, byte[] content, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(cacheFolder);
            var path = Path.Combine(cacheFolder, known.FileName);
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
}

/// <summary>A known corpus could not be downloaded.</summary>
internal sealed class DownloadFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
