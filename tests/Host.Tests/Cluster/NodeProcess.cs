using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>A node of a cluster as a process.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly ActorLstmProcess process;
    private readonly HttpClient client;

    private NodeProcess(ActorLstmProcess process, NodePlace place, string? token)
    {
        this.process = process;
        Port = place.Port;
        client = new HttpClient { BaseAddress = new Uri($"http://{place.Host}:{place.Web}"), Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Where the other nodes reach it.</summary>
    public int Port { get; }

    /// <summary>Its number.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasEnded;

    /// <summary>Where it serves once it leads, as <c>--server</c> takes it.</summary>
    public string Address => client.BaseAddress!.ToString().TrimEnd('/');

    /// <summary>Starts one.</summary>
    /// <param name="runs">The folder of the runs.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="token">Shown to it where it is asked for something; null where it wants none.</param>
    /// <param name="environment">Variables, for instance where the journal is.</param>
    /// <param name="settings">Its settings, as <c>--set</c> takes them.</param>
    public static NodeProcess Start(string runs, NodePlace place, string? token, IReadOnlyDictionary<string, string?> environment, IReadOnlyList<string> settings) => new(
        ActorLstmProcess.Start(
            ["node", "--runs", runs, "--port", $"{place.Port}", "--urls", $"http://{place.Host}:{place.Web}", "--json", .. settings.SelectMany(setting => new[] { "--set", setting })],
            environment,
            prefix: [.. place.Prefix]),
        place,
        token);

    /// <summary>Waits until it belongs to the cluster.</summary>
    public async Task HasJoinedAsync()
    {
        await process.OutputHas("\"event\":\"node_joined\"");
        await RequireAliveAsync();
    }

    /// <summary>Waits until it leads the cluster and listens.</summary>
    public async Task LeadsAsync()
    {
        await process.OutputHas("\"event\":\"node_leads\"");
        await RequireAliveAsync();
    }

    /// <summary>What it has said so far.</summary>
    public string OutputSoFar => process.OutputSoFar;

    /// <summary>Asks it for a document; null where it does not serve, as one that stands by.</summary>
    public async Task<JsonNode?> TryGetAsync(string path)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken) : null;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Submits a run or a batch.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> SubmitAsync(string configuration)
    {
        using var answer = await client.PostAsync(new Uri("/api/runs", UriKind.Relative), new StringContent(configuration, Encoding.UTF8, "application/hocon"), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return answer.StatusCode == HttpStatusCode.Created ? (string)JsonNode.Parse(text)!["id"]! : throw new InvalidOperationException($"{answer.StatusCode}: {text}");
    }

    /// <summary>Kills it: SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitAsync();
    }

    /// <summary>Sends a signal.</summary>
    public Task SignalAsync(string signal) => process.SignalAsync(signal);

    /// <summary>Waits until it has ended.</summary>
    public Task<ProcessResult> WaitAsync() => process.WaitAsync();

    /// <summary>Has it leave, and waits until it has.</summary>
    public async Task<ProcessResult> StopAsync()
    {
        await process.SignalAsync("TERM");
        return await process.WaitAsync();
    }

    /// <summary>Ports that nobody listens on at the moment.</summary>
    public static IReadOnlyList<int> FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToList();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        process.Dispose();
    }

    private async Task RequireAliveAsync()
    {
        if (process.HasEnded)
        {
            (await process.WaitAsync()).MustBe(-1); // Says what it said.
        }
    }
}
