using System.Net;
using ActorLstm.Host.Tests.Durability;
using ActorLstm.Host.Tests.Durability.Batches;
using ActorLstm.Host.Tests.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>However a batch is spread over nodes, and whatever happens to them, it is the batch of one process.</summary>
public sealed class ClusterTests(TestServer server, ITestOutputHelper report) : IClassFixture<TestServer>, IDisposable
{
    // It says where the events of the run are kept, and nothing else that differs.
    private const string Journal = "experiment.conf";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_batch_spreads_over_three_nodes_and_is_that_of_one_process()
    {
        var batch = new DurableBatch(folder);
        using var cluster = new ClusterProcesses(folder, server.ConnectionString, batch.Data, 3);
        var leader = await cluster.StartAsync();
        var busy = new HashSet<string>();

        await leader.SubmitAsync(ClusterBatches.Spread(batch));
        await ClusterProcesses.UntilAsync(async () =>
        {
            busy.UnionWith(from node in (await cluster.TryNodesAsync())! where node!["runs"]!.AsArray().Count > 0 select (string)node!["node"]!);
            return await cluster.BatchStatusAsync() is not ("" or "running");
        });

        busy.Should().HaveCount(3);
        (await cluster.BatchStatusAsync()).Should().Be("completed");
        await cluster.StopAsync();
        await batch.RunAsync(batch.Runs("one process"), 0);
        BatchImage.Of(cluster.Runs).DifferencesFrom(BatchImage.Of(batch.Runs("one process")), Journal).Should().BeEmpty();
    }

    [Fact]
    public Task Nodes_that_are_killed_lose_nothing_and_nothing_comes_twice() => KillAsync(4);

    [Fact]
    [Trait("Suite", "cluster")]
    public Task A_hundred_kills_of_nodes_and_of_the_database_change_nothing() => KillAsync(Chance.Count("ACTORLSTM_TEST_KILLS", 100));

