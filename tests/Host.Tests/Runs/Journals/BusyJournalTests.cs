using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Journals;

/// <summary>Another program that uses the file of a journal exclusively.</summary>
[Trait("Case", "F30")]
public sealed class BusyJournalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Journal => folder["runs", "journal.db"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("run")]
    [InlineData("remove")]
    [InlineData("resume")]
    [InlineData("serve")]
    public async Task A_verb_says_at_once_what_it_waits_for_and_goes_on_when_it_is_there(string verb)
    {
        FinishedRun.Configure(folder);
        (await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder))).MustBe(0);
        var run = Path.GetFileName(Directory.EnumerateDirectories(folder["runs"], "2*").Single());
        string[] arguments = verb switch
        {
            "run" => FinishedRun.Arguments(folder),
            "serve" => ["serve", "--urls", "http://127.0.0.1:0", "--runs", folder["runs"], "--json"],
            _ => [verb, run, "--runs", folder["runs"]],
        };
        ActorLstmProcess process;
        await using (await TakeAsync())
        {
            process = ActorLstmProcess.Start(arguments);
            await process.ErrorHas($"waiting for another program that uses the journal {Journal} exclusively, for at most 60 s");
            process.HasEnded.Should().BeFalse();
        }

        using (process)
        {
            if (verb == "serve")
            {
                await process.OutputHas("}\n");
                (await File.ReadAllTextAsync(folder["runs", "service", "log.jsonl"], Cancellation)).Should().Contain("waiting for another program that uses the journal");
                await process.SignalAsync("TERM");
            }

            (await process.WaitAsync()).MustBe(verb switch { "resume" => 2, _ => 0 });
        }
    }

    [Fact]
    public async Task After_a_minute_it_gives_up_and_leaves_the_journal_as_it_is()
    {
        await using (await RunJournals.OpenAsync(new PersistenceOptions(), folder["runs"], TimeProvider.System, Cancellation))
        {
        }

        await using var taken = await TakeAsync();
        (await FluentActions.Awaiting(() => RunJournals.OpenAsync(new PersistenceOptions(), folder["runs"], new HurryingTime(), Cancellation)).Should().ThrowAsync<InvalidInputException>())
            .WithMessage($"Another program has used the journal {Journal} exclusively for 60 s (*locked*). End that program, and try again.");
        Directory.GetFiles(folder["runs"], "*damaged*").Should().BeEmpty();
        using var alone = new FileStream(folder["runs", "journal.lock"], FileMode.Open, FileAccess.ReadWrite, FileShare.None); // Nobody holds the lock any more.
    }

    [Fact]
    public async Task A_lock_that_another_process_keeps_is_named_as_well()
    {
        FinishedRun.Configure(folder);
        (await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder))).MustBe(0);
        ActorLstmProcess process;
        using (new FileStream(folder["runs", "journal.lock"], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            process = ActorLstmProcess.Start(FinishedRun.Arguments(folder));
            await process.ErrorHas("waiting for another process that mends the journal in ");
        }

        using (process)
        {
            (await process.WaitAsync()).MustBe(0);
        }
    }

    private async Task<SqliteConnection> TakeAsync()
    {
        var connection = new SqliteConnection($"Data Source={Journal};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM tags;";
        await command.ExecuteNonQueryAsync(Cancellation);
        return connection;
    }

    // Twenty seconds go by between two looks at the clock, and no time while it is waited.
    private sealed class HurryingTime : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Add(ref now, 20);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
