using ActorLstm.Host.Tests.Durability;
using ActorLstm.Host.Tests.Runs.Journals;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Npgsql;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>
/// The network between the nodes loses everything that one of them sends, then everything that is sent to it. All of them reach the database and the
/// folder of the runs the whole time, so that nothing but the leases keeps two from going on with the same run.
/// </summary>
public sealed class PartitionTests(TestServer server, ITestOutputHelper report) : IClassFixture<TestServer>, IDisposable
{
    private const string Token = "a-token-for-nothing-but-this-trial";

    private static readonly string[] Takings = ["started-1", "resumed-1", "batch-started-1", "batch-taken-1"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task A_network_that_parts_and_heals_gives_no_run_two_owners() => PartAsync(TimeSpan.FromSeconds(20), times: 1);

    [Fact]
    [Trait("Suite", "cluster")]
    public Task A_network_that_parts_for_a_minute_in_each_direction_gives_no_run_two_owners() => PartAsync(TimeSpan.FromSeconds(60), times: 3);

    private async Task PartAsync(TimeSpan duration, int times)
    {
        Assert.SkipUnless(new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!.StartsWith('/'), "Needs a PostgreSQL server that is reached by a socket in a folder: the nodes have a network of their own.");
        var random = Chance.Random(report);
        await using var network = await NodeNetwork.CreateAsync(3);
        var certificates = new Dictionary<string, string[]>();
        foreach (var place in network.Places)
        {
            certificates[place.Host] = await NodeCertificateFiles.MakeAsync(folder["certificates"], place.Host);
        }

        var token = folder.Write("token", Token);
        using var cluster = new ClusterProcesses(
            folder, server.ConnectionString, folder.Path, network.Places, place => [.. certificates[place.Host], $"service.operator-token-file={token}"], Token);
        var batches = new ClusterBatches(folder, cluster);
        await cluster.StartAsync();
        for (var time = 0; time < times; time++)
        {
            foreach (var isSending in new[] { true, false })
            {
                var victim = random.Next(cluster.Count);
                report.WriteLine($"lost for {duration.TotalSeconds:F0} s: what node {victim} {(isSending ? "sends" : "is sent")}");
                await network.LoseAsync(victim, isSending);
                var healed = Task.Delay(duration, TestContext.Current.CancellationToken).ContinueWith(_ => network.HealAsync(victim, isSending), TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
                while (!healed.IsCompleted)
                {
                    await batches.DuringOneAsync(async () =>
                    {
                        await Task.Delay(500, TestContext.Current.CancellationToken);
                        cluster.StartThoseThatEnded();
                        return !healed.IsCompleted;
                    });
                }

                await healed;
                await ClusterProcesses.UntilAsync(async () =>
                {
                    cluster.StartThoseThatEnded();
                    return await cluster.TryNodesAsync() is { Count: 3 };
                });
            }
        }

        await cluster.StopAsync();
        await RequireOneOwnerAtATimeAsync();
        await batches.RequireThoseOfOneProcessAsync();
    }

    // The events of a run say which node wrote them. Another one writes only after it has said that it goes on with the run.
    private async Task RequireOneOwnerAtATimeAsync()
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand("SELECT persistence_id, sequence_number, writer_uuid, manifest FROM journal WHERE persistence_id LIKE 'run-%' OR persistence_id LIKE 'batch-%' ORDER BY persistence_id, sequence_number");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var events = new List<(string Id, long Number, string Writer, string Kind)>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            events.Add((reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3)));
        }

        var owners = events.Where((row, place) => place == 0 || (events[place - 1].Id, events[place - 1].Writer) != (row.Id, row.Writer)).ToList();
        report.WriteLine($"{owners.DistinctBy(first => first.Id).Count()} runs and batches had {owners.Count} owners, one after another");
        owners.Should().NotBeEmpty().And.OnlyContain(first => Takings.Contains(first.Kind));
    }
}
