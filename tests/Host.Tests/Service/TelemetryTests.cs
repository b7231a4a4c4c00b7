using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>What the service measures and logs, and that nobody who takes that keeps it from its work.</summary>
public sealed class TelemetryTests : IDisposable
{
    private const string Short = "actorlstm { experiment { name = short, epochs = 2, seed = 7 }, corpus.source = sample, windows { maxlen = 20, step = 40 }, model.hidden = 16, training.threads = 1, sampling { length = 30, temperatures = [0.5, 1.0] } }";

    private static readonly string Endless = Short.Replace("epochs = 2", "epochs = 1000000", StringComparison.Ordinal);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Prometheus_is_told_what_the_service_did_and_how_it_stands()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1");
        var id = await service.SubmitAsync(Short);
        await service.WatchAsync(id);
        var busy = await service.SubmitAsync(Endless);
        await service.SubmitAsync(Short);
        await service.HasStatusAsync(busy, "running");

        var metrics = (await service.SendAsync(HttpMethod.Get, "/metrics")).Text;

        var epochs = (await service.GetAsync($"/api/runs/{id}/metrics")).AsArray();
        Value("actorlstm_runs_started_total").Should().Be(2);
        Value("actorlstm_runs_ended_total", "actorlstm_run_status=\"completed\"").Should().Be(1);
        Value("actorlstm_runs", "actorlstm_run_status=\"running\"").Should().Be(1);
        Value("actorlstm_runs", "actorlstm_run_status=\"queued\"").Should().Be(1);
        (Value("actorlstm_slots_used"), Value("actorlstm_slots_limit"), Value("actorlstm_webhook_undelivered")).Should().Be((1, 1, 0));
        Value("actorlstm_epochs_total").Should().BeGreaterThanOrEqualTo(2);
        Value("actorlstm_epoch_duration_seconds_count").Should().BeGreaterThanOrEqualTo(2);
        Value("actorlstm_epoch_duration_seconds_sum").Should().BeGreaterThanOrEqualTo(epochs.Sum(epoch => (double)epoch!["seconds"]! - 0.0005), "the run's own are rounded to milliseconds");
        Value("actorlstm_samples_total").Should().BeGreaterThanOrEqualTo(4);
        Value("actorlstm_sample_duration_seconds_count").Should().BeGreaterThanOrEqualTo(4);
        Value("actorlstm_sequences_total").Should().BeGreaterThanOrEqualTo(2 * (int)(await service.GetAsync($"/api/runs/{id}"))["document"]!["corpus"]!["windows"]!);
        Value("actorlstm_checkpoint_written_bytes_total").Should().BeGreaterThanOrEqualTo(
            Directory.EnumerateFiles(folder["runs", id, "checkpoints"], "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length));

        double Value(string name, string label = "")
        {
            var line = metrics.Split('\n').Should().ContainSingle(line => (line.StartsWith($"{name}{{", StringComparison.Ordinal) || line.StartsWith($"{name} ", StringComparison.Ordinal)) && line.Contains(label, StringComparison.Ordinal), metrics).Which;
            return double.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public async Task Metrics_are_for_those_who_may_look()
    {
        var (operators, viewers) = (folder.Write("operators", "0123456789abcdef-operator"), folder.Write("viewers", "0123456789abcdef-viewer"));
        using var service = await ServedProgram.StartAsync(folder["runs"], null, $"service.operator-token-file={operators}", $"service.viewer-token-file={viewers}");

        (await service.SendAsync(HttpMethod.Get, "/metrics")).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await service.SendAsync(HttpMethod.Get, "/metrics", ("Authorization", "Bearer 0123456789abcdef-viewer"))).Text.Should().Contain("actorlstm_slots_limit");
    }

    [Fact]
    public async Task A_collector_is_sent_metrics_and_spans_and_log_lines()
    {
        using var sink = new HttpSink(HttpSink.FreePort());
        using var service = await ServedProgram.StartAsync(folder["runs"], null, $"service.otlp-endpoint={sink.Address}/", "service.log.otlp=true");
        var id = await service.SubmitAsync(Short);
        await service.WatchAsync(id);

        (await service.StopAsync()).MustBe(0);

        Sent("/v1/metrics").Should().Contain("actorlstm.epochs").And.Contain("actorlstm.sample.duration");
        Sent("/v1/traces").Should().Contain("epoch").And.Contain("sample").And.Contain(id);
        Sent("/v1/logs").Should().Contain("Epoch {Epoch} trained").And.Contain(id);

        string Sent(string path) => string.Concat(sink.All.Where(request => request.Path == path).Select(request => Encoding.Latin1.GetString(request.Body)));
    }

    [Fact]
    public async Task A_collector_is_sent_its_headers_with_every_signal()
    {
        using var sink = new HttpSink(HttpSink.FreePort());
        var headers = folder.Write("headers", "# of the collector\nAuthorization: Basic a2V5OnNlY3JldA==\n\nX-Scope: one, two=3%20; four\n");
        using var service = await ServedProgram.StartAsync(folder["runs"], null, $"service.otlp-endpoint={sink.Address}", $"service.otlp-headers-file={headers}", "service.log.otlp=true");
        await service.WatchAsync(await service.SubmitAsync(Short));

        (await service.StopAsync()).MustBe(0);

        sink.All.Select(request => request.Path).Distinct().Should().BeEquivalentTo("/v1/metrics", "/v1/traces", "/v1/logs");
        sink.All.Should().OnlyContain(request => request.Headers["Authorization"] == "Basic a2V5OnNlY3JldA==" && request.Headers["X-Scope"] == "one, two=3%20; four");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer hidden")]
    [InlineData("Authorization:")]
    [InlineData("Author ization: hidden")]
    [InlineData("Content-Type: hidden")]
    [InlineData("Key: hidden\nkey: hidden")]
    [InlineData("Key: hiddén")]
    public async Task Headers_that_are_none_are_refused_without_being_shown(string text)
    {
        var refused = await ActorLstmProcess.RunAsync(
            "serve", "--urls", "http://127.0.0.1:0", "--runs", folder["runs"], "--set", "service.otlp-endpoint=http://127.0.0.1:1", "--set", $"service.otlp-headers-file={folder.Write("headers", text)}");

        refused.MustBe(2);
        refused.Error.Should().Contain("service.otlp-headers-file: ").And.NotContain("hidd");
    }

    [Fact]
    public async Task A_collector_that_refuses_every_connection_keeps_no_run_from_its_end()
    {
        var collector = HttpSink.AddressOf(HttpSink.FreePort());

        await RunsToItsEnd($"service.otlp-endpoint={collector}", "service.log.otlp=true");
    }

    [Fact]
    public async Task A_Seq_that_does_not_answer_keeps_no_run_from_its_end()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        await RunsToItsEnd($"service.log.seq={HttpSink.AddressOf(((IPEndPoint)silent.LocalEndpoint).Port)}");
    }

    [Fact]
    public async Task A_Seq_is_sent_the_lines_with_its_key()
    {
        using var sink = new HttpSink(HttpSink.FreePort());
        using var service = await ServedProgram.StartAsync(folder["runs"], null, $"service.log.seq={sink.Address}", $"service.log.seq-key-file={folder.Write("key", "the key of Seq\n")}");
        var id = await service.SubmitAsync(Short);
        await service.WatchAsync(id);

        (await service.StopAsync()).MustBe(0);

        sink.All.Should().Contain(request => request.Text.Contains($"\"RunId\":\"{id}\"", StringComparison.Ordinal) && request.Headers["X-Seq-ApiKey"] == "the key of Seq");
    }

    [Fact]
    public async Task The_log_of_the_service_has_every_line_with_the_run_that_it_is_about()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        var ids = new[] { await service.SubmitAsync(Short), await service.SubmitAsync(Short) };
        await Task.WhenAll(ids.Select(id => service.WatchAsync(id)));
        (await service.StopAsync()).MustBe(0);

        var lines = await LinesOfAsync("service");

        ids.Should().AllSatisfy(id => lines.Count(line => (string?)line["RunId"] == id && ((string)line["@mt"]!).StartsWith("Epoch", StringComparison.Ordinal)).Should().Be(2));
        foreach (var id in ids)
        {
            (await LinesOfAsync(id)).Should().NotBeEmpty().And.OnlyContain(line => (string?)line["RunId"] == id);
        }

        async Task<IReadOnlyList<JsonNode>> LinesOfAsync(string name) =>
            [.. (await File.ReadAllLinesAsync(folder["runs", name, "log.jsonl"], TestContext.Current.CancellationToken)).Select(line => JsonNode.Parse(line)!)];
    }

    private async Task RunsToItsEnd(params string[] settings)
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, settings);
        var id = await service.SubmitAsync(Short);

        await service.WatchAsync(id);

        (await service.StatusOfAsync(id)).Should().Be("completed");
        (await service.StopAsync()).MustBe(0);
    }
}
