using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Service.Events;
using ActorLstm.Host.Tests.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ActorLstm.Host.Tests.Service.Events;

/// <summary>What watchers of a run are told, with a journal of its own and a clock that stands still unless it is moved.</summary>
public sealed class RunEventLogsTests : IAsyncLifetime
{
    private const string Id = "20260314-150926-abcd";

    private static readonly IReadOnlyList<IRunEvent> Events = StoredRuns.Told(Id, 3);

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private RunJournal journal = null!;
    private JournalSystem system = null!;
    private RunEventLogs logs = null!;

    public async ValueTask InitializeAsync()
    {
        journal = await RunJournals.OpenAsync(new PersistenceOptions(), folder.Path, TimeProvider.System, TestContext.Current.CancellationToken);
        system = await JournalSystem.StartAsync(journal);
        logs = new RunEventLogs(journal, time);
    }

    public async ValueTask DisposeAsync()
    {
        await system.DisposeAsync();
        await journal.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Events_that_were_missed_while_the_journal_was_read_are_told_with_the_next_one()
    {
        await system.WriteAsync(Id, [.. Events.Take(2)]);
        await using var watcher = Watch();
        (await NextAsync(watcher)).Select(line => line.Number).Should().Equal(1, 2, null);

        await system.WriteAsync(Id, [.. Events.Skip(2).Take(3)]);
        Hear(5); // What was told of 3 and 4 came too early to be heard.

        (await NextAsync(watcher)).Select(line => line.Number).Should().Equal(3, 4, 5);
        Hear(6);
        (await NextAsync(watcher)).Select(line => line.Number).Should().Equal(6);
    }

    [Fact]
    public async Task Progress_is_told_now_and_then_and_to_all_who_watch_as_the_same_bytes()
    {
        await system.WriteAsync(Id, Events[0]);
        await using var one = Watch();
        await using var other = Watch();
        var (toOne, toOther) = (await NextAsync(one), await NextAsync(other));
        toOne[0].Text.Should().BeSameAs(toOther[0].Text);

        logs.Hear(Id, new RunProgressed(Slice(1)));
        (toOne, toOther) = (await NextAsync(one), await NextAsync(other));
        toOne.Should().ContainSingle().Which.Progress!.Batch.Should().Be(1);
        toOne[0].Text.Should().BeSameAs(toOther[0].Text);

        logs.Hear(Id, new RunProgressed(Slice(2)));
        var next = NextAsync(one);
        time.Advance(TimeSpan.FromMilliseconds(500));
        logs.Hear(Id, new RunProgressed(Slice(3)));
        (await next).Should().ContainSingle().Which.Progress!.Batch.Should().Be(3);
    }

    [Fact]
    public void Nothing_is_told_before_the_journal_was_read_and_then_what_comes_after_the_last_event_that_is_known()
    {
        var log = new RunEventLog(time);
        log.Append(5, Events[4]);
        log.Read(2, null, 0).Should().Match<EventReading>(reading => reading.Lines.Count == 0 && reading.Place == null);

        log.Append(0, [.. Events.Take(5)]);

        log.Read(2, null, 0).Lines.Select(line => line.Number).Should().Equal(3, 4, 5);
    }

    [Fact]
    public async Task Where_nobody_works_on_it_any_more_a_watcher_is_told_all_that_was_recorded_before_it_is_told_so()
    {
        await system.WriteAsync(Id, [.. Events.Take(2)]);
        EventLine? left = null;
        await using var one = Watch(() => left);
        await NextAsync(one);
        var idle = NextAsync(one);
        time.Advance(TimeSpan.FromMilliseconds(500));
        await using var other = Watch(() => left);
        await NextAsync(other);
        var next = NextAsync(other);
        time.Advance(TimeSpan.FromMilliseconds(500)); // Now the first one has the journal read again, and in half a second the other would not.

        await system.WriteAsync(Id, Events[2]); // As another process does, which then ends without a word.
        left = EventLine.Left("run_left", RunStatus.Interrupted, null);
        time.Advance(TimeSpan.FromMilliseconds(500));

        (await next).Select(line => line.Number).Should().Equal(3);
        (await idle).Select(line => line.Number).Should().Equal(3);
        var last = NextAsync(other);
        time.Advance(TimeSpan.FromSeconds(1));
        (await last).Should().Equal(left);
    }

    private static SliceProgress Slice(int batch) => new(1, batch, 10, 32L * batch, 2.5, batch, 0.01, 2.5);

    private static async Task<IReadOnlyList<EventLine>> NextAsync(IAsyncEnumerator<IReadOnlyList<EventLine>> watcher)
    {
        (await watcher.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Should().BeTrue();
        return watcher.Current;
    }

    private IAsyncEnumerator<IReadOnlyList<EventLine>> Watch(Func<EventLine?>? leave = null) => logs.WatchAsync(Id, 0, leave ?? (() => null), TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

    private void Hear(int number) => logs.Hear(Id, new RunChanged(Events[number - 1], Events.Take(number).Aggregate(RunState.Initial, (run, happened) => run.Apply(happened))) { Number = number });
}
