using System.Net.Sockets;
using System.Text;
using ActorLstm.Host.Tests.Durability;
using ActorLstm.Host.Tests.Runs.Journals;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>Who does not belong to a cluster gets nowhere, and harms nobody.</summary>
public sealed class ClusterSecurityTests(TestServer server, ITestOutputHelper report) : IClassFixture<TestServer>, IDisposable
{
    private const string Run = """
        actorlstm {
          experiment { name = small, epochs = 2 }
          corpus.source = sample
          windows { maxlen = 12, step = 40 }
          model.hidden = 8
          training.threads = 1
          sampling { temperatures = [0.5], length = 20 }
        }
        """;

    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(15);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_node_with_no_certificate_or_with_one_of_another_authority_gets_nowhere()
    {
        var own = await CertificatesAsync("own", "127.0.0.1");
        using var cluster = new ClusterProcesses(folder, server.ConnectionString, null, 2);
        var (first, second) = (cluster.Start(0, own), cluster.Start(1, own));
        await Task.WhenAll(first.HasJoinedAsync(), second.HasJoinedAsync());
        using var bare = cluster.StartBeside([]);
        using var foreign = cluster.StartBeside(await CertificatesAsync("other", "127.0.0.1"));
        await Task.Delay(LongEnough, TestContext.Current.CancellationToken);

        bare.OutputSoFar.Should().NotContain("node_joined");
        foreign.OutputSoFar.Should().NotContain("node_joined");
        await RequireWholeAsync(cluster);
    }

    [Fact]
    public async Task A_node_joins_none_whose_certificate_names_another_host()
    {
        var own = await CertificatesAsync("own", "127.0.0.1");
        using var cluster = new ClusterProcesses(folder, server.ConnectionString, null, 2);
        await cluster.Start(0, await CertificatesAsync("own", "elsewhere.example")).HasJoinedAsync();

        var ended = await cluster.Start(1, own).WaitAsync();

        ended.MustBe(1);
        ended.Output.Should().BeEmpty();
        ended.Error.Should().Contain("cluster.security");
        cluster[0].HasEnded.Should().BeFalse();
        await cluster[0].StopAsync();
    }

    [Fact]
    public async Task Messages_of_types_that_nobody_knows_leave_the_cluster_whole()
    {
        using var cluster = new ClusterProcesses(folder, server.ConnectionString, null, 2);
        await cluster.StartAsync();
        await using (var stranger = Stranger.Start())
        {
            foreach (var number in new[] { 0, 1 })
            {
                stranger.TellEverything(cluster.AddressOf(number));
            }

            await stranger.HasBeenHeardAsync(cluster.AddressOf(0));
            await stranger.HasBeenHeardAsync(cluster.AddressOf(1));
        }

        await RequireWholeAsync(cluster);
    }

    [Fact]
    public Task What_is_no_message_at_all_leaves_the_cluster_whole() => ThrowAsync(300);

    [Fact]
    [Trait("Suite", "cluster")]
    public Task Ten_thousand_times_what_is_no_message_at_all_leaves_the_cluster_whole() => ThrowAsync(10_000);

    private async Task ThrowAsync(int times)
    {
        var random = Chance.Random(report);
        var places = NodePlace.Here(2);
        var management = NodeProcess.FreePorts(2);
        using var cluster = new ClusterProcesses(folder, server.ConnectionString, null, places, place => [$"cluster.management.port={management[place == places[0] ? 0 : 1]}"], token: null);
        await cluster.StartAsync();
        IReadOnlyList<(int Port, Func<Random, byte[]> Garbage)> targets = [(places[0].Port, Message), (management[0], Request), (places[1].Port, Message), (management[1], Request)];
        for (var i = 0; i < times; i++)
        {
            var (port, garbage) = targets[i % targets.Count];
            using var connection = new TcpClient();
            await connection.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
            try
            {
                await connection.GetStream().WriteAsync(garbage(random), TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                // It hung up first.
            }
        }

        await RequireWholeAsync(cluster);
    }

    // Every second one begins as a message does, with a length that fits.
    private static byte[] Message(Random random)
    {
        var bytes = Bytes(random);
        if (bytes.Length > 4 && random.Next(2) == 0)
        {
            BitConverter.TryWriteBytes(bytes, random.Next(3) == 0 ? int.MaxValue : bytes.Length - 4).Should().BeTrue();
        }

        return bytes;
    }

    // Every second one begins as a request does, of something that is there or not, and is not one all the same.
    private static byte[] Request(Random random)
    {
        string[] methods = ["GET", "PUT", "POST", "DELETE", "PATCH", "BREW"];
        string[] paths = ["/", "/bootstrap/seed-nodes", "/cluster/members", "/cluster/members/akka.tcp:%2F%2Factorlstm@127.0.0.1:1", "/ready", "/alive", "/%00", $"/{new string('a', random.Next(20_000))}"];
        var begin = $"{methods[random.Next(methods.Length)]} {paths[random.Next(paths.Length)]} HTTP/1.1\r\nHost: x\r\nContent-Length: {random.NextInt64(-1, long.MaxValue)}\r\n";
        return random.Next(2) == 0 ? Bytes(random) : [.. Encoding.ASCII.GetBytes(begin + (random.Next(2) == 0 ? "\r\n" : "")), .. Bytes(random)];
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(1, 4000)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static async Task RequireWholeAsync(ClusterProcesses cluster)
    {
        cluster[0].HasEnded.Should().BeFalse();
        cluster[1].HasEnded.Should().BeFalse();
        var leader = await cluster.LeaderAsync();
        (await cluster.TryNodesAsync())!.Select(node => (string?)node!["node"]).Should().BeEquivalentTo([cluster.AddressOf(0), cluster.AddressOf(1)]);
        var run = await leader.SubmitAsync(Run);
        await ClusterProcesses.UntilAsync(async () => await leader.TryGetAsync($"/api/runs/{run}") is { } told && (string?)told["run"]!["status"] == "completed");
        await cluster.StopAsync();
    }

    private Task<string[]> CertificatesAsync(string name, string node) => NodeCertificateFiles.MakeAsync(folder[name], node);
}
