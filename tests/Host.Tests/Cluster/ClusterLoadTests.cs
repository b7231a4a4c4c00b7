using System.Globalization;
using ActorLstm.Host.Tests.Runs.Journals;
using ActorLstm.Host.Tests.Service;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>More runs than a cluster can hold at once.</summary>
[Trait("Suite", "cluster")]
public sealed class ClusterLoadTests(TestServer server, ITestOutputHelper report) : IClassFixture<TestServer>, IDisposable
{
    private const int Runs = 10_000;
    private const double MostGrowth = 1.15;

    // The leader lists them all.
    private const long MostOfARun = 10_000;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private static readonly string Batch = $$"""
        actorlstm {
          experiment { name = many, epochs = 1 }
          corpus.source = "proverbs.txt"
          windows { maxlen = 8, step = 3 }
          model.hidden = 4
          training { batch-size = 64, threads = 1, device = cpu }
          sampling { temperatures = [0.5], length = 20 }
          batch { random { count = {{Runs}}, ranges { "experiment.seed" { from = 1, to = 1000000000 } } }, max-concurrent = 6 }
        }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Ten_thousand_runs_that_wait_pass_through_three_nodes_that_take_no_more_memory_for_them()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads what Linux says of a process.");
        folder.Write("proverbs.txt", string.Concat(Enumerable.Repeat("the river asks no leave of the stone, and the stone keeps no ledger of the river. ", 6)));
        using var cluster = new ClusterProcesses(folder, server.ConnectionString, folder.Path, 3);
        await cluster.StartAsync();
        await ClusterProcesses.UntilAsync(async () => await cluster.TryNodesAsync() is { Count: 3 });
        var leader = await cluster.LeaderAsync();
        await leader.SubmitAsync(Batch);

        var looks = new List<(int Ended, IReadOnlyList<long> Memory)>();
        var status = "";
        await ClusterProcesses.UntilAsync(async () =>
        {
            await Task.Delay(Pace, TestContext.Current.CancellationToken);
            var told = (await leader.TryGetAsync("/api/batches"))?["batches"]?[0];
            status = (string?)told?["status"] ?? "";
            looks.Add(((int?)told?["runs_ended"] ?? 0, [.. Enumerable.Range(0, cluster.Count).Select(node => ServedFigures.Of(cluster[node].Id).Memory)]));
            return status is not ("" or "queued" or "running");
        });

        status.Should().Be("completed");
        Directory.EnumerateFiles(cluster.Runs, "samples.jsonl", SearchOption.AllDirectories).Should().HaveCount(Runs);
        for (var node = 0; node < cluster.Count; node++)
        {
            var (warm, last) = (Median(node, Runs / 10, Runs / 5), Median(node, Runs * 9 / 10, Runs));
            report.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(cluster[node] == leader ? "the leader" : $"node {node}")}: {warm / 1_000_000} MB after a tenth of the runs, {last / 1_000_000} MB at the end"));
            last.Should().BeLessThan(cluster[node] == leader ? warm + (Runs * MostOfARun) : (long)(warm * MostGrowth));
        }

        report.WriteLine($"{looks.Count * Pace.TotalSeconds:F0} s");
        await cluster.StopAsync();

        long Median(int node, int from, int to)
        {
            var memory = looks.Where(look => look.Ended >= from && look.Ended <= to).Select(look => look.Memory[node]).Order().ToList();
            return memory[memory.Count / 2];
        }
    }
}
