using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Deployment;

/// <summary>The script that makes certificates to try a cluster with.</summary>
public sealed class CertificatesTests : IDisposable
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Nodes_with_its_certificates_trust_each_other_by_all_of_their_names()
    {
        (await MakeAsync("made", "node-1,*.nodes.example,127.0.0.1,::1", "node-2")).MustBe(0);
        using var first = NodeOf("node-1");
        using var second = NodeOf("node-2");
        foreach (var name in new[] { "node-1", "pod-0.nodes.example", "127.0.0.1", "::1" })
        {
            (await ShakeHandsAsync(first, second, name)).Should().Be("CN=node-2");
        }

        (await ShakeHandsAsync(second, first, "node-2")).Should().Be("CN=node-1");

        await FluentActions.Awaiting(() => ShakeHandsAsync(first, second, "node-3")).Should().ThrowAsync<AuthenticationException>();
    }

    [Fact]
    public async Task A_node_of_another_authority_is_not_trusted()
    {
        (await MakeAsync("made", "node-1,localhost", "node-2")).MustBe(0);
        (await MakeAsync("others", "node-2")).MustBe(0);
        using var node = NodeOf("node-1");
        using var stranger = NodeOf("node-2", "others");
        await FluentActions.Awaiting(() => ShakeHandsAsync(node, stranger, "localhost")).Should().ThrowAsync<AuthenticationException>("the client does not trust the server");
        using var spy = stranger with { Authority = node.Authority };
        await FluentActions.Awaiting(() => ShakeHandsAsync(node, spy, "localhost")).Should().ThrowAsync<AuthenticationException>("the server does not trust the client");
    }

    [Fact]
    public async Task Secrets_are_for_their_owner_alone()
    {
        (await MakeAsync("made", "node-1")).MustBe(0);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        Modes().Should().BeEquivalentTo(new Dictionary<string, UnixFileMode>
        {
            ["authority.crt"] = OwnersAlone | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            ["authority.key"] = OwnersAlone,
            ["password"] = OwnersAlone,
            ["node-1.crt"] = OwnersAlone,
            ["node-1.key"] = OwnersAlone,
            ["node-1.pfx"] = OwnersAlone,
        });
        new DirectoryInfo(folder["made"]).UnixFileMode.Should().Be(OwnersAlone | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task What_is_there_stays_and_further_nodes_get_the_same_authority()
    {
        (await MakeAsync("made", "node-1,localhost")).MustBe(0);
        var before = Contents();
        var again = await MakeAsync("made", "node-2", "node-1");
        again.MustBe(2);
        again.Error.Should().Contain($"{folder["made", "node-1.crt"]} is there");
        Contents().Should().BeEquivalentTo(before);

        (await MakeAsync("made", "node-2")).MustBe(0);
        Contents().Where(file => !file.Key.StartsWith("node-2.", StringComparison.Ordinal)).Should().BeEquivalentTo(before);
        using var first = NodeOf("node-1");
        using var second = NodeOf("node-2");
        (await ShakeHandsAsync(first, second, "localhost")).Should().Be("CN=node-2");
    }

    [Theory]
    [InlineData("name a folder and at least one node")]
    [InlineData("\"node 1\" is no list of host names", "node 1")]
    [InlineData("\"node-1,\" is no list of host names", "node-1,")]
    [InlineData("\"../node\" is no list of host names", "../node")]
    [InlineData("\"*.nodes.example\" is no list of host names", "*.nodes.example")]
    [InlineData("\"*.nodes\" is taken by nobody", "node-1,*.nodes")]
    [InlineData("\"pod-*.nodes.example\" has a * elsewhere", "node-1,pod-*.nodes.example")]
    [InlineData("the name node-1 is taken", "node-1,localhost", "node-1")]
    [InlineData("the name authority is taken", "authority")]
    public async Task What_makes_no_sense_is_refused_and_nothing_is_made(string reason, params string[] nodes)
    {
        var refused = await MakeAsync("made", nodes);
        refused.MustBe(2);
        refused.Error.Should().Contain(reason);
        Directory.Exists(folder["made"]).Should().BeFalse();
    }

    [Fact]
    public async Task A_part_of_an_authority_is_not_made_whole()
    {
        (await MakeAsync("made", "node-1")).MustBe(0);
        File.Delete(folder["made", "authority.key"]);
        var refused = await MakeAsync("made", "node-2");
        refused.MustBe(2);
        refused.Error.Should().Contain("the rest of its authority is not");
    }

    private async Task<ProcessResult> MakeAsync(string name, params string[] nodes)
    {
        await SystemProgram.RunAsync("openssl", "version");
        return await SystemProgram.RunAsync("bash", [ProjectFolder.PathOf("deploy", "certificates.sh"), folder[name], .. nodes]);
    }

    private Dictionary<string, UnixFileMode> Modes() => new DirectoryInfo(folder["made"]).GetFileSystemInfos().ToDictionary(file => file.Name, file => file.UnixFileMode);

    private Dictionary<string, string> Contents() => Directory.GetFiles(folder["made"]).ToDictionary(file => Path.GetFileName(file), file => Convert.ToBase64String(File.ReadAllBytes(file)));

    [Fact]
    public async Task One_file_has_the_same_with_a_password()
    {
        (await MakeAsync("made", "node-1")).MustBe(0);
        var password = (await File.ReadAllTextAsync(folder["made", "password"], Cancellation)).Trim();
        password.Should().MatchRegex("^[0-9a-f]{64}$");
        var together = X509CertificateLoader.LoadPkcs12CollectionFromFile(folder["made", "node-1.pfx"], password);
        using var node = NodeOf("node-1");
        together.Select(certificate => certificate.Thumbprint).Should().BeEquivalentTo([node.Certificate.Thumbprint, node.Authority.Thumbprint]);
        together.Single(certificate => certificate.HasPrivateKey).Thumbprint.Should().Be(node.Certificate.Thumbprint);
    }

    private Node NodeOf(string name, string authority = "made") => new(
        X509Certificate2.CreateFromPemFile(folder[authority, $"{name}.crt"], folder[authority, $"{name}.key"]),
        X509CertificateLoader.LoadCertificateFromFile(folder[authority, "authority.crt"]));

    /// <summary>Has two nodes talk TLS, each of which shows a certificate.</summary>
    /// <returns>Whom the server takes the client for.</returns>
    /// <exception cref="AuthenticationException">One does not trust the other.</exception>
    private static async Task<string> ShakeHandsAsync(Node server, Node client, string name)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var sending = new TcpClient();
        await sending.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Cancellation);
        using var receiving = await listener.AcceptTcpClientAsync(Cancellation);
        await using var ofServer = new SslStream(receiving.GetStream());
        await using var ofClient = new SslStream(sending.GetStream());
        var asServer = ofServer.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = server.Certificate, ClientCertificateRequired = true, CertificateChainPolicy = server.Policy }, Cancellation);
        try
        {
            await ofClient.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = name, ClientCertificates = [client.Certificate], CertificateChainPolicy = client.Policy }, Cancellation);
        }
        catch
        {
            await sending.Client.DisconnectAsync(reuseSocket: false, Cancellation);
            await asServer.ContinueWith(_ => { }, TaskScheduler.Default);
            throw;
        }

        await asServer;
        return ofServer.RemoteCertificate!.Subject;
    }

    private sealed record Node(X509Certificate2 Certificate, X509Certificate2 Authority) : IDisposable
    {
        public X509ChainPolicy Policy => new() { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { Authority }, RevocationMode = X509RevocationMode.NoCheck };

        public void Dispose()
        {
            Certificate.Dispose();
            Authority.Dispose();
        }
    }
}
