using System.Text;
using ActorLstm.Actors.Batches;
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

/// <summary>What watchers of a batch are told, with a journal of its own and a clock that stands still unless it is moved.</summary>
public sealed class BatchEventLogsTests : IAsyncLifetime
{
    private const string Id = "20260314-150926-batc";

    private static readonly DateTimeOffset At = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);
    private static readonly IReadOnlyList<string> Runs = ["20260314-150926-aaaa", "20260314-150926-bbbb"];
    private static readonly IReadOnlyList<BatchMember> Members = [.. Enumerable.Range(1, 2).Select(number => new BatchMember(number, $"identity-{number}", new Dictionary<string, string>(), 9, 0))];

    private static readonly IReadOnlyList<IBatchEvent> Events =
    [
        new BatchStarted(Id, "rates", At), new MembersAdded(Members, At), new BatchTaken(new RunOwner("there", 7, "token"), new BatchOptions(), [], [], "/home", At),
        new MemberBegun(1, Runs[0], At), new MemberBegun(2, Runs[1], At),
    ];

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private RunJournal journal = null!;
    private JournalSystem system = null!;
    private BatchEventLogs logs = null!;

    public async ValueTask InitializeAsync()
    {
        journal = await RunJournals.OpenAsync(new PersistenceOptions(), folder.Path, TimeProvider.System, TestContext.Current.CancellationToken);
        system = await JournalSystem.StartAsync(journal);
        logs = new BatchEventLogs(journal, time);
    }

    public async ValueTask DisposeAsync()
    {
        await system.DisposeAsync();
        await journal.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task What_a_run_comes_to_is_told_to_all_who_watch_as_the_same_bytes_and_to_who_comes_back_after_the_event_before_it()
    {
        await system.WriteBatchAsync(Id, Events);
        await using var one = Watch();
        await using var other = Watch();
        (await NextAsync(one)).Select(line => line.Number).Should().Equal(1, 2, 3, 4, 5, null);
        (await NextAsync(other))[^1].Should().Be(EventLine.Present);

        var told = StoredRuns.Told(Runs[1], 1);
        var epoch = told.OfType<EpochTrained>().Single();
        logs.Hear(Id, new BatchRunNotice(Member(2), new RunChanged(epoch, told.Aggregate(RunState.Initial, (run, happened) => run.Apply(happened))) { Number = 2 }));
        var (toOne, toOther) = (await NextAsync(one), await NextAsync(other));

        var line = toOne.Should().ContainSingle().Subject;
        line.Text.Should().BeSameAs(toOther[0].Text);
        line.Recorded.Should().BeSameAs(toOther[0].Recorded);
        Encoding.UTF8.GetString(line.Text).Should().StartWith($"event: epoch\ndata: {{\"number\":2,\"run_id\":\"{Runs[1]}\",").And.EndWith("}\n\n");
        Encoding.UTF8.GetString(line.Recorded).Should().StartWith("event: 2/2/epoch-1\ndata: {");
        await using var again = Watch(after: 4);
        (await NextAsync(again)).Select(known => known.Number).Should().Equal(5, null, null);
    }

    [Fact]
    public async Task Events_that_were_missed_while_the_journal_was_read_are_told_with_the_next_one()
    {
        await system.WriteBatchAsync(Id, [.. Events.Take(2)]);
        await using var watcher = Watch();
        (await NextAsync(watcher)).Select(line => line.Number).Should().Equal(1, 2, null);

        await system.WriteBatchAsync(Id, [.. Events.Skip(2)]);
        logs.Hear(Id, new BatchChanged(Events[4], State(5)) { Number = 5 });

        (await NextAsync(watcher)).Select(line => line.Number).Should().Equal(3, 4, 5);
    }

    [Fact]
    public async Task Progress_of_all_runs_is_told_now_and_then_together()
    {
        await system.WriteBatchAsync(Id, Events);
        await using var watcher = Watch();
        await NextAsync(watcher);

        Hear(1, batch: 1);
        Progress(await NextAsync(watcher)).Should().Equal((1, 1));

        Hear(2, batch: 1);
        Hear(1, batch: 2);
        var next = NextAsync(watcher);
        time.Advance(TimeSpan.FromMilliseconds(500));
        Hear(1, batch: 3);
        Progress(await next).Should().Equal((2, 1), (1, 3));
    }

    private static BatchState State(int events) => Events.Take(events).Aggregate(BatchState.Initial, (batch, happened) => batch.Apply(happened));

    private static MemberState Member(int number) => State(Events.Count).Members[number];

    private static IEnumerable<(int Number, int Batch)> Progress(IReadOnlyList<EventLine> lines) =>
        from line in lines
        let document = System.Text.Json.Nodes.JsonNode.Parse(Encoding.UTF8.GetString(line.Text).Split("data: ")[1])!
        select ((int)document["number"]!, (int)document["batch"]!);

    private static async Task<IReadOnlyList<EventLine>> NextAsync(IAsyncEnumerator<IReadOnlyList<EventLine>> watcher)
    {
        (await watcher.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Should().BeTrue();
        return watcher.Current;
    }

    private IAsyncEnumerator<IReadOnlyList<EventLine>> Watch(long after = 0) => logs.WatchAsync(Id, after, () => null, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

    private void Hear(int number, int batch) => logs.Hear(Id, new BatchRunNotice(Member(number), new RunProgressed(new SliceProgress(1, batch, 10, 32L * batch, 2.5, batch, 0.01, 2.5))));
}
