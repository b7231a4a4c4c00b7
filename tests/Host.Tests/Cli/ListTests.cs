using System.Text.Json.Nodes;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class ListTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task No_runs_are_no_error()
    {
        var listed = await List();
        listed.Output.Should().BeEmpty();
        listed.Error.Should().StartWith("There is no run in runs yet. Begin one with: actorlstm run FILE.conf");
    }

    [Fact]
    public async Task A_row_says_what_a_run_is_and_how_it_stands()
    {
        Write("aaaa", epochs: 3, RunStatus.Completed, "first");
        Write("bbbb", epochs: 0, RunStatus.Failed, "second");
        var listed = await List();
        listed.Output.ReplaceLineEndings("\n").Split('\n').Select(line => string.Join('|', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Should().Equal(
            "id|name|status|epochs|loss|best|started|elapsed",
            $"20260314-150926-bbbb|second|failed|0/10|{At.ToLocalTime():yyyy-MM-dd|HH:mm}|5|min|00|s",
            $"20260314-150926-aaaa|first|completed|3/10|0.5000|0.5000|{At.ToLocalTime():yyyy-MM-dd|HH:mm}|5|min|00|s",
            "");
        listed.Error.Should().Be($"2 runs{Environment.NewLine}");
    }

    [Fact]
    [Trait("Case", "R9")]
    public async Task A_loss_that_is_no_number_is_shown_as_such()
    {
        var id = "20260314-150926-cccc";
        StoredRuns.Write(folder, id, [.. StoredRuns.Told(id, 1), new EpochTrained(2, double.NaN, 1, 1, 1, null, null, At)]);
        (await List()).Output.Should().Contain("  NaN  1.5000  ");
        var line = JsonNode.Parse((await List("--json")).Output)!;
        ((string?)line["last_loss"]).Should().Be("NaN");
        ((double?)line["best_loss"]).Should().Be(1.5);
    }

    [Fact]
    [Trait("Case", "R16")]
    public async Task Of_many_runs_those_asked_for_are_shown_and_no_other_is_read()
    {
        for (var number = 0; number < 500; number++)
        {
            Write($"{number:D4}", epochs: 1, number % 10 == 0 ? RunStatus.Failed : RunStatus.Completed, $"sweep-{number % 2}");
        }

        File.WriteAllText(Path.Combine(folder["runs", "20260314-150926-0100"], RunFolder.RunFile), "damaged");
        var newest = await List("--limit", "3", "--json");
        Ids(newest).Should().Equal("0499", "0498", "0497");
        newest.Error.Should().Be($"the newest 3 of 500 runs{Environment.NewLine}");
        var failed = await List("--status", "FAILED", "--limit", "2", "--json");
        Ids(failed).Should().Equal("0490", "0480");
        failed.Error.Should().Contain("note: 20260314-150926-0100: run.json is damaged").And.Contain("the newest 2 of 49 such runs among 500");
        var named = await List("--name", "sweep-1", "--json");
        Ids(named).Should().HaveCount(250);
        named.Error.Should().Contain("250 such runs among 500");
        (await List("--name", "nothing")).Output.Should().BeEmpty();
    }

    [Theory]
    [Trait("Case", "R4")]
    [InlineData(RunFolder.RunFile, true)]
    [InlineData(RunFolder.ChecksumsFile, true)]
    [InlineData(RunFolder.MetricsFile, false)]
    [InlineData(RunFolder.SamplesFile, false)]
    [InlineData(RunFolder.ConfigurationFile, false)]
    public async Task Of_the_files_of_a_run_the_page_and_the_checksums_are_written_again(string file, bool again)
    {
        var id = "20260314-150926-dddd";
        var events = StoredRuns.Told(id, 1, RunStatus.Completed);
        await StoredRuns.RecordAsync(folder, id, events);
        var run = StoredRuns.Write(folder, id, events);
        RunLease.Take(run, new RunOwner("here", 42, "token"), TimeProvider.System).Dispose();
        var path = Path.Combine(run, file);
        File.Delete(path);
        (await List()).Error.Contains("written again from the journal", StringComparison.Ordinal).Should().Be(again);
        File.Exists(path).Should().Be(again);
    }

    [Fact]
    public async Task A_thousand_faults_are_not_a_thousand_lines()
    {
        for (var number = 0; number < 30; number++)
        {
            Write($"{number:D4}", epochs: 1, RunStatus.Completed, "x");
            folder.Write($"runs/20260314-150926-{number:D4}/{RunFolder.RunFile}", "damaged");
        }

        (await List()).Error.Should().Contain("run.json is damaged").And.Contain("note: there are 20 more notes like these");
    }

    [Theory]
    [InlineData("--limit", "0", "--limit wants a whole number of at least 1; found \"0\".")]
    [InlineData("--status", "dead", "--status wants one of queued, running, paused, completed, diverged, cancelled, interrupted, failed; found \"dead\".")]
    [InlineData("--status", "7", "--status wants one of queued")]
    public async Task An_option_that_makes_no_sense_is_refused(string option, string value, string message)
    {
        var listed = await ActorLstmProcess.RunAsync("list", option, value, "--runs", folder["runs"]);
        listed.ExitCode.Should().Be(2);
        listed.Error.Should().Contain(message);
    }

    private void Write(string end, int epochs, RunStatus status, string name)
    {
        var id = $"20260314-150926-{end}";
        StoredRuns.Write(folder, id, StoredRuns.Told(id, epochs, status, name));
    }

    private static IEnumerable<string> Ids(ProcessResult listed) =>
        listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => ((string)JsonNode.Parse(line)!["id"]!)[^4..]);

    private async Task<ProcessResult> List(params string[] options)
    {
        var listed = await ActorLstmProcess.RunAsync(["list", .. options], environment: null, folder.Path);
        listed.ExitCode.Should().Be(0, listed.Error);
        return listed;
    }
}
