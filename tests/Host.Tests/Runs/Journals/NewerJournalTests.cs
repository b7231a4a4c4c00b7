using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Journals;

/// <summary>A journal that a newer version of the program wrote is refused, and nothing of it is changed.</summary>
[Trait("Case", "F31")]
public sealed class NewerJournalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Journal => folder["runs", "journal.db"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("PRAGMA user_version = 1", "it has the format 1")]
    [InlineData("ALTER TABLE journal ADD COLUMN event_format INTEGER NOT NULL DEFAULT 2", "it has the columns journal.event_format")]
    [InlineData("ALTER TABLE snapshot ADD COLUMN codec TEXT; CREATE INDEX snapshot_codec ON snapshot (codec)", "it has the columns snapshot.codec")]
    public async Task A_file_of_a_newer_version_is_refused_by_every_verb_and_left_untouched(string change, string sign)
    {
        FinishedRun.Configure(folder);
        (await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder))).MustBe(0);
        var run = Path.GetFileName(Directory.EnumerateDirectories(folder["runs"], "2*").Single());
        await ChangeAsync(change);
        var before = await File.ReadAllBytesAsync(Journal, Cancellation);
        foreach (var arguments in new string[][] { ["resume", run], ["remove", run], ["run", folder["small.conf"]], ["serve", "--urls", "http://127.0.0.1:0"] })
        {
            var refused = await ActorLstmProcess.RunAsync([.. arguments, "--runs", folder["runs"]]);
            refused.MustBe(2);
            refused.Error.Should().Contain("newer version of the program").And.Contain(sign).And.NotContain("damaged");
        }

        (await File.ReadAllBytesAsync(Journal, Cancellation)).Should().Equal(before);
        Directory.GetFiles(folder["runs"], "*damaged*").Should().BeEmpty();
        Directory.EnumerateDirectories(folder["runs"], "2*").Should().ContainSingle();
    }

    [Fact]
    public async Task An_event_of_a_newer_version_is_refused_and_stays()
    {
        FinishedRun.Configure(folder);
        (await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder))).MustBe(0);
        var run = Path.GetFileName(Directory.EnumerateDirectories(folder["runs"], "2*").Single());
        await ChangeAsync("UPDATE journal SET manifest = 'ended-2' WHERE manifest = 'ended-1'");
        await ChangeAsync($"UPDATE journal SET message = X'{Convert.ToHexString(NewerEvent())}' WHERE manifest = 'ended-2'");

        var refused = await ActorLstmProcess.RunAsync("resume", run, "--runs", folder["runs"]);

        refused.MustBe(2);
        refused.Error.Should().Contain("\"ended-2\", which a newer version of the program wrote: use that one.");
        Directory.GetFiles(folder["runs"], "*damaged*").Should().BeEmpty();
    }

    [Fact]
    public async Task Tables_of_a_newer_version_on_a_server_are_refused_and_left_untouched()
    {
        var server = new TestServer();
        await server.InitializeAsync();
        await using (await RunJournals.OpenAsync(server.Options, folder["runs"], TimeProvider.System, Cancellation))
        {
        }

        await using (var source = NpgsqlDataSource.Create(server.Options.ConnectionString!))
        await using (var command = source.CreateCommand("ALTER TABLE journal ADD COLUMN event_format INTEGER NOT NULL DEFAULT 2"))
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        (await FluentActions.Awaiting(() => RunJournals.OpenAsync(server.Options, folder["runs"], TimeProvider.System, Cancellation)).Should().ThrowAsync<InvalidInputException>())
            .WithMessage("A newer version of the program, or another program, changed the journal on *: it has the columns journal.event_format*");
        await server.DisposeAsync();
    }

    // As RunPayload seals it: the JSON, " #", and sixteen digits of the hash over manifest and JSON.
    private static byte[] NewerEvent()
    {
        byte[] json = [.. "{\"how\":\"new\"}"u8];
        byte[] sealedText = [.. "ended-2"u8, .. json];
        var seal = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(sealedText))[..16];
        return [.. json, .. System.Text.Encoding.ASCII.GetBytes($" #{seal}")];
    }

    private async Task ChangeAsync(string change)
    {
        await using var connection = new SqliteConnection($"Data Source={Journal};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those of the tests.
        command.CommandText = change + "; PRAGMA wal_checkpoint(TRUNCATE);";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
