using System.Net.Sockets;
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

    [Theory]
    [InlineData("of another authority")]
    [InlineData("none")]
    public async Task A_node_without_a_certificate_of_the_authority_gets_nowhere(string certificate)
    {
        var own = await CertificatesAsync("own", "127.0.0.1");
        var other = certificate switch
        {
            "of another authority" => await CertificatesAsync("other", "127.0.0.1"),
            _ => [],
        };
        using var cluster = new ClusterProcesses(folder, server.ConnectionString, null, 2);
        var (first, second) = (cluster.Start(0, own), cluster.Start(1, own));
        await Task.WhenAll(first.HasJoinedAsync(), second.HasJoinedAsync());
        using var intruder = cluster.StartBeside(other);
        await Task.Delay(LongEnough, TestContext.Current.CancellationToken);

        intruder.OutputSoFar.Should().NotContain("node_joined");
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
    public Task What_is_no_message_at_all_leaves_the_cluster_whole() => ThrowAsync(300);

    [Fact]
    [Trait("Suite", "cluster")]
    public Task Ten_thousand_times_what_is_no_message_at_all_leaves_the_cluster_whole() => ThrowAsync(10_000);

    private async Task ThrowAsync(int times)
    {
        var random = Chance.Random(report);
        using var cluster = new ClusterProcesses(folder, server.ConnectionString, null, 2);
        await cluster.StartAsync();
        for (var i = 0; i < times; i++)
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync("127.0.0.1", cluster[i % 2].Port, TestContext.Current.CancellationToken);
            try
            {
                await connection.GetStream().WriteAsync(Garbage(random), TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                // It hung up first.
            }
        }

        await RequireWholeAsync(cluster);
    }

    // Every second one begins as a message does, with a length that fits.
    private static byte[] Garbage(Random random)
    {
        var bytes = new byte[random.Next(1, 4000)];
        random.NextBytes(bytes);
        if (bytes.Length > 4 && random.Next(2) == 0)
        {
            BitConverter.TryWriteBytes(bytes, random.Next(3) == 0 ? int.MaxValue : bytes.Length - 4).Should().BeTrue();
        }

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
