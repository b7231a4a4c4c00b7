using System.Net;
using System.Net.Sockets;

namespace ActorLstm.Host.Tests.Support;

/// <summary>A way to a service that cuts its first connections when the answer comes: the service has carried the request out, and whoever sent it hears nothing.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly int target;
    private int left;

    /// <param name="target">The port of the service.</param>
    /// <param name="cuts">How many connections are cut.</param>
    public CuttingProxy(int target, int cuts)
    {
        (this.target, left) = (target, cuts);
        listener.Start();
        _ = ListenAsync();
    }

    /// <summary>Its address.</summary>
    public string Address => HttpSink.AddressOf(((IPEndPoint)listener.LocalEndpoint).Port);

    /// <summary>How many connections are still to be cut.</summary>
    public int Left => Volatile.Read(ref left);

    /// <inheritdoc/>
    public void Dispose()
    {
        ended.Cancel();
        listener.Dispose();
        ended.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await listener.AcceptTcpClientAsync(ended.Token));
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient caller)
    {
        try
        {
            using (caller)
            using (var service = new TcpClient())
            {
                await service.ConnectAsync(IPAddress.Loopback, target, ended.Token);
                var there = caller.GetStream().CopyToAsync(service.GetStream(), ended.Token);
                await AnswerAsync(service.GetStream(), caller);
                await there;
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of both has left.
        }
    }

    private async Task AnswerAsync(NetworkStream service, TcpClient caller)
    {
        var answer = new byte[4096];
        while (await service.ReadAsync(answer, ended.Token) is var count and > 0)
        {
            if (Interlocked.Decrement(ref left) >= 0)
            {
                caller.Client.Close(0); // It sees a connection that was reset.
                return;
            }

            await caller.GetStream().WriteAsync(answer.AsMemory(0, count), ended.Token);
        }
    }
}
