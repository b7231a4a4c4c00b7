using System.Diagnostics;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Acceptance;

/// <summary>The book's experiment, as a newcomer runs it. What takes many minutes has a suite that is asked for by name.</summary>
[Collection(AloneOnTheMachine.Name)]
public sealed class QuickstartTests(ITestOutputHelper report) : IDisposable
{
    private const long MegaByte = 1_000_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Its_first_epoch_has_the_book_s_loss()
    {
        var run = await RunAsync("first", "--set", "experiment.epochs=1");
        ((double)run.Metrics.Single()["loss"]!).Should().BeInRange(1.94, 2.06);
        run.Samples.Should().HaveCount(4);
    }

    [Fact]
    [Trait("Suite", "acceptance")]
    public async Task It_reproduces_the_book_s_losses_within_its_memory_and_twice_the_same()
    {
        var first = await RunAsync("first");
        var losses = first.Metrics.Select(line => (double)line["loss"]!).ToList();
        report.WriteLine($"losses {string.Join(", ", losses.Select(loss => loss.ToString("F4")))}; seconds {string.Join(", ", first.Metrics.Select(line => line["seconds"]))}");
        losses.Should().HaveCount(3);
        losses[0].Should().BeInRange(1.94, 2.06);
        losses[1].Should().BeInRange(1.58, 1.68);
        losses[2].Should().BeLessThan(1.58);
        foreach (var epoch in first.Samples.GroupBy(line => (int)line["epoch"]!))
        {
            epoch.Select(line => (double)line["temperature"]!).Should().Equal(0.2, 0.5, 1.0, 1.2);
            epoch.Should().OnlyContain(line => ((string)line["text"]!).Length == 400);
            epoch.Select(line => (string)line["seed_text"]!).Distinct().Should().ContainSingle().Which.Should().HaveLength(60);
        }

        (await RunAsync("second")).Results.Should().Be(first.Results);
        (await RunAsync("third", "--set", "experiment.seed=2", "--set", "experiment.epochs=1")).Metrics[0]["loss"]!.ToJsonString()
            .Should().NotBe(first.Metrics[0]["loss"]!.ToJsonString());
    }

    private async Task<FinishedRun> RunAsync(string name, params string[] more)
    {
        var quickstart = Path.Combine(AppContext.BaseDirectory, "config", "quickstart.conf");
        var runs = new Dictionary<string, string?> { ["ACTORLSTM_DATA"] = Nietzsche.Folder, ["ACTORLSTM_RUNS"] = folder[name] };
        var started = Stopwatch.StartNew();
        using var process = ActorLstmProcess.Start(["run", quickstart, "--json", .. more], runs);
        await process.OutputHas("\"event\":\"run_started\"");
        var memory = Task.Run(() => Peak(process), TestContext.Current.CancellationToken);
        var result = await process.WaitAsync();
        result.ExitCode.Should().Be(0, result.Error);
        report.WriteLine($"{name}: {started.Elapsed.TotalSeconds:F0} s, peak memory {await memory / MegaByte} MB");
        (await memory).Should().BeLessThan(500 * MegaByte);
        return FinishedRun.In(folder[name], result);
    }

    // The system keeps the greatest value itself: it is read after each epoch, and last when the last texts have come.
    private static async Task<long> Peak(ActorLstmProcess process)
    {
        var peak = 0L;
        foreach (var mark in new[] { "\"event\":\"epoch\",\"epoch\":1,", "\"event\":\"epoch\",\"epoch\":2,", "\"event\":\"epoch\",\"epoch\":3,", "\"event\":\"sample\",\"epoch\":3," })
        {
            await process.OutputHas(mark);
            peak = Math.Max(peak, process.TryPeakMemory() ?? 0);
        }

        return peak;
    }
}
