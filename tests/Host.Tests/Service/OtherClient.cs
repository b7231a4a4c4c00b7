using System.Net;
using System.Net.WebSockets;
using ActorLstm.Host.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>A client of the service with an address of its own: all of 127.0.0.0/8 is this machine.</summary>
internal sealed class OtherClient : IDisposable
{
    private readonly HttpMessageInvoker invoker;
    private readonly Uri service;

    /// <param name="service">The service.</param>
    /// <param name="address">The address that it sees.</param>
    public OtherClient(ServedProgram service, string address)
    {
        this.service = service.Client.BaseAddress!;
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellation) => await From.ConnectAsync(address, context.DnsEndPoint.Port, cancellation),
        };
        invoker = new HttpMessageInvoker(handler);
        Http = new HttpClient(handler, disposeHandler: false) { BaseAddress = this.service };
    }

    /// <summary>Asks for documents.</summary>
    public HttpClient Http { get; }

    /// <summary>Asks for the connection of a page, as a browser does.</summary>
    /// <param name="headers">Headers of the handshake.</param>
    /// <returns>The status of the answer, and the socket where there is one.</returns>
    public async Task<(HttpStatusCode Status, ClientWebSocket Socket)> ShakeHandsAsync(params (string Name, string Value)[] headers)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        try
        {
            await socket.ConnectAsync(new UriBuilder(service) { Scheme = "ws", Path = "/_blazor" }.Uri, invoker, TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            socket.HttpStatusCode.Should().NotBe(HttpStatusCode.SwitchingProtocols);
        }

        return (socket.HttpStatusCode, socket);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Http.Dispose();
        invoker.Dispose();
    }
}
