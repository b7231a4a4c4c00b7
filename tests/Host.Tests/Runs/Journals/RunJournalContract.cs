using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Serialization;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Journals;

/// <summary>What every journal does, wherever it is kept.</summary>
public abstract class RunJournalContract : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static DateTimeOffset At { get; } = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    private protected string Runs => folder["runs"];

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_an_actor_writes_is_read_and_recovered_in_another_process()
    {
        await WriteAsync(("one", 12), ("two", 3));
        await using var journal = await OpenAsync();
        await ShouldReadAsync(journal, "one", 12);
        await ShouldReadAsync(journal, "two", 3);
        (await journal.ReadAsync("nobody", Cancellation)).Should().BeEquivalentTo(new JournalReading([], null));
    }

    [Theory]
    [InlineData("its checksum does not fit", 1)]
    [InlineData("its checksum does not fit", 5)]
    [InlineData("its checksum does not fit", 9)]
    [InlineData("it is marked as deleted", 5)]
    [InlineData("it names the serializer 7", 5)]
    public async Task A_damaged_event_and_all_after_it_are_set_aside_and_the_run_is_what_came_before(string fault, int place)
    {
        await WriteAsync(("one", 9), ("two", 9));
        await using var journal = await OpenAsync();
        await DamageAsync(journal, fault, place);

        var reading = await journal.ReadAsync("one", Cancellation);
        reading.Damage.Should().StartWith($"{10 - place} entries of run one in the journal cannot be used ({fault}). Its first {place - 1} events are whole");
        var file = Directory.GetFiles(Runs, "journal-damaged-*.jsonl").Should().ContainSingle().Which;
        reading.Damage.Should().Contain(file);
        var lines = await File.ReadAllLinesAsync(file, Cancellation);
        lines.Should().HaveCount(10 - place);
        lines[0].Should().Contain($"\"run\":\"one\",\"sequence_number\":{place},\"fault\":\"{fault}\"");
        lines.Skip(1).Should().AllSatisfy(line => line.Should().Contain($"event {place} is damaged"));
        await ShouldReadAsync(journal, "one", place - 1);
        await ShouldReadAsync(journal, "two", 9);
    }

    [Fact]
    public async Task A_damaged_event_of_a_batch_and_all_after_it_are_set_aside_and_it_goes_on_from_there()
    {
        IBatchEvent[] events = [new BatchStarted("two", "rates", At), new BatchPaused(At), new BatchContinued(At), new BatchEnded(RunStatus.Cancelled, "größer", At)];
        await WriteAsync(("two", 9));
        await using var journal = await OpenAsync();
        await using (var system = await JournalSystem.StartAsync(journal))
        {
            await system.WriteBatchAsync("two", events);
        }

        (await journal.ReadBatchAsync("two", Cancellation)).Should().Match<BatchReading>(reading => reading.Damage == null && reading.Events.SequenceEqual(events) && reading.State.Status == RunStatus.Cancelled);
        await journal.Database.ChangeAsync("UPDATE journal SET manifest = 'batch-paused-1' WHERE sequence_number = 3 AND persistence_id = 'batch-two'");

        var damaged = await journal.ReadBatchAsync("two", Cancellation);
        damaged.Events.Should().Equal(events.Take(2));
        damaged.Damage.Should().StartWith("2 entries of batch two in the journal cannot be used (its checksum does not fit). Its first 2 events are whole and the batch is what they say; the rest is kept in ");
        (await File.ReadAllLinesAsync(Directory.GetFiles(Runs, "journal-damaged-*.jsonl").Single(), Cancellation))[0].Should().StartWith("{\"batch\":\"two\",\"sequence_number\":3,");
        await using (var system = await JournalSystem.StartAsync(journal))
        {
            await system.WriteBatchAsync("two", events[3]);
        }

        (await journal.ReadBatchAsync("two", Cancellation)).Should().Match<BatchReading>(reading => reading.Damage == null && reading.Events.SequenceEqual(events.Take(2).Append(events[3])));
        await ShouldReadAsync(journal, "two", 9);
    }

    [Fact]
    public async Task An_event_that_is_missing_ends_the_run_before_it()
    {
        await WriteAsync(("one", 9));
        await using var journal = await OpenAsync();
        await journal.Database.ChangeAsync("DELETE FROM journal WHERE sequence_number = 4");
        (await journal.ReadAsync("one", Cancellation)).Damage.Should().StartWith("5 entries of run one in the journal cannot be used (event 4 is missing). Its first 3 events");
        await ShouldReadAsync(journal, "one", 3);
    }

    [Fact]
    public async Task A_run_whose_end_was_damaged_goes_on_from_there()
    {
        await WriteAsync(("one", 9));
        await using var journal = await OpenAsync();
        await DamageAsync(journal, "its checksum does not fit", 5);
        await journal.ReadAsync("one", Cancellation);
        await using (var system = await JournalSystem.StartAsync(journal))
        {
            await system.WriteAsync("one", [.. Events.Of("one", 7).Skip(4)]);
        }

        await ShouldReadAsync(journal, "one", 7);
    }

    [Fact]
    public async Task An_event_of_a_newer_version_is_refused_and_stays()
    {
        await WriteAsync(("one", 9));
        await using var journal = await OpenAsync();
        await journal.Database.RewriteAsync(5, (_, payload) => ("sample-9", Sealed.Of("sample-9", payload)));
        await FluentActions.Awaiting(() => journal.ReadAsync("one", Cancellation)).Should().ThrowAsync<OtherVersionException>().WithMessage("*\"sample-9\"*newer version*");
        await journal.Database.RewriteAsync(5, (_, payload) => ("sample-1", Sealed.Of("sample-1", payload)));
        await ShouldReadAsync(journal, "one", 9);
        Directory.CreateDirectory(Runs).GetFiles("journal-damaged-*").Should().BeEmpty();
    }

    [Fact]
    public async Task A_snapshot_spares_the_events_before_it_and_is_dropped_where_it_is_damaged_or_of_events_that_are_lost()
    {
        await WriteAsync(("one", 9));
        await using var journal = await OpenAsync();
        await SnapshotAsync(journal);
        await journal.ReadAsync("one", Cancellation);
        (await RecoverAsync(journal)).Snapshot.Should().NotBeNull();

        await journal.Database.ChangeAsync("UPDATE snapshot SET manifest = 'snapshot-0'");
        (await journal.ReadAsync("one", Cancellation)).Damage.Should().BeNull();
        await ShouldReadAsync(journal, "one", 9);
        (await RecoverAsync(journal)).Snapshot.Should().BeNull();

        await SnapshotAsync(journal);
        await DamageAsync(journal, "its checksum does not fit", 5);
        await journal.ReadAsync("one", Cancellation);
        (await RecoverAsync(journal)).Snapshot.Should().BeNull();
        await ShouldReadAsync(journal, "one", 4);
    }

    [Fact]
    public async Task A_run_that_is_removed_leaves_nothing_and_frees_its_bytes()
    {
        await WriteAsync(("one", 60), ("two", 9));
        await using var journal = await OpenAsync();
        await SnapshotAsync(journal);
        (await journal.RemoveAsync("one", Cancellation)).Should().BeGreaterThan(8000);
        await ShouldReadAsync(journal, "one", 0);
        await ShouldReadAsync(journal, "two", 9);
        (await journal.RemoveAsync("one", Cancellation)).Should().Be(0);
        (await RecoverAsync(journal)).Snapshot.Should().BeNull();
    }

    [Fact]
    public async Task Two_that_open_it_at_once_both_can()
    {
        var opened = await Task.WhenAll(OpenAsync(), OpenAsync(), OpenAsync());
        foreach (var journal in opened)
        {
            await using (journal)
            {
                await ShouldReadAsync(journal, "one", 0);
            }
        }
    }

    private protected abstract Task<RunJournal> OpenAsync();

    private protected async Task WriteAsync(params (string Run, int Events)[] runs)
    {
        await using var journal = await OpenAsync();
        await using var system = await JournalSystem.StartAsync(journal);
        foreach (var (run, events) in runs)
        {
            await system.WriteAsync(run, Events.Of(run, events));
        }
    }

    // Whoever reads directly and whoever recovers see the same.
    private protected static async Task ShouldReadAsync(RunJournal journal, string run, int events)
    {
        var reading = await journal.ReadAsync(run, Cancellation);
        reading.Damage.Should().BeNull();
        reading.Events.Should().BeEquivalentTo(Events.Of(run, events), Events.Exactly);
        await using var system = await JournalSystem.StartAsync(journal);
        var recovered = await system.RecoverAsync(run);
        if (recovered.Snapshot is null)
        {
            recovered.Events.Should().BeEquivalentTo(Events.Of(run, events), Events.Exactly);
        }
    }

    private static async Task DamageAsync(RunJournal journal, string fault, int place)
    {
        switch (fault)
        {
            case "it is marked as deleted":
                await journal.Database.ChangeAsync($"UPDATE journal SET deleted = (1 = 1) WHERE sequence_number = {place} AND persistence_id = 'run-one'");
                break;
            case "it names the serializer 7":
                await journal.Database.ChangeAsync($"UPDATE journal SET identifier = 7 WHERE sequence_number = {place} AND persistence_id = 'run-one'");
                break;
            default:
                await journal.Database.RewriteAsync(place, (manifest, payload) =>
                {
                    payload[payload.Length / 2] ^= 4;
                    return (manifest, payload);
                });
                break;
        }
    }

    private static async Task SnapshotAsync(RunJournal journal)
    {
        await using var system = await JournalSystem.StartAsync(journal);
        await system.SnapshotAsync("one");
    }

    private static async Task<JournalSystem.Recovered> RecoverAsync(RunJournal journal)
    {
        await using var system = await JournalSystem.StartAsync(journal);
        return await system.RecoverAsync("one");
    }
}
