using System.Data.Common;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using AwesomeAssertions;
using LinqToDB.Data;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Journals;

public sealed class SqliteJournalTests : RunJournalContract
{
    [Fact]
    public async Task Whoever_connects_writes_through_to_the_disk_and_waits_for_others()
    {
        await using var journal = await OpenAsync();
        await using var direct = await journal.Database.ConnectAsync(Cancellation);
        await RequireSettingsAsync(direct);
        await using var ofAkka = new DataConnection(journal.Database.DataOptions);
        await RequireSettingsAsync(await ofAkka.OpenDbConnectionAsync(Cancellation));
    }

    [Fact]
    public async Task Only_the_file_and_its_lock_are_left_when_it_is_closed()
    {
        await WriteAsync(("one", 9));
        Directory.GetFiles(Runs).Select(Path.GetFileName).Should().BeEquivalentTo("journal.db", "journal.lock");
    }

    [Fact]
    public async Task A_run_that_is_removed_makes_the_file_smaller()
    {
        await WriteAsync(("one", 200), ("two", 9));
        var file = new FileInfo(Path.Combine(Runs, "journal.db"));
        var before = file.Length;
        await using (var journal = await OpenAsync())
        {
            var freed = await journal.RemoveAsync("one", Cancellation);
            file.Refresh();
            (before - file.Length).Should().Be(freed).And.BeGreaterThan(80_000);
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        await File.WriteAllTextAsync(Runs, "no folder", Cancellation);
        (await FluentActions.Awaiting(OpenAsync).Should().ThrowAsync<InvalidInputException>()).WithMessage($"The journal {Runs}*cannot be opened: *Name another folder with --runs or ACTORLSTM_RUNS.");
    }

    private protected override Task<RunJournal> OpenAsync() => RunJournals.OpenAsync(new PersistenceOptions(), Runs, TimeProvider.System, Cancellation);

    private static async Task RequireSettingsAsync(DbConnection connection)
    {
        (await connection.ValueAsync<long>("PRAGMA synchronous", Cancellation)).Should().Be(2, "that is FULL");
        (await connection.ValueAsync<long>("PRAGMA busy_timeout", Cancellation)).Should().Be(60_000);
        (await connection.ValueAsync<string>("PRAGMA journal_mode", Cancellation)).Should().Be("wal");
        (await connection.ValueAsync<long>("PRAGMA auto_vacuum", Cancellation)).Should().Be(2, "that is INCREMENTAL");
    }
}
