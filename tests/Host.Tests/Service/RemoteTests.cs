using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>The command line with <c>--server</c>: the same verbs, about the runs of a service.</summary>
public sealed partial class RemoteTests : IDisposable
{
    private const string Settings = "experiment { name = short, epochs = 2, seed = 7 }, corpus.source = sample, windows { maxlen = 20, step = 40 }, model.hidden = 16, training.threads = 1, sampling { length = 30, temperatures = [0.5, 1.0] }";

    private readonly TemporaryFolder folder = new();

    private readonly string file;

    public RemoteTests() => file = folder.Write("short.conf", $"actorlstm {{ {Settings} }}");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_of_a_service_shows_what_a_run_of_this_process_shows()
    {
        using var service = await ServedProgram.StartAsync(folder["served"]);
        var here = await ActorLstmProcess.RunAsync("run", file, "--runs", folder["alone"]);

        var there = await ActorLstmProcess.RunAsync("run", file, "--server", service.Address);

        there.MustBe(0);
        there.Output.Should().Be(here.Output);
        Lines(there.Error).Should().Equal(Lines(here.Error));
        there.Error.Should().Contain($"run {Id("served")} on {service.Address}");
    }

    [Fact]
    public async Task With_json_it_tells_the_same_events()
    {
        using var service = await ServedProgram.StartAsync(folder["served"]);
        var here = Events(await ActorLstmProcess.RunAsync("run", file, "--json", "--runs", folder["alone"]));

        var there = Events(await ActorLstmProcess.RunAsync("run", file, "--json", "--server", service.Address));

        there.Order(StringComparer.Ordinal).Should().Equal(here.Order(StringComparer.Ordinal), "texts and epochs come side by side");
        (there[0], there[^1]).Should().Be((here[0], here[^1]));
    }

    [Fact]
    [Trait("Case", "F21")]
    public async Task Settings_of_the_service_in_the_shell_of_a_client_change_nothing()
    {
        using var service = await ServedProgram.StartAsync(folder["served"]);
        var shell = new Dictionary<string, string?> { ["ACTORLSTM__SERVICE__URLS"] = "http://127.0.0.1:1", ["ACTORLSTM__SERVICE__CONCURRENT_RUNS"] = "3", ["ACTORLSTM__CLUSTER__ROLES"] = "[sampler]" };

        (await ActorLstmProcess.RunAsync(["run", file, "--server", service.Address], shell)).MustBe(0);
        (await ActorLstmProcess.RunAsync(["validate", file], shell)).Should().Be(await ActorLstmProcess.RunAsync("validate", file));
    }

    [Fact]
    public async Task The_environment_and_the_options_of_this_side_count()
    {
        var environment = new Dictionary<string, string?> { ["ACTORLSTM__EXPERIMENT__EPOCHS"] = "3", ["RATE_OF_THIS_SIDE"] = "0.02", ["ACTORLSTM_SERVER"] = null };
        var referring = folder.Write("referring.conf", $"actorlstm {{ {Settings} }}\nactorlstm.training.learning-rate = ${{RATE_OF_THIS_SIDE}}\nactorlstm.sampling.seed-text = ${{?NOTHING_OF_THIS_SIDE}}");
        string[] arguments = ["run", referring, "--set", "experiment.seed=9", "--set", "sampling.temperatures=[0.3]", "--name", "a \"name\""];
        using var service = await ServedProgram.StartAsync(folder["served"]);
        (await ActorLstmProcess.RunAsync([.. arguments, "--runs", folder["alone"]], environment)).MustBe(0);

        (await ActorLstmProcess.RunAsync([.. arguments, "--server", service.Address], environment)).MustBe(0);

        Configuration("served").Should().Be(Configuration("alone")).And.Contain("learning-rate = 0.02").And.Contain("epochs = 3");
    }

    [Fact]
    public async Task A_service_that_is_killed_and_begun_again_is_watched_on_without_a_gap()
    {
        string[] more = ["--set", "experiment.epochs=600", "--set", "sampling.every-epochs=100"];
        var here = await ActorLstmProcess.RunAsync(["run", file, "--runs", folder["alone"], .. more], null);
        var service = await ServedProgram.StartAsync(folder["served"]);
        var port = service.Client.BaseAddress!.Port;
        using var watching = ActorLstmProcess.Start(["run", file, "--server", service.Address, .. more]);
        await watching.ErrorHas("epoch 3/600");

        await service.KillAsync();
        service.Dispose();
        await watching.ErrorHas("is lost");
        using var again = await ServedProgram.StartAsync(folder["served"], port);
        var there = await watching.WaitAsync();

        there.MustBe(0);
        there.Output.Should().Be(here.Output);
        Epochs(there.Error).Should().Equal(Enumerable.Range(1, 600));
        there.Error.Split("is lost").Should().HaveCount(2, "it is said once");
        there.Error.Should().Contain($"connected to {again.Address} again");
    }

