using System.Net;
using System.Text.Json.Nodes;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Tests.Configuration;
using ActorLstm.Host.Tests.Service;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Memory;

/// <summary>Runs that do not fit into the memory, at every place where one is begun.</summary>
[Trait("Case", "F1")]
public sealed class MemoryRefusalTests : IDisposable
{
    private const long OneAndAHalfGigabytes = 1_500_000_000;
    private const string Small = "experiment { epochs = 1, seed = 3 }, corpus.source = small.txt, windows { maxlen = 20, step = 3 }, model.hidden = 32, training { threads = 1, batch-size = 64 }, sampling { temperatures = [0.5], length = 80 }";
    private const string Huge = "experiment.epochs = 1, corpus.source = small.txt, model { layers = 8, hidden = 128 }, windows { maxlen = 1000, step = 3 }, training { threads = 1, batch-size = 1000 }";

    private readonly TemporaryFolder folder = new();

    public MemoryRefusalTests() => folder.Write("small.txt", string.Concat(Enumerable.Range(0, 3000).Select(line => $"line {line % 7}\n"))[..20_000]);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("validate")]
    [InlineData("run")]
    [InlineData("run", "--dry-run")]
    public async Task A_run_that_exceeds_the_control_group_is_refused_with_the_figures_and_what_to_lower(params string[] verb)
    {
        using var group = ControlGroup.OrSkip(OneAndAHalfGigabytes);
        using var process = ActorLstmProcess.Start([verb[0], Write(Huge), .. verb[1..], .. RunsOption(verb[0])], folder: folder.Path, prefix: group.Prefix);
        var result = await process.WaitAsync();
        result.MustBe(2);
        result.Error.Should().Contain("The run needs about ").And.Contain(" GB of memory, and 1.5 GB may be used (the limit of the control group ")
            .And.Contain("Set one of these: training.batch-size = ").And.Contain("windows.maxlen = ").And.NotContain("   at ");
        Directory.Exists(folder["runs"]).Should().BeFalse("nothing was started");
    }

    [Fact]
    public async Task What_the_message_names_fits()
    {
        var refused = await ActorLstmProcess.RunAsync(["validate", Write(Huge), "--memory", "1.5GB", "--json"], null, folder.Path);
        refused.MustBe(2);
        var message = (string)JsonNode.Parse(refused.Output)!["errors"]![0]!["message"]!;
        var settings = message[(message.IndexOf("these: ", StringComparison.Ordinal) + 7)..message.IndexOf(". Or", StringComparison.Ordinal)].Split("; ");
        settings.Length.Should().BeGreaterThan(1);
        foreach (var setting in settings)
        {
            (await ActorLstmProcess.RunAsync(["validate", Write(Huge), "--memory", "1.5GB", "--set", setting.Replace(" ", "", StringComparison.Ordinal)], null, folder.Path)).MustBe(0);
        }
    }

    [Fact]
    public async Task Validate_shows_the_memory_beside_what_may_be_used_and_says_what_it_assumes()
    {
        var known = await ActorLstmProcess.RunAsync(["validate", Write(Small), "--memory", "2GiB"], null, folder.Path);
        known.MustBe(0);
        known.Output.Should().MatchRegex(@"# memory: about 3\d\d\.\d MB at the peak; 2\.1 GB may be used \(--memory\)").And.NotContain("is assumed");
        var unknown = await ActorLstmProcess.RunAsync(["validate", Write(Small), "--set", "corpus.source=elsewhere.txt", "--memory=2GB", "--json"], null, folder.Path);
        unknown.MustBe(0);
        var memory = JsonNode.Parse(unknown.Output)!["memory"]!;
        ((string)memory["assumption"]!).Should().Be("The corpus \"elsewhere.txt\" is not on this machine: a text of 1,000,000 characters, 100 of them distinct, is assumed.");
        ((long)memory["available"]!).Should().BeGreaterThan(OneAndAHalfGigabytes);
    }

    [Fact]
    public async Task Validate_refuses_a_corpus_that_run_would_refuse()
    {
        var missing = await ActorLstmProcess.RunAsync(["validate", Write(Small), "--set", "corpus.source=elsewhere.txt"], null, folder.Path);
        missing.MustBe(2);
        missing.Error.Should().Contain("There is no corpus \"elsewhere.txt\"").And.Contain("--memory SIZE");
        var wrong = await ActorLstmProcess.RunAsync(["validate", Write(Small), "--set", $"corpus.sha256={new string('0', 64)}", "--memory=2GB"], null, folder.Path);
        wrong.MustBe(2);
        wrong.Error.Should().Contain("is not the one expected");
        var known = await ActorLstmProcess.RunAsync(["validate", Write(Small), "--set", "corpus.source=nietzsche"], new Dictionary<string, string?> { ["ACTORLSTM_DATA"] = null, ["XDG_CACHE_HOME"] = folder["cache"] }, folder.Path);
        known.MustBe(0);
        known.Output.Should().Contain("The corpus \"nietzsche\" is not on this machine: a text of ");
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("lots")]
    [InlineData("-1GB")]
    [InlineData("GB")]
    [InlineData("1e30TB")]
    public async Task A_size_that_is_none_is_refused(string size)
    {
        var result = await ActorLstmProcess.RunAsync(["validate", Write(Small), $"--memory={size}"], null, folder.Path);
        result.MustBe(2);
        result.Error.Should().Contain($"--memory wants a size of memory with its unit, for instance 1.5GB or 800MiB; found \"{size}\".");
    }

    [Theory]
    [Trait("Case", "F2")]
    [InlineData("windows.maxlen=1000", "training.batch-size=100000")]
    [InlineData("model.hidden=8192", "windows.maxlen=60")]
    [InlineData("windows.maxlen=1000", "training.batch-size=100000", "training.kernel=torch")]
    [InlineData("windows.maxlen=100000", "training.batch-size=1000", "windows.targets=every")]
    [InlineData("model.layers=64", "model.hidden=900")]
    public async Task What_validate_refuses_neither_overflows_nor_starts(params string[] settings)
    {
        folder.Write("large.txt", string.Concat(Enumerable.Repeat("abcdefghijklmnopqrstuvwxyz\n", 40_000)));
        string[] options = [.. settings.Append("corpus.source=large.txt").Append("windows.step=1").SelectMany(setting => new[] { "--set", setting })];
        var validated = await ActorLstmProcess.RunAsync(["validate", Write(Small), "--memory=1.5GB", .. options], null, folder.Path);
        validated.MustBe(2);
        validated.Error.Should().Contain("The run needs about ");
        using var group = ControlGroup.OrSkip(OneAndAHalfGigabytes);
        using var process = ActorLstmProcess.Start(["run", Write(Small), "--runs", "runs", "--dry-run", .. options], folder: folder.Path, prefix: group.Prefix);
        var dry = await process.WaitAsync();
        dry.MustBe(2);
        dry.Error.Should().Contain("The run needs about ").And.NotContain("should not");
    }

    [Fact]
    public async Task A_batch_whose_runs_do_not_fit_beside_each_other_runs_fewer_at_a_time_and_says_so()
    {
        var batch = Loading.Batch($$"""
            {{Small}}
            windows.maxlen = 100, training.batch-size = 500, model.hidden = 64
            batch { max-concurrent = 4, matrix.training.learning-rate = [0.01, 0.02, 0.03, 0.04] }
            """);
        var one = (await PrepareAsync(batch, MemoryLimit.None)).Memory.Values.First();
        var prepared = await PrepareAsync(batch, new MemoryLimit(one.Total + one.Run + one.Run / 2, "a test"));
        prepared.Slots.AtOnce.Should().Be(2);
        prepared.FewerAtOnce.Should().StartWith("2 runs at once instead of 4: 4 would need up to ").And.EndWith(" may be used (a test)");
        (await PrepareAsync(batch, MemoryLimit.None)).Should().Match<PreparedBatch>(all => all.Slots.AtOnce == 4 && all.FewerAtOnce == null);
        await FluentActions.Awaiting(() => PrepareAsync(batch, new MemoryLimit(one.Total - 1, "a test"))).Should().ThrowAsync<InvalidInputException>().WithMessage("A run of the batch, training.learning-rate = 0.01, cannot be begun: The run needs about *");
    }

    [Fact]
    public async Task A_service_in_a_control_group_refuses_it_with_422_and_completes_the_innocent_run()
    {
        using var group = ControlGroup.OrSkip(OneAndAHalfGigabytes);
        using var service = await ServedProgram.StartInGroupAsync(folder["runs"], folder.Path, group);
        var innocent = await service.SubmitAsync($"actorlstm {{ {Small} }}");
        var refused = await service.PostAsync("/api/runs", $"actorlstm {{ {Huge} }}");
        refused.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        ((string)refused.Json["detail"]!).Should().Contain("The run needs about ").And.Contain("1.3 GB may be used").And.Contain("less the 200.0 MB of service.memory-reserve-mb").And.Contain("training.batch-size = ");
        await service.HasStatusAsync(innocent, "completed");
        (await service.StopAsync()).MustBe(0);
    }

    [Fact]
    public async Task Runs_of_a_service_that_fit_only_one_after_the_other_wait_for_each_other()
    {
        using var group = ControlGroup.OrSkip(OneAndAHalfGigabytes);
        using var service = await ServedProgram.StartInGroupAsync(folder["runs"], folder.Path, group, "service.concurrent-runs=2");
        const string Half = "experiment.epochs = 1, corpus.source = small.txt, model.hidden = 128, windows { maxlen = 200, step = 20 }, training { threads = 1, batch-size = 1000 }, sampling { temperatures = [0.5], length = 5 }";
        var first = await service.SubmitAsync($"actorlstm {{ {Half} }}");
        var second = await service.SubmitAsync($"actorlstm {{ {Half} }}");
        await service.HasStatusAsync(first, "completed");
        await service.HasStatusAsync(second, "completed");
        (await service.StopAsync()).MustBe(0);
        string.Concat(Directory.GetFiles(folder["runs/service"], "log*.jsonl").Select(File.ReadAllText)).Should().Contain("waits for memory");
    }

    [Fact]
    public async Task A_run_of_the_command_line_that_the_service_resumes_counts_with_its_memory()
    {
        var text = await File.ReadAllTextAsync(FinishedRun.Configure(folder), TestContext.Current.CancellationToken);
        using (var process = ActorLstmProcess.Start(["run", folder["small.conf"], "--runs", folder["runs"], "--set", "experiment.epochs=1000000", "--json"]))
        {
            await process.OutputHas("\"event\":\"epoch\"");
            process.Kill();
            (await process.WaitAsync()).MustBe(ProcessResult.Killed);
        }

        var id = Path.GetFileName(Directory.GetDirectories(folder["runs"]).Single());
        using var service = await ServedProgram.StartAsync(folder["runs"], folder.Path);
        (await service.PostAsync($"/api/runs/{id}/resume")).Status.Should().Be(HttpStatusCode.OK);
        var submitted = await service.SubmitAsync($"{text}\nactorlstm.experiment.epochs = 1000000");
        MemoryOf(id).Should().BePositive().And.Be(MemoryOf(submitted));

        long MemoryOf(string run) => (long)JsonNode.Parse(File.ReadAllText(folder["runs", run, "submission.json"]))!["memory"]!;
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("run")]
    public async Task A_corpus_that_does_not_fit_into_the_memory_is_refused_by_its_length_before_it_is_read(string verb)
    {
        WriteLarge();
        using var group = ControlGroup.OrSkip(OneAndAHalfGigabytes);
        using var process = ActorLstmProcess.Start([verb, Write(Small), "--set", "corpus.source=large.txt", .. RunsOption(verb)], folder: folder.Path, prefix: group.Prefix);
        var result = await process.WaitAsync();
        result.MustBe(2);
        result.Error.Should().Contain("large.txt has 400.0 MB, and at most 120.0 MB of text fit into the memory").And.Contain("1.5 GB may be used (the limit of the control group ");
        Directory.Exists(folder["runs"]).Should().BeFalse("nothing was started");
    }

    [Fact]
    public async Task A_service_refuses_a_corpus_that_does_not_fit_into_the_memory_with_422()
    {
        WriteLarge();
        using var group = ControlGroup.OrSkip(OneAndAHalfGigabytes);
        using var service = await ServedProgram.StartInGroupAsync(folder["runs"], folder.Path, group);
        var refused = await service.PostAsync("/api/runs", $"actorlstm {{ {Small}, corpus.source = large.txt }}");
        refused.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        ((string)refused.Json["detail"]!).Should().Contain("large.txt has 400.0 MB, and at most 100.0 MB of text fit into the memory");
    }

    private static string[] RunsOption(string verb) => verb == "run" ? ["--runs", "runs"] : [];

    // NULs, without space on the disk: a program that read it would refuse it for them.
    private void WriteLarge()
    {
        using var file = File.Create(folder["large.txt"]);
        file.SetLength(400_000_000);
    }

    private string Write(string settings) => folder.Write("experiment.conf", $"actorlstm {{ {settings} }}");

    private async Task<PreparedBatch> PrepareAsync(ActorLstm.Host.Configuration.Batches.BatchConfiguration batch, MemoryLimit limit)
    {
        using var http = new HttpClient();
        return await PreparedBatch.PrepareAsync(batch, share: null, new CorpusShelf(new CorpusLocator(CorpusPlaces.FromEnvironment(_ => null, folder.Path), http)), TestContext.Current.CancellationToken, limit);
    }
}
