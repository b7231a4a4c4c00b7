using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>The hosted service as a process, and a client that talks to it.</summary>
internal sealed class ServedProgram : IDisposable
{
    private readonly ActorLstmProcess process;

    private ServedProgram(ActorLstmProcess process, Uri address)
    {
        this.process = process;
        Client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
    }

    /// <summary>Talks to the service.</summary>
    public HttpClient Client { get; }

    /// <summary>Where it listens, as <c>--server</c> takes it.</summary>
    public string Address => Client.BaseAddress!.ToString().TrimEnd('/');

    /// <summary>Starts it on a free port and waits until it listens.</summary>
    /// <param name="runs">The folder of the runs.</param>
    /// <param name="data">The folder of the corpora; null for none.</param>
    /// <param name="settings">Settings of the service, as <c>--set</c> takes them.</param>
    public static Task<ServedProgram> StartAsync(string runs, string? data = null, params string[] settings) => StartAsync(runs, data, 0, null, settings);

    /// <summary>Starts it on a port that it had before.</summary>
    public static Task<ServedProgram> StartAsync(string runs, int port) => StartAsync(runs, null, port, null, []);

    /// <summary>Starts it in a folder.</summary>
    public static Task<ServedProgram> StartInAsync(string folder, string runs) => StartAsync(runs, null, 0, folder, []);

    /// <summary>Starts it in a control group.</summary>
    public static Task<ServedProgram> StartInGroupAsync(string runs, string data, ControlGroup group, params string[] settings) => StartAsync(runs, data, 0, null, settings, null, group.Prefix);

    /// <summary>Starts it in a control group without its memory check, so that a run can exhaust the memory of the group.</summary>
    public static Task<ServedProgram> StartUncheckedAsync(string runs, string data, ControlGroup group, params string[] settings) => StartAsync(
        runs, data, 0, null, settings,
        new Dictionary<string, string?>
        {
            [MemoryLimit.SwitchForTests] = "off",
            ["DOTNET_GCHeapHardLimit"] = "0x1000000000", // 64 GiB: the system is to end the process, not an exception the run.
        },
        group.Prefix);

    private static async Task<ServedProgram> StartAsync(string runs, string? data, int port, string? folder, string[] settings,
        IReadOnlyDictionary<string, string?>? environment = null, params string[] prefix)
    {
        var process = ActorLstmProcess.Start(
            ["serve", "--urls", $"http://127.0.0.1:{port}", "--runs", runs, "--json", .. settings.SelectMany(setting => new[] { "--set", setting })],
            new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>()) { ["ACTORLSTM_DATA"] = data },
            folder,
            prefix);
        await process.OutputHas("}\n");
        if (process.HasEnded)
        {
            (await process.WaitAsync()).MustBe(0);
        }

