using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Durability;
using ActorLstm.Host.Tests.Durability.Batches;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>The same small batch, submitted to a cluster again and again under other names while something happens to its nodes.</summary>
/// <param name="folder">Holds what the cluster's runs are compared with.</param>
/// <param name="cluster">The cluster.</param>
internal sealed class ClusterBatches(TemporaryFolder folder, ClusterProcesses cluster)
{
    // It says where the events of the run are kept, and nothing else that differs.
    private const string Journal = "experiment.conf";

    private readonly DurableBatch batch = new(folder, "experiment.epochs=36");

    /// <summary>How many were submitted.</summary>
    public int Count { get; private set; }

    /// <summary>Submits the next, and does something for as long as it is under way.</summary>
    /// <param name="act">Is done again and again; says whether it wants to be.</param>
    public async Task DuringOneAsync(Func<Task<bool>> act)
    {
        var name = $"rates-{++Count}";
        await (await cluster.LeaderAsync()).SubmitAsync(Spread(batch).Replace("name = rates, epochs = 9", $"name = {name}, epochs = 36", StringComparison.Ordinal));
        while (await IsUnderWayAsync(name) && await act())
        {
        }

        await ClusterProcesses.UntilAsync(async () =>
        {
            cluster.StartThoseThatEnded();
            return !await IsUnderWayAsync(name);
        });
        (await StatusAsync(name)).Should().Be("completed", name);
    }

    /// <summary>Every run of every batch is the one that a single process makes.</summary>
    public async Task RequireThoseOfOneProcessAsync()
    {
        await batch.RunAsync(batch.Runs("one process"), 0);
        var reference = Images(batch.Runs("one process"));
        var all = Images(cluster.Runs);
        all.Should().HaveCount(Count * reference.Count);
        foreach (var ((name, number), image) in all)
        {
            image.DifferencesFrom(reference[("rates", number)], Journal).Should().BeEmpty($"run {number} of {name}");
        }
    }

    /// <summary>A batch as many of whose runs go on at once as three nodes have slots.</summary>
    public static string Spread(DurableBatch batch) => batch.Text.Replace("max-concurrent = 2", "max-concurrent = 6", StringComparison.Ordinal);

    // One that is interrupted goes on where the next leader finds it.
    private async Task<bool> IsUnderWayAsync(string name) => await StatusAsync(name) is null or "running" or "queued" or "interrupted";

    // Null: it has not begun.
    private async Task<string?> StatusAsync(string name)
    {
        foreach (var page in Directory.EnumerateFiles(Path.Combine(cluster.Runs, "batches"), "batch.json", SearchOption.AllDirectories))
        {
            var told = JsonNode.Parse(await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken))!;
            if ((string?)told["name"] == name)
            {
                return (string)told["status"]!;
            }
        }

        return null;
    }

    private static Dictionary<(string Batch, int Number), RunImage> Images(string runs) => (
        from folder in Directory.EnumerateDirectories(runs)
        let page = Path.Combine(folder, "run.json")
        where File.Exists(page)
        let batch = JsonNode.Parse(File.ReadAllText(page))!["batch"]!
        select (Key: ((string)batch["name"]!, (int)batch["number"]!), Image: RunImage.Of(folder, isNameless: true))).ToDictionary(run => run.Key, run => run.Image);
}