    [Fact]
    public async Task A_node_that_leaves_hands_its_run_over()
    {
        var experiment = new DurableExperiment(folder, "experiment.epochs=40");
        var reference = await experiment.ReferenceAsync();
        using var cluster = new ClusterProcesses(folder, server.ConnectionString, folder.Path, 3);
        var leader = await cluster.StartAsync();
        var run = await leader.SubmitAsync(experiment.Text.Replace("epochs = 10", "epochs = 40", StringComparison.Ordinal));

        var first = await NodeOfAsync(cluster, run, beside: null);
        await ClusterProcesses.UntilAsync(async () => await (await cluster.LeaderAsync()).TryGetAsync($"/api/runs/{run}") is { } told && (int?)told["run"]!["epochs_trained"] is > 2);
        (await cluster[first].StopAsync()).ExitCode.Should().Be(0);
        await NodeOfAsync(cluster, run, beside: first);
        await ClusterProcesses.UntilAsync(async () => await (await cluster.LeaderAsync()).TryGetAsync($"/api/runs/{run}") is { } told && (string?)told["run"]!["status"] == "completed");

        await cluster.StopAsync();
        RunImage.Of(Path.Combine(cluster.Runs, run)).DifferencesFrom(reference, Journal).Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_goes_on_while_the_lead_changes_and_does_what_it_is_told_then()
    {
        var experiment = new DurableExperiment(folder);
        using var cluster = new ClusterProcesses(folder, server.ConnectionString, folder.Path, 3);
        var (first, second) = (cluster.Start(0, "cluster.roles=[coordinator]"), cluster.Start(1, "cluster.roles=[coordinator]"));
        var trainer = cluster.Start(2, "cluster.roles=[trainer, sampler]");
        await Task.WhenAll(first.HasJoinedAsync(), second.HasJoinedAsync(), trainer.HasJoinedAsync());
        var leader = await cluster.LeaderAsync();
        var run = await leader.SubmitAsync(experiment.Text.Replace("epochs = 10", "epochs = 100000", StringComparison.Ordinal));
        await HasAsync("running", trained: 1);
        await TellAsync("pause");
        await HasAsync("paused", 0);

        await leader.KillAsync();
        await HasAsync("paused", 0);
        await TellAsync("resume");
        await HasAsync("running", Trained() + 1);
        await TellAsync("pause");
        await HasAsync("paused", 0);
        await TellAsync("resume");
        await HasAsync("running", Trained() + 1);
        await TellAsync("cancel");
        await HasAsync("cancelled", 0);

        (await (await cluster.LeaderAsync()).TryGetAsync($"/api/runs/{run}"))!["run"]!["resumptions"].Should().BeNull("it was never interrupted");
        await ClusterProcesses.UntilAsync(() => Task.FromResult(!File.Exists(Path.Combine(cluster.Runs, run, "slot.json")))); // It goes a moment after the last event.
        await cluster.StopAsync();

        int Trained() => File.ReadLines(Path.Combine(cluster.Runs, run, "metrics.jsonl")).Count();

        async Task TellAsync(string what) => (await ActorLstmProcess.RunAsync(what, run, "--server", (await cluster.LeaderAsync()).Address)).MustBe(0);

        Task HasAsync(string status, int trained) => ClusterProcesses.UntilAsync(async () =>
            await (await cluster.LeaderAsync()).TryGetAsync($"/api/runs/{run}") is { } told && (string?)told["run"]!["status"] == status && ((int?)told["run"]!["epochs_trained"] ?? 0) >= trained);
    }

    [Fact]
    public async Task Nodes_that_are_named_nowhere_find_each_other_by_asking_around()
    {
        var places = NodePlace.Here(3);
        var management = NodeProcess.FreePorts(3);
        var points = string.Join(", ", management.Select(port => $"\"127.0.0.1:{port}\""));
        using var cluster = new ClusterProcesses(folder, server.ConnectionString, null, places, place =>
        [
            "cluster.join=null", "cluster.discovery=config", $"cluster.management.port={management[places.Index().First(one => one.Item == place).Index]}",
            $"cluster.management.contact-points=[{points}]",
        ], token: null);
        await cluster.StartAsync();
        await ClusterProcesses.UntilAsync(async () => await cluster.TryNodesAsync() is { Count: 3 });

        await cluster[1].KillAsync();
        await cluster.Start(1).HasJoinedAsync();
        await ClusterProcesses.UntilAsync(async () => await cluster.TryNodesAsync() is { Count: 3 });
        using var client = new HttpClient();
        using var told = await client.GetAsync(new Uri($"http://127.0.0.1:{management[0]}/bootstrap/seed-nodes"), TestContext.Current.CancellationToken);
        (await told.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().ContainAll(places.Select(place => $"\"Port\":{place.Port}"));
        using var other = await client.GetAsync(new Uri($"http://127.0.0.1:{management[0]}/cluster/members"), TestContext.Current.CancellationToken);
        other.StatusCode.Should().Be(HttpStatusCode.NotFound);
        await cluster.StopAsync();
    }

    [Fact]
    public async Task The_first_of_the_nodes_that_are_named_forms_no_cluster_of_its_own_while_the_others_have_one_that_it_does_not_reach()
    {
        var places = NodePlace.Here(3);
        using var cluster = new ClusterProcesses(folder, server.ConnectionString, null, places, _ => [], token: null);
        await cluster.StartAsync();
        await cluster[0].KillAsync();
        var nowhere = $"cluster.join=[\"{places[0].Address}\", \"127.0.0.1:{NodeProcess.FreePorts(1)[0]}\"]";
        cluster.Start(0, nowhere);
        await SaysAsync(0, "forms none of its own");
        await ClusterProcesses.UntilAsync(async () => await cluster.TryNodesAsync() is { Count: 2 });
        cluster[0].OutputSoFar.Should().NotContain("node_joined");

        await cluster[1].KillAsync();
        await cluster[2].KillAsync();
        await cluster[0].HasJoinedAsync(); // Nobody has a cluster any more.
        await Task.WhenAll(cluster.Start(1).HasJoinedAsync(), cluster.Start(2).HasJoinedAsync());
        await ClusterProcesses.UntilAsync(async () => await cluster.TryNodesAsync() is { Count: 3 });
        await cluster.StopAsync();

        Task SaysAsync(int node, string what) => ClusterProcesses.UntilAsync(() => Task.FromResult(
            Directory.EnumerateFiles(Path.Combine(cluster.Runs, "nodes"), "*.jsonl", SearchOption.AllDirectories)
                .Any(log => log.Contains($"{places[node].Port}", StringComparison.Ordinal) && File.ReadAllText(log).Contains(what, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Of_two_clusters_that_use_one_database_the_smaller_one_ends_and_its_nodes_may_join_the_other()
    {
        using var cluster = new ClusterProcesses(folder, server.ConnectionString, folder.Path, 3);
        await Task.WhenAll(cluster.Start(0).HasJoinedAsync(), cluster.Start(1).HasJoinedAsync());
        var alone = cluster.Start(2, $"cluster.join=[\"{cluster.AddressOf(2)}\"]", "cluster.roles=[trainer, sampler]");
        await alone.HasJoinedAsync();

        var ended = await alone.WaitAsync();
        ended.MustBe(1);
        ended.Error.Should().Contain("Another cluster uses the same database");
        await cluster.Start(2).HasJoinedAsync();
        await ClusterProcesses.UntilAsync(async () => await cluster.TryNodesAsync() is { Count: 3 });
        await cluster.StopAsync();
    }

    private async Task KillAsync(int kills)
    {
        var random = Chance.Random(report);
        await using var database = await PostgresProcess.BeginAsync();
        using var cluster = new ClusterProcesses(folder, database.ConnectionString, folder.Path, 3);
        var batches = new ClusterBatches(folder, cluster);
        await cluster.StartAsync();
        var (nodes, databases, connections) = (0, 0, 0);
        while (nodes + databases + connections < kills)
        {
            await batches.DuringOneAsync(async () =>
            {
                await Task.Delay(random.Next(500, 6000), TestContext.Current.CancellationToken);
                switch (random.Next(8))
                {
                    case 0:
                        databases++;
                        await database.KillAsync();
                        await Task.Delay(random.Next(10_000), TestContext.Current.CancellationToken);
                        await database.StartAsync();
                        break;
                    case 1:
                        connections++;
                        await database.EndConnectionsAsync();
                        break;
                    default:
                        nodes++;
                        await cluster[random.Next(cluster.Count)].KillAsync();
                        await Task.Delay(random.Next(3000), TestContext.Current.CancellationToken);
                        cluster.StartThoseThatEnded();
                        break;
                }

                return nodes + databases + connections < kills;
            });
        }

        await cluster.StopAsync();
        report.WriteLine($"{nodes} nodes killed, the database {databases} times, {connections} times all connections to it ended, in {batches.Count} batches");
        await batches.RequireThoseOfOneProcessAsync();
    }

    private static async Task<int> NodeOfAsync(ClusterProcesses cluster, string run, int? beside)
    {
        var found = -1;
        await ClusterProcesses.UntilAsync(async () =>
        {
            var node = (await cluster.TryNodesAsync())?.FirstOrDefault(node => node!["runs"]!.AsArray().Any(one => (string?)one == run));
            found = node is null ? -1 : Enumerable.Range(0, cluster.Count).First(number => cluster.AddressOf(number) == (string?)node["node"]);
            return found >= 0 && found != beside;
        });
        return found;
    }
}
