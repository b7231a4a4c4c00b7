using System.Net;
using System.Net.ServerSentEvents;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>The events of a run as a service tells them, until the connection ends.</summary>
internal sealed class ServedEvents : IAsyncDisposable
{
    // The service tells something every 15 seconds.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    private readonly HttpResponseMessage answer;
    private readonly IAsyncEnumerator<SseItem<string>> items;
    private readonly CancellationTokenSource cancellation;

    private ServedEvents(HttpResponseMessage answer, Stream stream, CancellationTokenSource cancellation)
    {
        this.answer = answer;
        this.cancellation = cancellation;
        items = SseParser.Create(stream).EnumerateAsync(cancellation.Token).GetAsyncEnumerator(cancellation.Token);
    }

    /// <summary>Whether the service has nothing more to tell: the run is over, and everything was told.</summary>
    public bool AreOver => answer.StatusCode == HttpStatusCode.NoContent;

    /// <summary>Those of an answer, which passes to them.</summary>
    public static async Task<ServedEvents> OfAsync(HttpResponseMessage answer, CancellationToken cancellation) =>
        new(answer, await answer.Content.ReadAsStreamAsync(cancellation), CancellationTokenSource.CreateLinkedTokenSource(cancellation));

    /// <summary>The next event; null where the connection has ended, or is silent for so long that it must have.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="wanted">Ends the waiting.</param>
    public async Task<SseItem<string>?> NextAsync(TimeProvider time, CancellationToken wanted)
    {
        using var silence = new CancellationTokenSource(LongestSilence, time);
        await using var end = silence.Token.Register(cancellation.Cancel);
        try
        {
            return await items.MoveNextAsync() ? items.Current : null;
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException || (fault is OperationCanceledException && !wanted.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await items.DisposeAsync();
        answer.Dispose();
        cancellation.Dispose();
    }
}
