using System.Text.Json.Nodes;
using ActorLstm.Tests.Support;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>A cluster of processes on this machine, over one folder of runs and one PostgreSQL database.</summary>
internal sealed class ClusterProcesses : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, string?> environment;
    private readonly IReadOnlyList<NodePlace> places;
    private readonly Func<NodePlace, IEnumerable<string>> settings;
    private readonly string? token;
    private readonly NodeProcess?[] nodes;

    /// <summary>One on this machine, which talks openly.</summary>
    /// <param name="folder">Holds the runs.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="data">The folder of the corpora.</param>
    /// <param name="count">How many nodes it has.</param>
    public ClusterProcesses(TemporaryFolder folder, string connectionString, string? data, int count)
        : this(folder, connectionString, data, NodePlace.Here(count), _ => [], token: null)
    {
    }

    /// <param name="folder">Holds the runs.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="data">The folder of the corpora.</param>
    /// <param name="places">Where its nodes are.</param>
    /// <param name="settings">Settings of a node, as <c>--set</c> takes them.</param>
    /// <param name="token">Shown to a node that is asked for something; null where none is wanted.</param>
    public ClusterProcesses(TemporaryFolder folder, string connectionString, string? data, IReadOnlyList<NodePlace> places, Func<NodePlace, IEnumerable<string>> settings, string? token)
    {
        Runs = folder["cluster"];
        this.places = places;
        this.settings = settings;
        this.token = token;
        nodes = new NodeProcess?[places.Count];
        environment = new()
        {
            ["ACTORLSTM_DATA"] = data,
            ["ACTORLSTM__PERSISTENCE__CONNECTION_STRING"] = connectionString,
        };
    }

    /// <summary>The folder of the runs.</summary>
    public string Runs { get; }

    /// <summary>How many nodes it has.</summary>
    public int Count => nodes.Length;

    /// <summary>Starts a node, for the first time or again.</summary>
    public NodeProcess Start(int number, params IEnumerable<string> more)
    {
        nodes[number]?.Dispose();
        return nodes[number] = Start(places[number], more);
    }

    /// <summary>Starts one that is none of them, and asks them to be let in.</summary>
    public NodeProcess StartBeside(params IEnumerable<string> more) => Start(NodePlace.Here(1)[0], more);

    /// <summary>Starts again those that have ended, as a supervisor of the system does: of a cluster that is too small for a majority all nodes stop.</summary>
    public void StartThoseThatEnded()
    {
        for (var number = 0; number < Count; number++)
        {
            if (this[number].HasEnded)
            {
                Start(number);
            }
        }
    }

    /// <summary>Starts all of them.</summary>
    /// <returns>The one that leads.</returns>
    public async Task<NodeProcess> StartAsync()
    {
        var started = Enumerable.Range(0, Count).Select(number => Start(number)).ToList();
        await Task.WhenAll(started.Select(node => node.HasJoinedAsync()));
        return await LeaderAsync();
    }

    /// <summary>A node.</summary>
    public NodeProcess this[int number] => nodes[number] ?? throw new InvalidOperationException($"Node {number} was not started.");

    /// <summary>Where a node is reached by the others.</summary>
    public string AddressOf(int number) => places[number].Address;

    /// <summary>Waits until a node leads and answers.</summary>
    public async Task<NodeProcess> LeaderAsync()
    {
        NodeProcess? leader = null;
        await UntilAsync(async () =>
        {
            foreach (var node in nodes.OfType<NodeProcess>().Where(node => !node.HasEnded))
            {
                if (await node.TryGetAsync("/api/nodes") is not null)
                {
                    leader = node;
                    return true;
                }
            }

            return false;
        });
        return leader!;
    }

    /// <summary>The nodes as the one that leads tells them; null where none does at the moment.</summary>
    public async Task<JsonArray?> TryNodesAsync()
    {
        foreach (var node in nodes.OfType<NodeProcess>().Where(node => !node.HasEnded))
        {
            if (await node.TryGetAsync("/api/nodes") is JsonArray told)
            {
                return told;
            }
        }

        return null;
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!await isSo())
        {
            await Task.Delay(100, patience.Token);
        }
    }

    /// <summary>Waits until the one batch in the folder has ended.</summary>
    /// <returns>Its status.</returns>
    public async Task<string> BatchEndsAsync()
    {
        var status = "";
        await UntilAsync(async () =>
        {
            status = await BatchStatusAsync();
            return status is not ("" or "queued" or "running");
        });
        return status;
    }

    /// <summary>The status of the one batch in the folder; empty before it has begun.</summary>
    public async Task<string> BatchStatusAsync()
    {
        var page = Directory.Exists(Path.Combine(Runs, "batches")) ? Directory.EnumerateFiles(Path.Combine(Runs, "batches"), "batch.json", SearchOption.AllDirectories).SingleOrDefault() : null;
        return page is null ? "" : (string)JsonNode.Parse(await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken))!["status"]!;
    }

    /// <summary>Has all of them leave.</summary>
    public async Task StopAsync()
    {
        foreach (var node in nodes.OfType<NodeProcess>().Where(node => !node.HasEnded))
        {
            await node.SignalAsync("TERM");
        }

        await Task.WhenAll(nodes.OfType<NodeProcess>().Select(node => node.WaitAsync()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var node in nodes)
        {
            node?.Dispose();
        }
    }

    private NodeProcess Start(NodePlace place, IEnumerable<string> more) => NodeProcess.Start(Runs, place, token, environment,
    [
        $"cluster.hostname={place.Host}", $"cluster.join=[{string.Join(", ", places.Select(other => $"\"{other.Address}\""))}]",
        "service.concurrent-runs=2", "service.threads=1", "cluster.samplers=1", "cluster.stable-after=5s", .. settings(place), .. more,
    ]);
}
