using System.Text.Json.Nodes;
using ActorLstm.Tests.Support;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>A cluster of processes on this machine, over one folder of runs and one PostgreSQL database.</summary>
internal sealed class ClusterProcesses : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, string?> environment;
    private readonly IReadOnlyList<int> ports;
    private readonly IReadOnlyList<int> webs;
    private readonly string[] settings;
    private readonly NodeProcess?[] nodes;

    /// <param name="folder">Holds the runs.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="data">The folder of the corpora.</param>
    /// <param name="count">How many nodes it has.</param>
    /// <param name="settings">Settings of each, as <c>--set</c> takes them.</param>
    public ClusterProcesses(TemporaryFolder folder, string connectionString, string? data, int count, params string[] settings)
    {
        Runs = folder["cluster"];
        var free = NodeProcess.FreePorts(2 * count);
        (ports, webs) = ([.. free.Take(count)], [.. free.Skip(count)]);
        nodes = new NodeProcess?[count];
        environment = new()
        {
            ["ACTORLSTM_DATA"] = data,
            ["ACTORLSTM__PERSISTENCE__CONNECTION_STRING"] = connectionString,
        };
        this.settings =
        [
            $"cluster.join=[{string.Join(", ", ports.Select(port => $"\"127.0.0.1:{port}\""))}]",
            "service.concurrent-runs=2", "service.threads=1", "cluster.samplers=1", "cluster.stable-after=5s", .. settings,
        ];
    }

    /// <summary>The folder of the runs.</summary>
    public string Runs { get; }

    /// <summary>How many nodes it has.</summary>
    public int Count => nodes.Length;

    /// <summary>Starts a node, for the first time or again.</summary>
    public NodeProcess Start(int number, params IEnumerable<string> more)
    {
        nodes[number]?.Dispose();
        return nodes[number] = NodeProcess.Start(Runs, ports[number], webs[number], environment, settings.Concat(more));
    }

    /// <summary>Starts one that is none of them, and asks them to be let in.</summary>
    public NodeProcess StartBeside(params IEnumerable<string> more)
    {
        var free = NodeProcess.FreePorts(2);
        return NodeProcess.Start(Runs, free[0], free[1], environment, settings.Concat(more));
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
    public string AddressOf(int number) => $"127.0.0.1:{ports[number]}";

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
}
