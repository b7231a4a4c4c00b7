using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

[Trait("Case", "R4")]
public sealed class RunMendingTests : IDisposable
{
    private const string Id = "20260314-150926-k3xp";

    private readonly TemporaryFolder folder = new();
    private readonly List<string> notes = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Case", "R6")]
    public async Task What_a_killed_process_recorded_last_is_in_its_files_at_the_next_look_and_looked_for_once()
    {
        var events = StoredRuns.Told(Id, epochs: 3);
        await StoredRuns.RecordAsync(folder, Id, events);
        var run = StoredRuns.Write(folder, Id, events.Take(3));
        File.WriteAllText(Path.Combine(run, RunLease.OwnerFile), "{}");

        var mended = await MendAsync(run);
        mended.Document!.EpochsTrained.Should().Be(3);
        mended.Reason.Should().Be("its process (42 on here) ended without a word");
        RunFolder.Epochs(run).Should().HaveCount(3);
        notes.Should().BeEmpty("nothing was wrong with the files");
        File.Exists(Path.Combine(run, RunLease.OwnerFile)).Should().BeFalse();
    }

    [Fact]
    [Trait("Case", "R6")]
    public async Task A_resume_that_is_given_up_leaves_what_the_files_lack_to_the_next_look()
    {
        var events = StoredRuns.Told(Id, epochs: 3);
        await StoredRuns.RecordAsync(folder, Id, events);
        var run = StoredRuns.Write(folder, Id, events.Take(3));
        File.WriteAllText(Path.Combine(run, RunLease.OwnerFile), "{}");
        await using (await ResumableRun.OpenAsync(run, new PersistenceOptions(), TimeProvider.System, TestContext.Current.CancellationToken))
        {
        }

        (await MendAsync(run)).Document!.EpochsTrained.Should().Be(3);
    }

    [Fact]
    [Trait("Case", "R6")]
    public async Task A_resume_that_finds_the_run_ended_makes_its_files_up()
    {
        var events = StoredRuns.Told(Id, epochs: 3, RunStatus.Completed);
        await StoredRuns.RecordAsync(folder, Id, events);
        var run = StoredRuns.Write(folder, Id, events.Take(3));
        File.WriteAllText(Path.Combine(run, RunLease.OwnerFile), "{}");
        await FluentActions.Awaiting(() => ResumableRun.OpenAsync(run, new PersistenceOptions(), TimeProvider.System, TestContext.Current.CancellationToken))
            .Should().ThrowAsync<InvalidInputException>();
        StoredRun.Read(run).Document!.EpochsTrained.Should().Be(3);
        File.Exists(Path.Combine(run, RunLease.OwnerFile)).Should().BeFalse();
    }

    [Fact]
    public async Task Where_the_journal_does_not_know_the_run_what_is_damaged_is_named_and_the_rest_is_shown()
    {
        await StoredRuns.RecordAsync(folder, "20260314-150926-aaaa", StoredRuns.Told("20260314-150926-aaaa", epochs: 1));
        var run = StoredRuns.Write(folder, Id, StoredRuns.Told(Id, epochs: 3, RunStatus.Completed));
        Cut(Path.Combine(run, RunFolder.MetricsFile));
        (await MendAsync(run)).Document!.EpochsTrained.Should().Be(3);
        notes.Should().Equal($"{Id}: metrics.jsonl is damaged, and the journal knows nothing of the run.");
        RunFolder.Epochs(run).Select(line => line.Epoch).Should().Equal(1);
    }

    [Fact]
    public async Task A_damaged_id_in_the_page_does_not_hide_the_events()
    {
        var events = StoredRuns.Told(Id, epochs: 3);
        await StoredRuns.RecordAsync(folder, Id, events);
        var page = Path.Combine(StoredRuns.Write(folder, Id, events), RunFolder.RunFile);
        File.WriteAllText(page, File.ReadAllText(page).Replace(Id, "20260314-150926-k3xq", StringComparison.Ordinal));
        (await MendAsync(Path.GetDirectoryName(page)!)).Document!.Id.Should().Be(Id);
        notes.Should().Equal($"{Id}: run.json is damaged; written again from the journal.");
    }

