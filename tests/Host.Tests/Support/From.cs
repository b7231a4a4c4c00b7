using System.Net;
using System.Net.Sockets;

namespace ActorLstm.Host.Tests.Support;

/// <summary>Connections from an address of one's own: all of 127.0.0.0/8 is this machine.</summary>
internal static class From
{
    /// <summary>Connects to a port of this machine.</summary>
    public static async Task<Stream> ConnectAsync(string address, int port, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
