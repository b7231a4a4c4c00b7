using System.Text.Json.Nodes;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Tests.Reports;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>Runs that are removed by what they are, and the questions before that.</summary>
[Trait("Case", "R10")]
public sealed class RemoveSeveralTests : IDisposable
{
    private const string Completed = "20260314-150926-aaaa";
    private const string Failed = "20260314-150927-bbbb";
    private const string Interrupted = "20260314-150928-cccc";
    private const string Batch = "20260314-150925-zzzz";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Runs_of_a_status_are_removed_and_no_others()
    {
        WriteAll();

        var removed = await Remove("--status", "failed", "--json");

        removed.MustBe(0);
        Lines(removed).Should().ContainSingle().Which.Should().Match<JsonNode>(line => (string)line["id"]! == Failed && (long)line["bytes"]! > 0 && !(bool)line["dry_run"]!);
        Left().Should().BeEquivalentTo(Completed, Interrupted);
    }

    [Fact]
    public async Task Runs_are_removed_that_ended_or_changed_last_so_long_ago()
    {
        WriteAll();
        var now = TimeProvider.System.GetUtcNow();
        Write(Completed, RunStatus.Completed, now.AddDays(-20));
        File.SetLastWriteTimeUtc(folder["runs", Interrupted, RunFolder.RunFile], now.AddHours(-13).UtcDateTime);
        Write(Failed, RunStatus.Failed, now.AddHours(-11));

        (await Remove("--older-than", "30d")).Error.Should().Contain("There is no such run to remove.");
        (await Remove("--older-than", "12h", "--status", "interrupted")).Output.Should().StartWith($"removed {Interrupted} ");
        (await Remove("--older-than", "12h")).Output.Should().StartWith($"removed {Completed} ");
        Left().Should().Equal(Failed);
    }

    [Fact]
    public async Task Of_the_runs_that_are_named_those_are_removed_that_fit()
    {
        WriteAll();

        (await Remove(Completed, Failed, "--status", "failed")).MustBe(0);

        Left().Should().BeEquivalentTo(Completed, Interrupted);
    }

    [Fact]
    public async Task A_run_at_work_and_the_runs_of_a_batch_at_work_are_left_with_the_reason()
    {
        WriteAll();
        ToldRun.WriteBatch(folder, Batch, "rates");
        Write(Completed, RunStatus.Completed, batch: new BatchFacts(Batch, "rates", 1, new Dictionary<string, string>()));
        using var run = RunLease.Take(folder["runs", Interrupted], new RunOwner("there", 7, "token"), TimeProvider.System);
        using var batch = RunLease.Take(folder["runs", "batches", Batch], new RunOwner("there", 7, "token"), TimeProvider.System);

        var removed = await Remove("--older-than", "0d", "--json");

        removed.MustBe(0);
        var left = Lines(removed).Where(line => line["left"] is not null).ToDictionary(line => (string)line["id"]!, line => (string)line["left"]!);
        left[Interrupted].Should().Contain("in use by process 7 on there");
        left[Completed].Should().Contain($"the batch rates ({Batch}) of the run {Completed} is ");
        Left().Should().BeEquivalentTo(Completed, Interrupted);
        (await Remove(Completed)).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains($"End it first with: actorlstm cancel {Batch}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_needs_a_run_is_named_before_it_is_removed()
    {
        Write(Completed, RunStatus.Completed);
        Write(Failed, RunStatus.Failed, sweepOf: Completed);

        var removed = await Remove(Completed);

        removed.MustBe(0);
        removed.Error.Should().Contain($"({Failed}) has its checkpoints from {Completed}.");
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_removed_and_removes_nothing()
    {
        WriteAll();

        var told = await Remove("--status", "completed", "--dry-run", "--json");

        told.MustBe(0);
        Lines(told).Should().ContainSingle().Which.Should().Match<JsonNode>(line => (string)line["id"]! == Completed && (bool)line["dry_run"]! && (long)line["bytes"]! > 0);
        (await Remove(Completed, "--dry-run")).Output.Should().StartWith($"would remove {Completed} ");
        Left().Should().HaveCount(3);
    }

    [Theory]
    [InlineData("n", false)]
    [InlineData("y", true)]
    public async Task On_a_terminal_it_is_asked_first(string answer, bool isRemoved)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Wants script of util-linux.");
        WriteAll();

        using var asked = ActorLstmProcess.Start(["remove", Completed], folder: folder.Path, prefix: ["sh", "-c", $"printf '{answer}\\n' | script -qec \"$*\" /dev/null", "sh"]);
        var told = await asked.WaitAsync();

        told.Output.Should().Contain("Remove 1 run?");
        told.MustBe(isRemoved ? 0 : 1);
        Directory.Exists(folder["runs", Completed]).Should().Be(!isRemoved);
    }

    [Fact]
    public async Task With_yes_nothing_is_asked_on_a_terminal()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Wants script of util-linux.");
        WriteAll();

        using var removing = ActorLstmProcess.Start(["remove", Completed, "--yes"], folder: folder.Path, prefix: ["sh", "-c", "script -qec \"$*\" /dev/null < /dev/null", "sh"]);

        (await removing.WaitAsync()).Output.Should().Contain($"removed {Completed}").And.NotContain("Remove 1 run?");
    }

    [Theory]
    [InlineData("Name the runs to remove, or choose them with --status or --older-than.")]
    [InlineData("--older-than wants a time such as 30d, 12h or 90m; found \"soon\".", "--older-than", "soon")]
    [InlineData("--older-than wants a time such as 30d, 12h or 90m; found \"-1d\".", "--older-than=-1d")]
    [InlineData("--status wants one of queued, running,", "--status", "over")]
    public async Task What_chooses_nothing_is_refused(string message, params string[] arguments)
    {
        WriteAll();
        var refused = await Remove(arguments);
        refused.MustBe(2);
        refused.Error.Should().Contain(message);
        Left().Should().HaveCount(3);
    }

    private void WriteAll()
    {
        Write(Completed, RunStatus.Completed);
        Write(Failed, RunStatus.Failed);
        StoredRuns.Write(folder, Interrupted, StoredRuns.Told(Interrupted, epochs: 1));
    }

    private void Write(string id, RunStatus status, DateTimeOffset? ended = null, BatchFacts? batch = null, string? sweepOf = null)
    {
        var events = StoredRuns.Told(id, epochs: 1, status);
        var started = (RunStarted)events[0];
        var facts = started.Facts with { Batch = batch, Sweep = sweepOf is null ? null : new SweepFacts(sweepOf, "told") };
        StoredRuns.Write(folder, id, [
            started with { Facts = facts, Plan = sweepOf is null ? started.Plan : started.Plan with { SweptEpochs = [1] } },
            .. events.Skip(1).SkipLast(1),
            (RunEnded)events[^1] with { At = ended ?? ((RunEnded)events[^1]).At },
        ]);
    }

    private IEnumerable<string> Left() => Directory.EnumerateDirectories(folder["runs"], "2*").Select(path => Path.GetFileName(path));

    private static List<JsonNode> Lines(ProcessResult result) => [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    private Task<ProcessResult> Remove(params string[] arguments) => ActorLstmProcess.RunAsync(["remove", .. arguments], environment: null, folder.Path);
}
