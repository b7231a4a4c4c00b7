using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Xunit;

namespace ActorLstm.Host.Tests.Support;

/// <summary>A web server on this machine that takes what is sent to it.</summary>
internal sealed class HttpSink : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Channel<SunkRequest> requests = Channel.CreateUnbounded<SunkRequest>();
    private readonly ConcurrentQueue<SunkRequest> all = [];

    /// <param name="port">Where it listens.</param>
    /// <param name="answer">The status of its answer to a request, by how many came before; null for 200.</param>
    public HttpSink(int port, Func<int, int>? answer = null)
    {
        Address = AddressOf(port);
        listener.Prefixes.Add($"{Address}/");
        listener.Start();
        _ = ListenAsync(answer ?? (_ => 200));
    }

    /// <summary>Its address.</summary>
    public string Address { get; }

    /// <summary>What came so far.</summary>
    public IReadOnlyList<SunkRequest> All => [.. all];

    /// <summary>The address of a port.</summary>
    public static string AddressOf(int port) => $"http://127.0.0.1:{port}";

    /// <summary>A port at which nothing listens.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The next request, when it comes.</summary>
    public async Task<SunkRequest> NextAsync() => await requests.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public void Dispose() => listener.Close();

    private async Task ListenAsync(Func<int, int> answer)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var request = new SunkRequest(
                    context.Request.Url!.AbsolutePath, context.Request.Headers.AllKeys.ToDictionary(key => key!, key => context.Request.Headers[key]!, StringComparer.OrdinalIgnoreCase), body.ToArray(), answer(all.Count));
                all.Enqueue(request);
                context.Response.StatusCode = request.Status;
                context.Response.Close();
                requests.Writer.TryWrite(request);
            }
        }
        catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
        {
            requests.Writer.TryComplete();
        }
    }
}

/// <summary>A request that came.</summary>
/// <param name="Path">What it asked for.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body.</param>
/// <param name="Status">The status of the answer.</param>
internal sealed record SunkRequest(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, int Status)
{
    /// <summary>The body as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}
