using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Cluster;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>A service and a node that start before the PostgreSQL server that keeps their journal.</summary>
[Trait("Case", "F36")]
public sealed class LateDatabaseTests : IDisposable
{
    private const string Small = "actorlstm { experiment { epochs = 1, seed = 7 }, corpus.source = sample, windows { maxlen = 20, step = 20 }, model.hidden = 8, training.threads = 1, sampling { length = 20, temperatures = [0.5] } }";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_service_waits_for_its_database_says_so_and_serves_once_it_answers()
    {
        await using var database = await PostgresProcess.BeginAsync();
        await database.KillAsync();
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified); // As systemd listens for what its services notify.
        manager.Bind(new UnixDomainSocketEndPoint(folder["notify"]));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{NodeProcess.FreePorts(1)[0]}") };
        using var service = Serve(database.ConnectionString, client.BaseAddress.Authority, [KeyValuePair.Create<string, string?>("NOTIFY_SOCKET", folder["notify"])]);

        await service.ErrorHas("waiting for the PostgreSQL server");
        (await ReceiveAsync(manager)).Should().Be("READY=1\nSTATUS=waiting for the PostgreSQL server", "systemd waits no longer than for the process");
        (await client.GetAsync(new Uri("/healthz", UriKind.Relative), Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        foreach (var path in new[] { "/readyz", "/", "/api/runs" })
        {
            using var early = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            early.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            early.Headers.GetValues("Refresh").Should().Equal("2");
        }

        await database.StartAsync();
        await service.OutputHas("}\n");

        (await client.GetAsync(new Uri("/readyz", UriKind.Relative), Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await ReceiveAsync(manager)).Should().Be("STATUS=");
        using var answer = await client.PostAsync(new Uri("/api/runs", UriKind.Relative), new StringContent(Small, Encoding.UTF8, "application/hocon"), Cancellation);
        var id = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["id"]!;
        await ServedProgram.HasAsync(async () =>
            (string)JsonNode.Parse(await client.GetStringAsync(new Uri($"/api/runs/{id}", UriKind.Relative), Cancellation))!["run"]!["status"]! == "completed");
        (await File.ReadAllTextAsync(folder["runs", "service", "log.jsonl"], Cancellation)).Should().Contain("Waiting for the PostgreSQL server");
    }

    [Fact]
    public async Task A_service_that_waits_ends_when_it_is_told_to()
    {
        using var service = Serve("Host=127.0.0.1;Port=1;Username=me", "127.0.0.1:0", []);
        await service.ErrorHas("waiting for the PostgreSQL server");
        await service.SignalAsync("TERM");

        var ended = await service.WaitAsync();

        ended.MustBe(0);
        ended.Error.Should().Contain("127.0.0.1, port 1").And.Contain("Correct persistence.connection-string, start the server");
    }

    [Theory]
    [Trait("Case", "F37")]
    [InlineData("/lstm")]
    [InlineData("")]
    public async Task A_service_that_waits_behind_a_proxy_answers_with_and_without_the_path_of_its_public_address(string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{NodeProcess.FreePorts(1)[0]}") };
        using var service = Serve(
            "Host=127.0.0.1;Port=1;Username=me", client.BaseAddress.Authority, [],
            "--set", "service.public-url=https://example.org/lstm", "--set", $"service.operator-token-file={folder.Write("operator", "operator-0123456789abcdef")}");
        await service.ErrorHas("waiting for the PostgreSQL server");

        (await client.GetAsync(new Uri($"{path}/healthz", UriKind.Relative), Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.GetAsync(new Uri($"{path}/readyz", UriKind.Relative), Cancellation)).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("Database=nowhere", "database \"nowhere\" does not exist")]
    [InlineData("Username=nobody", "role \"nobody\" does not exist")]
    [InlineData("SSL Mode=Require", "SSL")]
    public async Task What_a_server_that_answers_refuses_is_refused_at_once(string mistake, string reason)
    {
        await using var database = await PostgresProcess.BeginAsync();
        using var service = Serve($"{database.ConnectionString};{mistake}", "127.0.0.1:0", []);

        var refused = await service.WaitAsync();

        refused.MustBe(2);
        refused.Error.Should().Contain(reason).And.NotContain("waiting for");
    }

    [Theory]
    [InlineData("trainer")]
    [InlineData("coordinator,trainer,sampler")]
    public async Task A_node_waits_for_the_database_and_joins_once_it_answers(string roles)
    {
        await using var database = await PostgresProcess.BeginAsync();
        await database.KillAsync();
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(folder["notify"]));
        using var node = ActorLstmProcess.Start(
            ["node", "--runs", folder["runs"], "--port", "0", "--urls", "http://127.0.0.1:0", "--roles", roles, "--json"], Variables(database.ConnectionString, [KeyValuePair.Create<string, string?>("NOTIFY_SOCKET", folder["notify"])]));

        await node.ErrorHas("waiting for the PostgreSQL server");
        (await ReceiveAsync(manager)).Should().StartWith("READY=1\n");
        node.OutputSoFar.Should().BeEmpty();
        await database.StartAsync();

        await node.OutputHas(roles == "trainer" ? "\"event\":\"node_joined\"" : "\"event\":\"node_leads\"");
        node.HasEnded.Should().BeFalse();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Dictionary<string, string?> Variables(string server, IEnumerable<KeyValuePair<string, string?>> others) => new(others)
    {
        ["ACTORLSTM__PERSISTENCE__PROVIDER"] = "postgresql",
        ["ACTORLSTM__PERSISTENCE__CONNECTION_STRING"] = server,
    };

    private ActorLstmProcess Serve(string server, string address, IEnumerable<KeyValuePair<string, string?>> variables, params string[] settings) =>
        ActorLstmProcess.Start(["serve", "--urls", $"http://{address}", "--runs", folder["runs"], "--json", .. settings], Variables(server, variables));

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Cancellation));
    }
}