        var line = JsonNode.Parse(process.OutputSoFar.Split('\n')[0])!;
        return new ServedProgram(process, new Uri((string)line["urls"]![0]!));
    }

    /// <summary>Submits a run or a batch.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> SubmitAsync(string configuration, string query = "")
    {
        var answer = await PostAsync($"/api/runs{query}", configuration);
        answer.Status.Should().Be(HttpStatusCode.Created, "{0}", answer.Text);
        return (string)answer.Json["id"]!;
    }

    /// <summary>Sends a text.</summary>
    public Task<Answer> PostAsync(string path, string text = "", string type = "application/hocon", params IReadOnlyList<(string Name, string Value)> headers) =>
        SendAsync(HttpMethod.Post, path, new StringContent(text, Encoding.UTF8, type), headers);

    /// <summary>Asks for something, or for its removal.</summary>
    public Task<Answer> SendAsync(HttpMethod method, string path, params IReadOnlyList<(string Name, string Value)> headers) => SendAsync(method, path, null, headers);

    /// <summary>Asks for a document.</summary>
    public async Task<JsonNode> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path)).Json;

    /// <summary>The status of a run.</summary>
    public async Task<string> StatusOfAsync(string run) => (string)(await GetAsync($"/api/runs/{run}"))["run"]!["status"]!;

    /// <summary>The status of a batch.</summary>
    public async Task<string> StatusOfBatchAsync(string batch) => (string)(await GetAsync($"/api/batches/{batch}"))["batch"]!["status"]!;

    /// <summary>Waits until a run has a status: what was just recorded reaches a watcher a moment before it shows in the list.</summary>
    public Task HasStatusAsync(string run, string status) => HasAsync(async () => await StatusOfAsync(run) == status);

    /// <summary>Waits until something is so.</summary>
    public static async Task HasAsync(Func<Task<bool>> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await isSo())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Watches a run until a line, or until the stream ends.</summary>
    /// <param name="run">The run.</param>
    /// <param name="after">The id of the last event that is known; 0 for none.</param>
    /// <param name="until">Whether an event is the last that is wanted; null for all.</param>
    public Task<IReadOnlyList<ServedEvent>> WatchAsync(string run, long after = 0, Func<ServedEvent, bool>? until = null) => WatchAsync("runs", run, after, until);

    /// <summary>The same for a batch.</summary>
    public Task<IReadOnlyList<ServedEvent>> WatchBatchAsync(string batch, long after = 0, Func<ServedEvent, bool>? until = null) => WatchAsync("batches", batch, after, until);

    private async Task<IReadOnlyList<ServedEvent>> WatchAsync(string kind, string id, long after, Func<ServedEvent, bool>? until)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/{kind}/{id}/events");
        request.Headers.Add("Last-Event-ID", $"{after}");
        using var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        if (answer.StatusCode == HttpStatusCode.NoContent)
        {
            return [];
        }

        answer.EnsureSuccessStatusCode();
        var events = new List<ServedEvent>();
        await using var stream = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken))
        {
            var last = long.TryParse(item.EventId, CultureInfo.InvariantCulture, out var parsed) ? parsed : after; // Also where the event itself has none.
            last.Should().BeGreaterThanOrEqualTo(after, "no event is told twice");
            var number = last > after ? last : (long?)null;
            after = last;
            var happened = new ServedEvent(number, item.EventType, JsonNode.Parse(item.Data)!);
            events.Add(happened);
            if (until?.Invoke(happened) == true)
            {
                break;
            }
        }

        return events;
    }

    /// <summary>What it takes of the machine at this moment (Linux).</summary>
    public ServedFigures Figures() => ServedFigures.Of(process.Id);

    /// <summary>Tells it to stop, and waits until it has.</summary>
    public async Task<ProcessResult> StopAsync()
    {
        await process.SignalAsync("TERM");
        return await process.WaitAsync();
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task<ProcessResult> EndsAsync() => process.WaitAsync();

    /// <summary>Kills it: SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitAsync();
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, IReadOnlyList<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(answer.StatusCode, text, answer.Content.Headers.ContentType?.MediaType, answer.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        process.Dispose();
    }
}

/// <summary>What the service answered.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Text">Its body.</param>
/// <param name="Type">The type of the body.</param>
/// <param name="Headers">Its headers.</param>
internal sealed record Answer(HttpStatusCode Status, string Text, string? Type, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Text)!;
}

/// <summary>What a process takes of the machine.</summary>
/// <param name="Memory">Bytes of memory.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="OpenFiles">Its open files and connections.</param>
internal sealed record ServedFigures(long Memory, int Threads, int OpenFiles)
{
    /// <summary>Those of a process at this moment (Linux).</summary>
    public static ServedFigures Of(int process)
    {
        var status = File.ReadLines($"/proc/{process}/status").Select(line => line.Split(':', 2)).ToDictionary(line => line[0], line => line[1].Trim().Split(' ')[0]);
        return new ServedFigures(
            1024 * long.Parse(status["VmRSS"], CultureInfo.InvariantCulture),
            int.Parse(status["Threads"], CultureInfo.InvariantCulture),
            Directory.GetFileSystemEntries($"/proc/{process}/fd").Length);
    }
}

/// <summary>An event that the service told.</summary>
/// <param name="Id">Its number; null for what is not recorded.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Data">What there is to say of it.</param>
internal sealed record ServedEvent(long? Id, string Kind, JsonNode Data);
