using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_ends_with_0_and_leaves_a_folder_that_tells_everything()
    {
        var run = await FinishedRun.OfAsync(folder);

        run.Process.ExitCode.Should().Be(0, run.Process.Error);
        Path.GetFileName(run.Folder).Should().Be((string?)run.Run["id"]);
        Directory.EnumerateFileSystemEntries(run.Folder).Select(Path.GetFileName).Should().BeEquivalentTo(
            "experiment.conf", "run.json", "metrics.jsonl", "samples.jsonl", "SHA256SUMS", "log.jsonl", "checkpoints", "owner.lock");
        ((string?)run.Run["name"]).Should().Be("small");
        ((string?)run.Run["status"]).Should().Be("completed");
        ((int?)run.Run["epochs_trained"]).Should().Be(2);
        ((int?)run.Run["corpus"]!["characters"]).Should().Be(82 * 30);
        ((string?)run.Run["device"]).Should().Be("cpu");
        ((int?)run.Run["threads"]).Should().Be(1);
        run.Run["versions"]!.AsObject().Should().ContainKeys("actorlstm", "torchsharp", "dotnet");
        run.Metrics.Select(line => (int)line["epoch"]!).Should().Equal(1, 2);
        run.Samples.Select(line => ((int)line["epoch"]!, (double)line["temperature"]!, (int)line["replica"]!)).Should().Equal(
            (1, 0.5, 0), (1, 0.5, 1), (1, 1.0, 0), (1, 1.0, 1), (2, 0.5, 0), (2, 0.5, 1), (2, 1.0, 0), (2, 1.0, 1));
        run.Samples.Should().OnlyContain(line => ((string)line["text"]!).Length == 50);
        run.Samples.GroupBy(line => (int)line["epoch"]!).Should().OnlyContain(epoch => epoch.Select(line => (string)line["seed_text"]!).Distinct().Count() == 1);
        run.Log.Should().Contain(line => (string?)line["RunId"] == (string?)run.Run["id"]);
    }

    [Fact]
    public async Task It_shows_the_texts_on_stdout_and_everything_else_on_stderr()
    {
        var run = await FinishedRun.OfAsync(folder);

        foreach (var sample in run.Samples)
        {
            run.Process.Output.Should().Contain((string)sample["text"]!);
        }

        run.Process.Output.Should().Contain("--- epoch 1, seed text: \"").And.Contain("------ temperature: 0.5\n").And.Contain("------ temperature: 1.0, replica 1\n");
        run.Process.Error.Should().Contain("epoch 1/2  loss ").And.Contain("small: completed").And.Contain(run.Folder);
        run.Process.Output.Should().NotContain("loss");
    }

    [Fact]
    public async Task The_same_seed_and_threads_give_the_same_bytes_and_another_seed_does_not()
    {
        var first = await FinishedRun.OfAsync(folder);
        var firstResults = first.Results;
        using var elsewhere = new TemporaryFolder();
        var second = await FinishedRun.OfAsync(elsewhere);
        using var another = new TemporaryFolder();
        var third = await FinishedRun.OfAsync(another, "--set", "experiment.seed=8");

        second.Results.Should().Be(firstResults);
        third.Results.Should().NotBe(firstResults);
        third.Metrics[0]["loss"]!.ToJsonString().Should().NotBe(first.Metrics[0]["loss"]!.ToJsonString());
    }

    [Fact]
    public async Task It_takes_its_name_from_the_option() =>
        ((string?)(await FinishedRun.OfAsync(folder, "--set", "experiment.epochs=1", "--name", "a \"name\"")).Run["name"]).Should().Be("a \"name\"");

    [Fact]
    public async Task A_folder_below_the_current_one_is_shown_from_there()
    {
        FinishedRun.Configure(folder);
        var process = await ActorLstmProcess.RunAsync(["run", "small.conf", "--set", "experiment.epochs=1"], new Dictionary<string, string?> { ["ACTORLSTM_RUNS"] = null }, folder.Path);
        var run = FinishedRun.Of(folder, process);
        process.Error.Should().Contain($"writing to runs/{run.Run["id"]}\n").And.Contain($"run {run.Run["id"]} in runs/{run.Run["id"]}\n");
    }

    [Fact]
    public async Task What_it_wrote_as_its_configuration_gives_the_same_run_again_from_anywhere()
    {
        var first = await FinishedRun.OfAsync(folder, "--set", "training.threads=0", "--set", "training.device=auto");
        using var elsewhere = new TemporaryFolder();
        var environment = new Dictionary<string, string?> { ["ACTORLSTM_DATA"] = null, ["ACTORLSTM_RUNS"] = null };
        var second = FinishedRun.Of(elsewhere, await ActorLstmProcess.RunAsync(["run", Path.Combine(first.Folder, "experiment.conf")], environment, elsewhere.Path));

        second.Process.ExitCode.Should().Be(0, second.Process.Error);
        second.Results.Should().Be(first.Results);
        File.ReadAllText(Path.Combine(second.Folder, "experiment.conf")).Should().Be(File.ReadAllText(Path.Combine(first.Folder, "experiment.conf")))
            .And.Contain($"source = \"{folder["proverbs.txt"]}\"").And.Contain($"sha256 = \"{first.Run["corpus"]!["sha256"]}\"")
            .And.Contain($"threads = {Environment.ProcessorCount}").And.NotContain("auto");
    }

    [Fact]
    public async Task The_actor_system_logs_as_the_user_says_and_never_to_stdout()
    {
        var run = await FinishedRun.OfAsync(folder, "--json", "--set", "experiment.epochs=1", "--set", "akka.loglevel=DEBUG", "--set", "akka.stdout-loglevel=DEBUG");
        run.Log.Should().Contain(line => (string?)line["@l"] == "Debug");
        run.Process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().OnlyContain(line => line.StartsWith('{'));
    }

    [Fact]
    public async Task With_json_every_line_of_stdout_is_an_object_that_names_its_event()
    {
        var run = await FinishedRun.OfAsync(folder, "--json");

        var lines = run.Process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        lines.Select(line => (string)line["event"]!).Should().StartWith("run_started").And.EndWith("run_ended");
        lines.Count(line => (string)line["event"]! == "epoch").Should().Be(2);
        lines.Count(line => (string)line["event"]! == "sample").Should().Be(8);
        ((string?)lines[0]["folder"]).Should().Be(run.Folder);
        ((string?)lines[^1]["status"]).Should().Be("completed");
        lines[^1].AsObject().Should().ContainKey("files_failure").WhoseValue.Should().BeNull();
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task A_signal_ends_it_in_order_as_interrupted(string signal, int exitCode)
    {
        FinishedRun.Configure(folder);
        using var process = ActorLstmProcess.Start(FinishedRun.Arguments(folder, "--set", "experiment.epochs=100000", "--set", "sampling.every-epochs=100000"));
        await process.ErrorHas("epoch 2/");
        await process.SignalAsync(signal);
        var run = FinishedRun.Of(folder, await process.WaitAsync());

        run.Process.ExitCode.Should().Be(exitCode, run.Process.Error);
        ((string?)run.Run["status"]).Should().Be("interrupted");
        ((string?)run.Run["reason"]).Should().Contain(signal);
        run.Metrics.Should().HaveCount((int)run.Run["epochs_trained"]!);
        run.Process.Error.Should().Contain("small: interrupted");
    }

    [Theory]
    [Trait("Case", "F27")]
    [InlineData(">/dev/full", "space")]
    [InlineData("2>/dev/full", "messages")]
    [InlineData(">&-", "closed")]
    [InlineData(">&5", "pipe")]
    public async Task An_output_that_cannot_be_written_ends_it_in_order(string redirection, string reason)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a file that is always full.");
        FinishedRun.Configure(folder);
        using var process = ActorLstmProcess.Start(FinishedRun.Arguments(folder, "--set", "experiment.epochs=100000"), prefix: LostOutput.Around(folder, redirection));
        var ended = await process.WaitAsync();
        var run = FinishedRun.Of(folder, ended);

        ended.MustBe(1);
        ((string?)run.Run["status"]).Should().Be("interrupted");
        ((string?)run.Run["reason"]).Should().Contain("be written").And.Contain(reason);
        using var resumed = ActorLstmProcess.Start(["resume", "small", "--runs", folder["runs"]]);
        await resumed.ErrorHas($"epoch {(int)run.Run["epochs_trained"]! + 2}/");
        await resumed.SignalAsync("INT");
        (await resumed.WaitAsync()).MustBe(130);
    }

    [Fact]
    [Trait("Case", "F26")]
    public async Task A_second_hangup_does_not_tear_it_down()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        FinishedRun.Configure(folder);
        using var process = ActorLstmProcess.Start(FinishedRun.Arguments(folder, "--set", "experiment.epochs=100000"));
        await process.ErrorHas("epoch 2/");
        await process.SignalAsync("HUP");
        await process.SignalAsync("HUP");
        var run = FinishedRun.Of(folder, await process.WaitAsync());

        run.Process.MustBe(129);
        run.Process.Error.Should().Contain("small: interrupted");
        ((string?)run.Run["status"]).Should().Be("interrupted");
    }

    [Fact]
    public async Task Without_a_network_it_trains_on_the_embedded_text_and_says_so()
    {
        var quickstart = Path.Combine(AppContext.BaseDirectory, "config", "quickstart.conf");
        var environment = new Dictionary<string, string?>
        {
            ["ACTORLSTM_DATA"] = null,
            ["XDG_CACHE_HOME"] = folder["cache"],
            ["https_proxy"] = "http://127.0.0.1:1",
            ["ACTORLSTM_RUNS"] = folder["runs"],
        };
        var process = await ActorLstmProcess.RunAsync(["run", quickstart, "--set", "experiment.epochs=1", "--set", "windows.step=60"], environment);
        var run = FinishedRun.Of(folder, process);

        process.ExitCode.Should().Be(0, process.Error);
        process.Error.Should().Contain("note: training on the embedded sample text.").And.Contain("https://s3.amazonaws.com/text-datasets/nietzsche.txt");
        ((string?)run.Run["corpus"]!["name"]).Should().Be("sample");
        ((string?)run.Run["corpus"]!["fallback"]).Should().Contain("nietzsche.txt");
        run.Samples.Should().HaveCount(4);
    }

    [Fact]
    public async Task On_a_terminal_it_shows_a_bar_and_the_texts_above_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "script gives the program a terminal on Linux alone.");
        FinishedRun.Configure(folder, repeated: 400); // Epochs that one slice trains have no bar.
        var command = $"{ActorLstmProcess.Program} {string.Join(' ', FinishedRun.Arguments(folder, "--set", "experiment.epochs=6", "--set", "sampling.every-epochs=3"))}";
        using var script = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("script", ["-qec", command, "/dev/null"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["TERM"] = "xterm-256color" },
        })!;
        var screen = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        script.ExitCode.Should().Be(0, screen);
        screen.Should().Contain("epoch 6/6").And.Contain("━").And.Contain("sequences/s").And.Contain("------ temperature: 0.5");
        screen.Should().Contain("small: completed");
    }
}