    [Fact]
    public async Task Ctrl_C_ends_the_watching_and_not_the_run()
    {
        using var service = await ServedProgram.StartAsync(folder["served"]);
        using var watching = ActorLstmProcess.Start(["run", file, "--server", service.Address, "--set", "experiment.epochs=1000000"]);
        await watching.ErrorHas("epoch 2/");

        await watching.SignalAsync("INT");
        var left = await watching.WaitAsync();

        left.MustBe(130);
        left.Error.Should().Contain($"goes on at {service.Address}").And.Contain($"actorlstm cancel {Id("served")} --server {service.Address}");
        (await service.StatusOfAsync(Id("served"))).Should().Be("running");
    }

    [Fact]
    public async Task A_run_is_submitted_looked_at_steered_and_removed()
    {
        using var service = await ServedProgram.StartAsync(folder["served"]);
        var environment = new Dictionary<string, string?> { ["ACTORLSTM_SERVER"] = service.Address };
        Task<ProcessResult> Do(params string[] arguments) => ActorLstmProcess.RunAsync(arguments, environment);

        var submitted = await Do("run", file, "--detach", "--set", "experiment.epochs=1000000");
        submitted.MustBe(0);
        var id = submitted.Output.Trim();
        await service.WatchAsync(id, until: happened => happened.Kind == "epoch");

        (await Do("list")).Output.Should().MatchRegex($"{id} +short +running +[0-9]+/1000000");
        (await Do("list", "--status", "failed")).Error.Should().Be("0 such runs among 1\n");
        (await Do("remove", "short")).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains($"actorlstm cancel {id}", StringComparison.Ordinal));
        (await Do("pause", "short")).Should().Match<ProcessResult>(paused => paused.ExitCode == 0 && paused.Output == $"run {id} is paused\n");
        (await Do("show", "short")).Error.Should().Contain($"go on with: actorlstm resume {id}\n");
        (await Do("resume", "short")).Should().Match<ProcessResult>(resumed => resumed.ExitCode == 0 && resumed.Output == $"run {id} is running\n");
        (await Do("cancel", "short", "--json")).Output.Should().Contain("\"status\":\"cancelled\"");
        (await Do("cancel", "short")).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains("is cancelled", StringComparison.Ordinal));
        (await Do("remove", "short")).Output.Should().MatchRegex($"^removed {id} \\(short\\), freed [0-9,]+ bytes\n$");
        (await Do("show", "short")).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains("There is no run \"short\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_looked_at_is_what_the_folder_shows()
    {
        using var service = await ServedProgram.StartAsync(folder["served"]);
        var id = await service.SubmitAsync($"actorlstm {{ {Settings} }}");
        await service.WatchAsync(id);

        string[][] looks = [["list", "--json"], ["show", id, "--json"], ["sample", id, "--epoch", "1"], ["sample", id, "--count", "2", "--temperature", "0.5,2", "--seed-text", "a thing", "--top-k", "5", "--random-seed", "3"]];
        foreach (var look in looks)
        {
            var here = await ActorLstmProcess.RunAsync([.. look, "--runs", folder["served"]]);
            var there = await ActorLstmProcess.RunAsync([.. look, "--server", service.Address]);
            there.MustBe(0);
            there.Output.Should().Be(here.Output, string.Join(' ', look));
        }

        var lines = await ActorLstmProcess.RunAsync("sample", id, "--json", "--server", service.Address);
        Timeless(lines.Output).Should().Equal(Timeless((await ActorLstmProcess.RunAsync("sample", id, "--json", "--runs", folder["served"])).Output));
    }

    [Fact]
    public async Task A_run_that_was_interrupted_goes_on_with_the_service()
    {
        using (var interrupted = ActorLstmProcess.Start(["run", file, "--runs", folder["served"], "--set", "experiment.epochs=600", "--set", "sampling.every-epochs=600"]))
        {
            await interrupted.ErrorHas("epoch 2/");
            await interrupted.SignalAsync("INT");
            (await interrupted.WaitAsync()).MustBe(130);
        }

        using var service = await ServedProgram.StartAsync(folder["served"]);

        var resumed = await ActorLstmProcess.RunAsync("resume", "short", "--server", service.Address);

        resumed.MustBe(0);
        resumed.Error.Should().Contain("resumed ").And.Contain("epoch 600/600").And.NotContain("epoch 1/600 ").And.Contain("short: completed");
    }

    [Fact]
    public async Task A_run_that_goes_on_is_watched_from_now_on()
    {
        using var service = await ServedProgram.StartAsync(folder["served"]);
        var id = await service.SubmitAsync($"actorlstm {{ {Settings}, experiment.epochs = 600, sampling.every-epochs = 100 }}");
        await service.WatchAsync(id, until: happened => happened.Kind == "sample");
        await service.PostAsync("/api/runs/short/pause");
        await service.HasStatusAsync(id, "paused");
        var trained = (int)(await service.GetAsync($"/api/runs/{id}"))["run"]!["epochs_trained"]!;
        await service.PostAsync("/api/runs/short/resume");
        await service.HasStatusAsync(id, "running");

        var watched = await ActorLstmProcess.RunAsync("resume", "short", "--server", service.Address);

        watched.MustBe(0);
        watched.Error.Should().Contain("watched from now on: ").And.Contain(" of 600 epochs and ").And.Contain("short: completed");
        Epochs(watched.Error)[0].Should().BeGreaterThan(trained);
        Epochs(watched.Error)[^1].Should().Be(600);
        watched.Output.Should().Contain("--- epoch 600,").And.NotContain("--- epoch 100,");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("batch")]
    public async Task What_is_submitted_is_taken_once_though_the_answers_are_lost(string what)
    {
        using var service = await ServedProgram.StartAsync(folder["served"], null, "service.concurrent-runs=1");
        using var proxy = new CuttingProxy(service.Client.BaseAddress!.Port, cuts: 2);
        var submitting = folder.Write("cut.conf", $"actorlstm {{ {Settings}{(what == "batch" ? ", experiment.name = cut, batch.matrix { model.hidden = [8, 16] }" : "")} }}");

        var submitted = await ActorLstmProcess.RunAsync("run", submitting, "--server", proxy.Address, "--detach");

        submitted.MustBe(0);
        submitted.Error.Should().Contain("was lost; the same is sent again, and taken once");
        proxy.Left.Should().BeNegative("both answers were lost, and the third came");
        var list = await service.GetAsync(what == "batch" ? "/api/batches" : "/api/runs");
        list[what == "batch" ? "batches" : "runs"]!.AsArray().Should().ContainSingle().Which!["id"]!.GetValue<string>().Should().Be(submitted.Output.Trim());

        (await ActorLstmProcess.RunAsync("run", submitting, "--server", service.Address, "--detach", "--name", "another")).MustBe(0);
        ((int)(await service.GetAsync(what == "batch" ? "/api/batches" : "/api/runs?name=another"))["total"]!).Should().Be(what == "batch" ? 2 : 1, "another submission has another key");
    }

    [Fact]
    public async Task A_run_that_is_cancelled_before_it_began_ends_the_watching()
    {
        using var service = await ServedProgram.StartAsync(folder["served"], null, "service.concurrent-runs=1");
        await service.WatchAsync(await service.SubmitAsync($"actorlstm {{ {Settings}, experiment.epochs = 1000000 }}"), until: happened => happened.Kind == "epoch");
        using var watching = ActorLstmProcess.Start(["run", file, "--server", service.Address]);
        await watching.ErrorHas("queued");

        var newest = (string)(await service.GetAsync("/api/runs"))["runs"]![0]!["id"]!; // Both runs have one name.
        await service.PostAsync($"/api/runs/{newest}/cancel");
        var ended = await watching.WaitAsync();

        ended.MustBe(1);
        ended.Error.Should().EndWith(": it is cancelled\n");
    }

    [Theory]
    [InlineData("--server and --runs cannot stand together", "list", "--server", "http://127.0.0.1:1", "--runs", "runs")]
    [InlineData("--server wants the address of a service", "list", "--server", "nonsense")]
    [InlineData("cannot be reached", "list", "--server", "http://127.0.0.1:1")]
    [InlineData("--verbose does not go with the service", "run", "short.conf", "--verbose", "--server", "http://127.0.0.1:1")]
    [InlineData("--dry-run does not go with the service", "run", "short.conf", "--dry-run", "--server", "http://127.0.0.1:1")]
    [InlineData("cannot be reached", "run", "batch.conf", "--server", "http://127.0.0.1:1")]
    [InlineData("--threads does not go with the service", "resume", "short", "--threads", "1", "--server", "http://127.0.0.1:1")]
    [InlineData("--detach wants a service", "run", "short.conf", "--detach")]
    [InlineData("--set epoch=1: actorlstm.epoch is not a key", "run", "short.conf", "--set", "epoch=1", "--server", "http://127.0.0.1:1")]
    public async Task What_makes_no_sense_is_refused(string message, params string[] arguments)
    {
        folder.Write("batch.conf", "actorlstm { corpus.source = sample, batch.matrix { \"experiment.seed\" = [1, 2] } }");

        var refused = await ActorLstmProcess.RunAsync(arguments, new Dictionary<string, string?> { ["ACTORLSTM_SERVER"] = null }, folder.Path);

        refused.MustBe(2);
        refused.Error.Should().Contain(message).And.NotContain("   at ");
    }

    [Fact]
    public async Task What_the_service_refuses_is_said_in_its_words()
    {
        using var service = await ServedProgram.StartAsync(folder["served"], null, "service.concurrent-runs=1", "service.queue-length=1");
        await service.WatchAsync(await service.SubmitAsync($"actorlstm {{ {Settings}, experiment.epochs = 1000000 }}"), until: happened => happened.Kind == "epoch");
        async Task MustRefuse(string message, params string[] arguments)
        {
            var refused = await ActorLstmProcess.RunAsync([.. arguments, "--server", service.Address]);
            refused.MustBe(2);
            refused.Error.Should().Contain(message).And.NotContain("   at ");
        }

        await MustRefuse($"the service {service.Address}: actorlstm.corpus.source wants known names", "run", file, "--set", "corpus.source=/etc/passwd");
        await MustRefuse("There is no corpus \"nowhere.txt\": no folder with texts is set up", "run", file, "--set", "corpus.source=nowhere.txt");
        await MustRefuse("has no checkpoint of epoch 999999", "sample", "short", "--epoch", "999999");
        await service.SubmitAsync($"actorlstm {{ {Settings} }}");
        await MustRefuse("service.queue-length", "run", file);
        using var full = await ServedProgram.StartAsync(folder["other"], null, "service.disk-reserve-mb=1000000000");
        (await ActorLstmProcess.RunAsync("run", file, "--server", full.Address)).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains("service.disk-reserve-mb", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_token_comes_from_its_variable()
    {
        var (all, look) = (folder.Write("operator", "0123456789abcdef-operator"), folder.Write("viewer", "0123456789abcdef-viewer"));
        using var service = await ServedProgram.StartAsync(folder["served"], null, $"service.operator-token-file={all}", $"service.viewer-token-file={look}");
        async Task<ProcessResult> With(string? token, params string[] arguments) =>
            await ActorLstmProcess.RunAsync([.. arguments, "--server", service.Address], new Dictionary<string, string?> { ["ACTORLSTM_TOKEN"] = token });

        (await With("0123456789abcdef-operator", "run", file)).MustBe(0);
        (await With("0123456789abcdef-viewer", "list")).Output.Should().Contain("completed");
        (await With("0123456789abcdef-viewer", "remove", "short")).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains("Use the operator's", StringComparison.Ordinal));
        (await With(null, "list")).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains("asks for a token: put its token into the variable ACTORLSTM_TOKEN.", StringComparison.Ordinal));
        (await With("wrong", "list")).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains("does not know the token in ACTORLSTM_TOKEN", StringComparison.Ordinal));
    }

    // What is the same wherever a run is: all but times, ids and places.
    private static IReadOnlyList<string> Lines(string error) =>
        [.. error.Split('\n').Where(line => !line.StartsWith("run ", StringComparison.Ordinal) && !line.StartsWith("writing to ", StringComparison.Ordinal) && !line.Contains('%', StringComparison.Ordinal)).Select(line => Times().Replace(line, ""))];

    private static IReadOnlyList<int> Epochs(string error) => [.. Trained().Matches(error).Select(match => int.Parse(match.Groups["epoch"].Value, CultureInfo.InvariantCulture))];

    private static IReadOnlyList<string> Events(ProcessResult run)
    {
        run.MustBe(0);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Timeless(JsonNode.Parse(line)!.AsObject()))];
    }

    private static IReadOnlyList<string> Timeless(string lines) => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Timeless(JsonNode.Parse(line)!.AsObject()))];

    private static string Timeless(JsonObject line)
    {
        foreach (var key in new[] { "seconds", "sequences_per_second", "id", "folder", "owner", "started_at", "ended_at" })
        {
            line.Remove(key);
        }

        return line.ToJsonString();
    }

    private string Id(string runs) => Path.GetFileName(Directory.EnumerateDirectories(folder[runs]).Single(run => Path.GetFileName(run) != "service"));

    private string Configuration(string runs) => File.ReadAllText(folder[runs, Id(runs), "experiment.conf"]);

    [GeneratedRegex("  [0-9,]+ sequences/s  .*$|, [0-9a-z ]+ from start to end", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Times();

    [GeneratedRegex("^epoch (?<epoch>[0-9]+)/[0-9]+  loss", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Trained();
}
