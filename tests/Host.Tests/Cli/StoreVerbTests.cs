using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>The verbs that look at runs and steer them, on the program itself.</summary>
public sealed class StoreVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_is_listed_shown_paused_continued_cancelled_and_removed()
    {
        using var run = Start(epochs: 100_000);
        await run.OutputHas("\"event\":\"epoch\"");

        One(await Verb("list")).Should().Match<JsonNode>(line => Status(line) == "running" && (string?)line["name"] == "steered");
        (await Verb("remove", "steered")).ExitCode.Should().Be(2, "a process works on it");
        (await Verb("resume", "steered")).Should().Match<ProcessResult>(ended => ended.ExitCode == 2 && ended.Error.Contains($"process {run.Id} on "));

        Status(One(await Verb("pause", "steered"))).Should().Be("paused");
        await run.OutputHas("\"event\":\"run_paused\"");
        Status(One(await Verb("show", "steered"))).Should().Be("paused");
        Status(One(await Verb("resume", "steered"))).Should().Be("running");
        await run.OutputHas("\"event\":\"run_continued\"");

        Status(One(await Verb("cancel", "steered"))).Should().Be("cancelled");
        (await run.WaitAsync()).ExitCode.Should().Be(1);
        (await Verb("cancel", "steered")).Should().Match<ProcessResult>(ended => ended.ExitCode == 2 && ended.Error.Contains("it is cancelled"));
        (await Verb("resume", "steered")).Should().Match<ProcessResult>(ended => ended.ExitCode == 2 && ended.Error.Contains("was cancelled"));

        ((long)One(await Verb("remove", "steered"))["bytes"]!).Should().BePositive();
        Directory.EnumerateDirectories(folder["runs"]).Should().BeEmpty();
        (await Verb("remove", "steered")).ExitCode.Should().Be(2);
        var none = await Verb("list");
        none.ExitCode.Should().Be(0);
        none.Output.Should().BeEmpty();
    }

    [Fact]
    [Trait("Case", "R6")]
    public async Task A_run_whose_process_was_killed_is_interrupted_at_the_next_look()
    {
        using var run = Start(epochs: 100_000);
        await run.OutputHas("\"event\":\"epoch\"");
        await run.SignalAsync("KILL");
        await run.WaitAsync();
        var line = One(await Verb("list", "--status", "interrupted"));
        ((string?)line["reason"]).Should().StartWith($"its process ({run.Id} on ").And.EndWith(" ended without a word");
        (await Verb("pause", "steered")).Should().Match<ProcessResult>(ended => ended.ExitCode == 2 && ended.Error.Contains("actorlstm resume"));
    }

    [Theory]
    [Trait("Case", "R4")]
    [InlineData("run.json")]
    [InlineData("metrics.jsonl")]
    [InlineData("samples.jsonl")]
    [InlineData("experiment.conf")]
    [InlineData("SHA256SUMS")]
    public async Task A_file_that_is_missing_or_damaged_is_written_again_from_the_journal(string file)
    {
        using (var run = Start(epochs: 2))
        {
            (await run.WaitAsync()).ExitCode.Should().Be(0);
        }

        var path = Path.Combine(Directory.EnumerateDirectories(folder["runs"]).Single(), file);
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        File.Delete(path);
        (await Verb("show", "steered")).Should().Match<ProcessResult>(ended => ended.ExitCode == (file == "run.json" ? 2 : 0));
        var id = Path.GetFileName(Path.GetDirectoryName(path))!;
        var shown = await Verb("show", id);
        shown.ExitCode.Should().Be(0);
        (await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).Should().Equal(whole);

        await File.WriteAllBytesAsync(path, [.. whole[..(whole.Length / 2)], (byte)(whole[whole.Length / 2] ^ 4), .. whole[(whole.Length / 2 + 1)..]], TestContext.Current.CancellationToken);
        (await Verb("show", id)).Error.Should().Contain("written again from the journal");
        (await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).Should().Equal(whole);
    }

    [Fact]
    [Trait("Case", "R4")]
    public async Task A_run_whose_journal_is_gone_goes_on_from_what_its_files_say()
    {
        using (var run = Start(epochs: 150))
        {
            await run.OutputHas("\"epoch\":4,");
            await run.SignalAsync("INT");
            await run.WaitAsync();
        }

        foreach (var file in Directory.EnumerateFiles(folder["runs"], "journal.*"))
        {
            File.Delete(file);
        }

        var before = One(await Verb("show", "steered"));
        var resumed = await Verb("resume", "steered");
        resumed.ExitCode.Should().Be(0, resumed.Error);
        resumed.Error.Should().Contain($"it is taken from its files, {before["epochs_trained"]} epochs");
        resumed.Output.Should().NotContain("\"event\":\"epoch\",\"epoch\":1,");
        var restored = One(await Verb("show", "steered"));
        Directory.Move(folder["runs"], folder["restored"]);

        using (var undisturbed = Start(epochs: 150))
        {
            (await undisturbed.WaitAsync()).ExitCode.Should().Be(0);
        }

        Results(restored).Should().Equal(Results(One(await Verb("show", "steered"))));
    }

    private static IEnumerable<(int, double, string)> Results(JsonNode shown) =>
        shown["metrics"]!.AsArray().Select(line => ((int)line!["epoch"]!, (double)line["loss"]!, (string)line["checkpoint"]!));

    private ActorLstmProcess Start(int epochs) => ActorLstmProcess.Start(
    [
        "run", folder.Write("steered.conf", """
            actorlstm {
              experiment.name = steered
              corpus.source = sample
              windows { maxlen = 12, step = 40 }
              model.hidden = 8
              training.threads = 1
              sampling { temperatures = [0.5], length = 20 }
              checkpoints.keep-last = 2
            }
            """),
        "--json", "--runs", folder["runs"], "--set", $"experiment.epochs={epochs}",
    ]);

    private Task<ProcessResult> Verb(params string[] arguments) => ActorLstmProcess.RunAsync([.. arguments, "--json", "--runs", folder["runs"]]);

    private static JsonNode One(ProcessResult ended)
    {
        ended.ExitCode.Should().Be(0, ended.Error);
        return JsonNode.Parse(ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle().Subject)!;
    }

    private static string? Status(JsonNode line) => (string?)line["status"];
}