    [Fact]
    public async Task A_folder_that_was_renamed_is_mended_and_found_by_its_id()
    {
        var events = StoredRuns.Told(Id, epochs: 3);
        await StoredRuns.RecordAsync(folder, Id, events);
        Directory.Move(StoredRuns.Write(folder, Id, events), folder["runs", "renamed"]);
        Cut(folder["runs", "renamed", RunFolder.MetricsFile]);
        await MendAsync(folder["runs", "renamed"]);
        notes.Should().Equal($"{Id}: metrics.jsonl is damaged; written again from the journal.");
        StoredRun.Read(new RunStore("runs", folder.Path).Names().Find(Id).Folder).Folder.Should().Be(folder["runs", "renamed"]);
    }

    [Fact]
    public async Task No_journal_is_made_by_looking()
    {
        var run = StoredRuns.Write(folder, Id, StoredRuns.Told(Id, epochs: 1, RunStatus.Completed));
        File.Delete(Path.Combine(run, RunFolder.RunFile));
        (await MendAsync(run)).Should().Match<StoredRun>(found => found.Document == null && found.Reason == "its run.json is missing or damaged");
        notes.Should().Equal($"{Id}: run.json is missing, and the journal knows nothing of the run.");
        Directory.EnumerateFiles(folder["runs"]).Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_that_never_began_is_not_damaged()
    {
        Directory.CreateDirectory(folder["runs", Id]);
        var run = Path.GetDirectoryName(folder.Write($"runs/{Id}/{RunFolder.RunFile}", ""))!;
        folder.Write($"runs/{Id}/{RunLease.OwnerFile}", "{}");
        (await MendAsync(run)).Should().Match<StoredRun>(found => found.NeverBegan && found.Status == RunStatus.Interrupted && found.Reason == "it never began");
        notes.Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_whose_process_was_killed_before_it_wrote_a_file_is_written_from_its_first_event()
    {
        await StoredRuns.RecordAsync(folder, Id, StoredRuns.Told(Id, epochs: 0));
        folder.Write($"runs/{Id}/{RunLease.OwnerFile}", "{}");
        var run = Path.GetDirectoryName(folder.Write($"runs/{Id}/{RunFolder.RunFile}", ""))!;
        (await MendAsync(run)).Document!.Name.Should().Be("small");
        RunFolder.Check(run).Should().BeEmpty();
    }

    [Fact]
    public async Task The_files_of_a_run_at_work_are_left_to_its_process()
    {
        var run = StoredRuns.Write(folder, Id, StoredRuns.Told(Id, epochs: 1));
        using var lease = RunLease.Take(run, new RunOwner("there", 7, "token"), TimeProvider.System);
        Cut(Path.Combine(run, RunFolder.MetricsFile));
        (await MendAsync(run)).Holder!.Process.Should().Be(7);
        notes.Should().BeEmpty();
    }

    [Fact]
    public async Task A_journal_that_cannot_be_used_is_named_and_asked_again_at_the_next_look()
    {
        folder.Write("runs/journal.db/in-the-way", "");
        folder.Write("runs/journal.db-wal", "");
        var run = StoredRuns.Write(folder, Id, StoredRuns.Told(Id, epochs: 1));
        File.WriteAllText(Path.Combine(run, RunLease.OwnerFile), "{}");
        (await MendAsync(run)).Document!.EpochsTrained.Should().Be(1);
        notes.Should().ContainSingle().Which.Should().StartWith($"{Id}: its files may lack what its process recorded last, and cannot be written again: The journal ");
        File.Exists(Path.Combine(run, RunLease.OwnerFile)).Should().BeTrue();
    }

    private static void Cut(string file)
    {
        using var content = File.OpenWrite(file);
        content.SetLength(content.Length / 2);
    }

    private async Task<StoredRun> MendAsync(string run)
    {
        await using var mending = new RunMending(new Dictionary<string, string>(), TimeProvider.System, notes.Add);
        return await mending.MendAsync(StoredRun.Read(run), [], TestContext.Current.CancellationToken);
    }
}
