using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace ActorLstm.Host.Tests.Support;

/// <summary>A proxy before a service, as operators have one: it speaks TLS, and passes on what is below a path.</summary>
internal sealed class TlsProxy : IAsyncDisposable
{
    /// <summary>The name at which it is reached; the tests' browser takes it for this machine.</summary>
    public const string Host = "proxy.test";

    private readonly WebApplication web;

    private TlsProxy(WebApplication web) => this.web = web;

    /// <summary>The address of a port, below the path.</summary>
    public static string AddressOf(int port) => $"https://{Host}:{port}/lstm";

    /// <summary>Starts it.</summary>
    /// <param name="port">Where it listens.</param>
    /// <param name="target">The address of the service.</param>
    /// <param name="isStripped">Whether it takes the path out of what it passes on.</param>
    public static async Task<TlsProxy> StartAsync(int port, string target, bool isStripped)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(Certificate())));
        builder.Services.AddRouting();
        var transforms = isStripped ? new[] { new Dictionary<string, string> { ["PathRemovePrefix"] = "/lstm" } } : [];
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "lstm", ClusterId = "service", Match = new RouteMatch { Path = "/lstm/{**rest}" }, Transforms = transforms }],
            [new ClusterConfig { ClusterId = "service", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = target } } }]);
        var web = builder.Build();
        web.UseRouting();
        web.MapReverseProxy();
        await web.StartAsync();
        return new TlsProxy(web);
    }

    /// <summary>Talks to it as a client with an address of its own.</summary>
    public static HttpClient Client(int port, string address = "127.0.0.1")
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == $"CN={Host}" },
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = async (context, cancellation) => await From.ConnectAsync(address, context.DnsEndPoint.Port, cancellation),
        };
        return new HttpClient(handler) { BaseAddress = new Uri($"{AddressOf(port)}/") };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await web.DisposeAsync();

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
