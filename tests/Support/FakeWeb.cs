using System.Net;

namespace ActorLstm.Tests.Support;

/// <summary>Answers HTTP requests in place of the network, and counts them.</summary>
/// <param name="answer">The answer to a request; may throw what a broken network throws.</param>
public sealed class FakeWeb(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    /// <summary>The addresses that were asked for, in order.</summary>
    public List<Uri> Requests { get; } = [];

    /// <summary>A network that answers every request with these bytes.</summary>
    public static FakeWeb With(byte[] content) => new(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) });

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Requests.Add(request.RequestUri!);
        return Task.FromResult(answer(request));
    }
}
