using System.Text.Json.Nodes;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

[Trait("Case", "R10")]
public sealed class RemoveTests : IDisposable
{
    private const string First = "20260314-150926-aaaa";
    private const string Second = "20260314-150927-bbbb";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Several_runs_are_removed_at_once_and_their_bytes_are_counted()
    {
        var bytes = Directory.EnumerateFiles(Write(First)).Sum(file => new FileInfo(file).Length);
        Write(Second);
        folder.Write($"runs/{Second}/checkpoints/epoch-0001/model.safetensors", new byte[12_345]);
        var removed = await Remove(First, "20260314-150927", Second, "--json");
        removed.ExitCode.Should().Be(0, removed.Error);
        var lines = removed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        lines.Select(line => (string?)line["id"]).Should().Equal(First, Second);
        ((long)lines[0]["bytes"]!).Should().Be(bytes);
        ((long)lines[1]["bytes"]!).Should().Be(bytes + 12_345);
        Directory.EnumerateFileSystemEntries(folder["runs"]).Should().BeEmpty();
    }

    [Fact]
    public async Task Where_one_is_at_work_or_unknown_none_is_removed()
    {
        Write(First);
        using (RunLease.Take(Write(Second), new RunOwner("there", 7, "token"), TimeProvider.System))
        {
            var refused = await Remove(First, Second);
            refused.ExitCode.Should().Be(2);
            refused.Error.Should().Contain($"Nothing was removed: the run {Second} is in use by process 7 on there. End it first with: actorlstm cancel {Second}");
        }

        (await Remove(First, "nowhere")).ExitCode.Should().Be(2);
        Directory.EnumerateDirectories(folder["runs"]).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_copy_is_removed_without_the_events_of_its_original_and_is_not_gone_on_with()
    {
        var events = StoredRuns.Told(First, epochs: 1);
        await StoredRuns.RecordAsync(folder, First, events);
        var original = StoredRuns.Write(folder, First, events);
        var copy = Directory.CreateDirectory(folder["runs", "copy"]).FullName;
        Directory.EnumerateFiles(original).ToList().ForEach(file => File.Copy(file, Path.Combine(copy, Path.GetFileName(file))));

        var refused = await ActorLstmProcess.RunAsync("resume", copy);
        refused.ExitCode.Should().Be(2);
        refused.Error.Should().Contain($"is a copy of the run {First}, which lies beside it");
        var removed = await Remove("copy");
        removed.ExitCode.Should().Be(0, removed.Error);
        removed.Output.Should().StartWith("removed copy (");

        await using var journal = await RunJournals.OpenAsync(new PersistenceOptions(), folder["runs"], TimeProvider.System, TestContext.Current.CancellationToken);
        (await journal.ReadAsync(First, TestContext.Current.CancellationToken)).Events.Should().HaveSameCount(events);
    }

    [Fact]
    public async Task What_was_removed_is_gone_for_good()
    {
        Write(First);
        (await Remove(First)).ExitCode.Should().Be(0);
        var again = await Remove(First);
        again.ExitCode.Should().Be(2);
        again.Error.Should().Contain($"There is no run \"{First}\"");
    }

    [Fact]
    public async Task The_events_of_a_run_whose_folder_was_removed_by_hand_are_removed_by_its_id()
    {
        await StoredRuns.RecordAsync(folder, First, StoredRuns.Told(First, epochs: 20));
        var removed = await Remove(First);
        removed.ExitCode.Should().Be(0, removed.Error);
        removed.Output.Should().StartWith($"removed {First}, ").And.NotContain(" 0 bytes");
        (await Remove(First)).ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task A_run_that_never_began_or_is_damaged_is_removed()
    {
        folder.Write($"runs/{First}/{RunFolder.RunFile}", "");
        folder.Write($"runs/{Second}/{RunFolder.RunFile}", "damaged");
        (await Remove(First, Second)).ExitCode.Should().Be(0);
        Directory.EnumerateDirectories(folder["runs"]).Should().BeEmpty();
    }

    private string Write(string id) => StoredRuns.Write(folder, id, StoredRuns.Told(id, epochs: 2, RunStatus.Completed));

    private Task<ProcessResult> Remove(params string[] arguments) => ActorLstmProcess.RunAsync(["remove", .. arguments], environment: null, folder.Path);
}
