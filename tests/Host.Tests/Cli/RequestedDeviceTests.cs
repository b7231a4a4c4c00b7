using System.Net;
using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Durability;
using ActorLstm.Host.Tests.Service;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Devices;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>A GPU that is requested by its name on a machine that has none.</summary>
[Trait("Case", "F6")]
public sealed class RequestedDeviceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RequestedDeviceTests()
    {
        Assert.SkipWhen(DeviceSelection.Select("auto").IsCuda, "This machine has a GPU.");
        FinishedRun.Configure(folder);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("run", "cuda")]
    [InlineData("run", "cuda:1")]
    [InlineData("run", "cuda", "--dry-run")]
    [InlineData("validate", "cuda")]
    [InlineData("validate", "cuda:0")]
    [InlineData("run", "cuda", "--set", "batch.matrix={ model.dropout = [0, 0.1] }")]
    public async Task It_is_refused_with_what_to_do_and_nothing_is_started(string verb, string device, params string[] more)
    {
        var process = await ActorLstmProcess.RunAsync([verb, folder["small.conf"], "--set", $"training.device=\"{device}\"", .. verb == "run" ? new[] { "--runs", folder["runs"] } : [], .. more]);
        (process.ExitCode, process.Output).Should().Be((2, ""), process.Error);
        process.Error.Should().Contain($"training.device = {device} cannot be used: ").And.Contain("Set training.device = cpu, or auto for the best available device.").And.NotContain("   at ");
        Directory.Exists(folder["runs"]).Should().BeFalse();
    }

    [Fact]
    public async Task A_batch_that_names_it_in_one_run_is_refused_whole()
    {
        var process = await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder, "--set", "batch.matrix={ training.device = [cpu, cuda] }"));
        (process.ExitCode, process.Output).Should().Be((2, ""), process.Error);
        process.Error.Should().Contain("A run of the batch, training.device = cuda, cannot be begun: training.device = cuda cannot be used");
        (await ActorLstmProcess.RunAsync("validate", folder["small.conf"], "--set", "batch.matrix={ training.device = [cpu, cuda] }")).MustBe(2);
    }

    [Fact]
    public async Task With_json_validate_lists_it_among_the_errors()
    {
        var process = await ActorLstmProcess.RunAsync("validate", folder["small.conf"], "--json", "--set", "training.device=cuda");
        process.MustBe(2);
        var told = JsonNode.Parse(process.Output)!;
        ((bool?)told["valid"], (string?)told["errors"]!.AsArray().Single()!["path"]).Should().Be((false, "actorlstm.training.device"));
    }

    [Fact]
    public async Task Auto_takes_the_processor()
    {
        var run = await FinishedRun.OfAsync(folder, "--set", "experiment.epochs=1", "--set", "training.device=auto");
        run.Process.MustBe(0);
        ((string?)run.Run["device"]).Should().Be("cpu");
    }

    [Fact]
    public async Task A_service_refuses_it_with_422()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], folder.Path);
        using var content = new StringContent(File.ReadAllText(folder["small.conf"]).Replace("device = cpu", "device = cuda", StringComparison.Ordinal));
        using var answer = await service.Client.PostAsync("/api/runs", content, TestContext.Current.CancellationToken);
        answer.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("training.device = cuda cannot be used");
    }

    [Fact]
    public async Task A_run_cannot_be_resumed_on_it_and_one_that_trained_on_it_says_how_it_can()
    {
        var experiment = new DurableExperiment(folder, "experiment.epochs=3", "training.batch-size=2");
        using (var process = ActorLstmProcess.Start(experiment.Start(folder["runs"])))
        {
            await process.OutputHas("\"event\":\"epoch\",\"epoch\":1,");
            await process.SignalAsync("TERM");
            (await process.WaitAsync()).MustBe(143);
        }

        var moved = await ActorLstmProcess.RunAsync([.. DurableExperiment.Resume(folder["runs"]), "--device", "cuda"]);
        moved.MustBe(2);
        moved.Error.Should().Contain("--device cuda cannot be used: ").And.Contain("Use --device cpu, or auto");

        LetItHaveTrainedOnGpu(DurableExperiment.OnlyRunIn(folder["runs"]));
        var refused = await ActorLstmProcess.RunAsync(DurableExperiment.Resume(folder["runs"]));
        refused.MustBe(2);
        refused.Error.Should().Contain("trains on cuda:0, which cannot be used here: ").And.Contain("--device cpu --accept-drift");

        var resumed = await ActorLstmProcess.RunAsync([.. DurableExperiment.Resume(folder["runs"]), "--device", "cpu", "--accept-drift"]);
        resumed.MustBe(0);
        resumed.Output.Should().Contain("it trains on cpu, not on cuda:0");
    }

    // As if the journal was lost and the files came from a machine with a GPU: they tell what the run is.
    private void LetItHaveTrainedOnGpu(string run)
    {
        foreach (var journal in Directory.EnumerateFiles(folder["runs"], "journal.db*"))
        {
            File.Delete(journal);
        }

        Replace("run.json", "\"device\": \"cpu\"", "\"device\": \"cuda:0\"");
        Replace("run.json", "\"kernel\": \"fused\"", "\"kernel\": \"torch\"");
        Replace("experiment.conf", "device = \"cpu\"", "device = \"cuda:0\"");
        Replace("experiment.conf", "kernel = fused", "kernel = torch");
        var sums = File.ReadAllLines(Path.Combine(run, "SHA256SUMS")).Select(line => line[66..]).Select(file => $"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(run, file))))}  {file}\n");
        File.WriteAllText(Path.Combine(run, "SHA256SUMS"), string.Concat(sums.ToList()));

        void Replace(string file, string before, string after)
        {
            var path = Path.Combine(run, file);
            var text = File.ReadAllText(path);
            text.Should().Contain(before);
            File.WriteAllText(path, text.Replace(before, after, StringComparison.Ordinal));
        }
    }
}
