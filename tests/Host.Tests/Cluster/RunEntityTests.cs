using System.Threading.Channels;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Scheduling;
using ActorLstm.Host.Cluster.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Tests.Support;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Persistence;
using Akka.TestKit;
using AwesomeAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog.Core;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>A run of a cluster on its node. The time of the actors stands still unless a test advances it.</summary>
public sealed class RunEntityTests : IAsyncLifetime
{
    private const string Id = "20260314-150926-k3xp";
    private const string Other = "20260314-150927-m4yq";
    private const string Node = "here:1";
    private const string VirtualTime = """akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """;

    // Longer than whoever follows a run waits before it asks for it once more, shorter than it is remembered.
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder folder = new();
    private RunJournal? journal;
    private IHost? host;
    private DeadRuns? runs;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        journal = await RunJournals.OpenAsync(new PersistenceOptions(), folder["runs"], TimeProvider.System, Cancellation);
        host = await ActorHost.StartAsync(VirtualTime, journal, Logger.None);
        runs = new DeadRuns(folder, journal);
    }

    public async ValueTask DisposeAsync()
    {
        await ActorHost.StopAsync(host!);
        await journal!.DisposeAsync();
        runs!.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_run_that_stands_still_and_is_asked_for_no_more_is_let_go()
    {
        var node = await BeginAsync();
        await node.KeepAsync(await FirstEpochAsync());
        await StandsStillAsync(node);
        for (var times = 0; times < 4; times++)
        {
            await node.KeepAsync(await FirstEpochAsync());
            Pass(AWhile);
        }

        (await ReadAsync()).IsHeld.Should().BeTrue("it was asked for all the time");
        Pass(AWhile);
        await node.NextAsync<Passivate>();
        (await ReadAsync()).Should().Match<RunState>(run => run.Status == RunStatus.Interrupted && run.Reason == "it waits, and nobody follows it");
        RunLease.Take(folder["runs", Id], RunOwner.ThisProcess(), TimeProvider.System).Dispose();
    }

    [Fact]
    public async Task A_run_that_failed_is_tried_once_more_only_by_whoever_knew_that_it_had()
    {
        var first = await BeginAsync();
        await first.KeepAsync(await FirstEpochAsync());
        await StandsStillAsync(first);
        await first.KeepAsync(await FirstEpochAsync() with { Order = new RunOrder(1, RunOrderKind.Interrupt) });
        await first.NextAsync<RunLeft>();
        var recorded = new TaskCompletionSource();
        System.ActorOf(Props.Create(() => new Recorder(recorded))).Tell(new RunEnded(RunStatus.Failed, "out of memory", DateTimeOffset.UnixEpoch));
        await recorded.Task;
        var events = await journal!.LastNumberAsync(Id, Cancellation);

        var begunByItself = await BeginAsync();
        Pass(AWhile);
        await begunByItself.NextAsync<Passivate>();
        (await ReadAsync()).Status.Should().Be(RunStatus.Failed, "the node that had it may have died before its last word");

        var askedOnceMore = await BeginAsync();
        await askedOnceMore.KeepAsync(await FirstEpochAsync() with { Since = events - 1 });
        (await askedOnceMore.NextAsync<RunLeft>()).Events.Should().Be(events, "whoever follows it did not hear its last word");

        var askedAnew = await BeginAsync();
        await askedAnew.KeepAsync(await FirstEpochAsync() with { Since = events });
        await StandsStillAsync(askedAnew);
    }

    [Fact]
    [Trait("Case", "F1")]
    public async Task Runs_of_a_node_that_fit_only_one_after_the_other_wait_for_each_other()
    {
        var memory = System.ActorOf(SlotQueueActor.Props(int.MaxValue, memory: 1));
        var first = await BeginAsync(Id, memory: memory);
        await first.KeepAsync(await FirstEpochAsync());
        await StandsStillAsync(first);
        var second = await BeginAsync(Other, memory: memory);
        await second.KeepAsync(await FirstEpochAsync(Other));
        (await second.NextAsync<RunStands>()).Events.Should().Be(0);
        await first.KeepAsync(await FirstEpochAsync() with { Order = new RunOrder(1, RunOrderKind.Interrupt) });
        await first.NextAsync<RunLeft>();
        await StandsStillAsync(second, Other);
        (await EventsAsync(Other)).OfType<RunStarted>().Single().At.Should().BeOnOrAfter((await EventsAsync(Id)).OfType<RunEnded>().Single().At);
    }

    [Fact]
    [Trait("Case", "F1")]
    public async Task A_paused_run_gives_its_memory_to_others_and_continues_once_it_is_free_again()
    {
        var memory = System.ActorOf(SlotQueueActor.Props(int.MaxValue, memory: 1));
        var endless = new KeepRun(new RunAssignment(Id, "slot", await ConfigurationAsync("experiment.epochs = 1000000, sampling.every-epochs = 1000000")), null, Since: 0);
        var first = await BeginAsync(Id, memory: memory);
        await first.KeepAsync(endless);
        await FollowAsync<EpochTrained>(first, Id);
        var second = await BeginAsync(Other, memory: memory);
        await second.KeepAsync(await FirstEpochAsync(Other));
        await first.KeepAsync(endless with { Order = new RunOrder(1, RunOrderKind.Pause) });
        await StandsStillAsync(second, Other);
        (await ReadAsync(Id)).Status.Should().Be(RunStatus.Paused);

        await first.KeepAsync(endless with { Order = new RunOrder(2, RunOrderKind.Continue) });
        (await ReadAsync(Id)).Status.Should().Be(RunStatus.Paused, "the other run has the memory");
        await second.KeepAsync(await FirstEpochAsync(Other) with { Order = new RunOrder(1, RunOrderKind.Interrupt) });
        await second.NextAsync<RunLeft>();
        await FollowAsync<RunContinued>(first, Id);
        (await EventsAsync(Id)).OfType<RunContinued>().Single().At.Should().BeOnOrAfter((await EventsAsync(Other)).OfType<RunEnded>().Single().At);
    }

    [Fact]
    [Trait("Case", "F4")]
    public async Task A_run_of_a_batch_that_trains_with_torch_keeps_its_threads_whatever_the_coordinator_asks_for()
    {
        var batch = new BatchFacts("20260314-150920-batc", "rates", 1, new Dictionary<string, string>());
        var keep = new KeepRun(new RunAssignment(Id, "slot", await ConfigurationAsync("experiment.epochs = 3, training { kernel = torch, threads = 1 }"), batch, EpochLimit: 1, Threads: 1), null, Since: 0);
        var first = await BeginAsync();
        await first.KeepAsync(keep);
        await StandsStillAsync(first);
        await first.KeepAsync(keep with { Order = new RunOrder(1, RunOrderKind.Interrupt) });
        await first.NextAsync<RunLeft>();

        var second = await BeginAsync();
        await second.KeepAsync(keep with { Assignment = keep.Assignment with { EpochLimit = 2, Threads = 2 } });
        await StandsStillAsync(second);
        (await ReadAsync()).Should().Match<RunState>(run => run.Facts!.Threads == 1 && run.Epochs.Count == 2 && run.Drift.Count == 0);
    }

    [Theory]
    [Trait("Case", "F1")]
    [InlineData(RunOrderKind.Cancel, RunStatus.Cancelled)]
    [InlineData(RunOrderKind.Interrupt, RunStatus.Interrupted)]
    public async Task A_run_that_waits_for_its_turn_ends_when_it_is_told_to(RunOrderKind kind, RunStatus status)
    {
        await runs!.RecordAsync(Id, deaths: 1);
        using var healthy = await runs.OpenHealthyAsync();
        var node = await BeginAsync();
        await node.KeepAsync(new KeepRun(new RunAssignment(Id, "slot"), null, Since: 1));
        await node.KeepAsync(new KeepRun(new RunAssignment(Id, "slot"), new RunOrder(1, kind, Reason: "the test"), Since: 1));

        await node.NextAsync<RunLeft>();
        var run = await ReadAsync();
        run.Status.Should().Be(status);
        run.DeathsBefore(RunOwner.ThisProcess()).Should().Be(status == RunStatus.Interrupted ? 1 : 0);
    }

    [Fact]
    [Trait("Case", "F1")]
    public async Task A_run_that_is_paused_while_it_waits_for_its_turn_continues_when_the_turn_comes()
    {
        await runs!.RecordAsync(Id, deaths: 1);
        var node = await BeginAsync();
        using (await runs.OpenHealthyAsync())
        {
            await node.KeepAsync(new KeepRun(new RunAssignment(Id, "slot", EpochLimit: 1), null, Since: 1));
            await node.KeepAsync(new KeepRun(new RunAssignment(Id, "slot", EpochLimit: 1), new RunOrder(1, RunOrderKind.Pause), Since: 1));
            await HasAsync(node, run => run.Status == RunStatus.Paused);
            await node.KeepAsync(new KeepRun(new RunAssignment(Id, "slot", EpochLimit: 1), new RunOrder(2, RunOrderKind.Continue), Since: 1));
            (await ReadAsync()).Status.Should().Be(RunStatus.Paused, "its turn has not come");
        }

        await StandsStillAsync(node);
    }

    [Fact]
    [Trait("Case", "F1")]
    public async Task A_run_that_continues_waits_for_its_turn_before_its_memory_and_so_blocks_no_run_before_it()
    {
        await runs!.RecordAsync(Id, deaths: 1);
        await runs.RecordAsync(Other, deaths: 1);
        var memory = System.ActorOf(SlotQueueActor.Props(int.MaxValue, memory: 1));
        var (first, second) = (await BeginAsync(Id, memory: memory), await BeginAsync(Other, memory: memory));
        using (await runs.OpenHealthyAsync())
        {
            await first.KeepAsync(FromJournal(Id));
            await second.KeepAsync(FromJournal(Other));
            await second.KeepAsync(FromJournal(Other, new RunOrder(1, RunOrderKind.Pause)));
            await HasAsync(second, run => run.Status == RunStatus.Paused, Other);
            await second.KeepAsync(FromJournal(Other, new RunOrder(2, RunOrderKind.Continue)));
            await memory.Ask<ActorIdentity>(new Identify(null), Cancellation);
            await second.KeepAsync(FromJournal(Other, new RunOrder(2, RunOrderKind.Continue)));
        }

        await StandsStillAsync(first);
        await first.KeepAsync(FromJournal(Id, new RunOrder(1, RunOrderKind.Interrupt)));
        await first.NextAsync<RunLeft>();
        await StandsStillAsync(second, Other);
    }

    [Fact]
    [Trait("Case", "F1")]
    public async Task A_run_that_is_paused_again_while_it_waits_for_its_turn_keeps_no_memory()
    {
        await runs!.RecordAsync(Id, deaths: 1);
        var memory = System.ActorOf(SlotQueueActor.Props(int.MaxValue, memory: 1));
        using var healthy = await runs.OpenHealthyAsync();
        var node = await BeginAsync(memory: memory);
        await node.KeepAsync(FromJournal(Id, new RunOrder(1, RunOrderKind.Pause)));
        await HasAsync(node, run => run.Status == RunStatus.Paused);
        await node.KeepAsync(FromJournal(Id, new RunOrder(2, RunOrderKind.Continue)));
        await memory.Ask<ActorIdentity>(new Identify(null), Cancellation);
        await node.KeepAsync(FromJournal(Id, new RunOrder(2, RunOrderKind.Continue)));
        await node.KeepAsync(FromJournal(Id, new RunOrder(3, RunOrderKind.Pause)));

        var other = await BeginAsync(Other, memory: memory);
        await other.KeepAsync(await FirstEpochAsync(Other));
        await StandsStillAsync(other, Other);
        (await ReadAsync()).Status.Should().Be(RunStatus.Paused);
    }

    [Fact]
    [Trait("Case", "F1")]
    public async Task A_run_that_is_paused_from_the_start_and_continues_at_once_has_its_turn_until_it_progresses()
    {
        await runs!.RecordAsync(Id, deaths: 1);
        var node = await BeginAsync();
        await node.KeepAsync(FromJournal(Id, new RunOrder(1, RunOrderKind.Pause)));
        await node.NextAsync<RunStands>();
        await node.KeepAsync(FromJournal(Id, new RunOrder(2, RunOrderKind.Continue)));
        while ((await EventsAsync(Id)).SkipWhile(happened => happened is not RunPaused).All(happened => happened is not (RunResumed or RunContinued)))
        {
            await node.NextAsync<RunStands>();
        }

        using var healthy = await runs.OpenHealthyAsync();
        (await ReadAsync()).HasProgressed.Should().BeTrue("a run with a death begins alone");
    }

    [Theory]
    [Trait("Case", "F1")]
    [InlineData(RunOrderKind.Cancel)]
    [InlineData(RunOrderKind.Interrupt)]
    public async Task A_run_that_is_to_end_while_it_waits_for_memory_never_begins(RunOrderKind kind)
    {
        var (_, second) = await WaitForMemoryAsync();
        await second.KeepAsync(await FirstEpochAsync(Other) with { Order = new RunOrder(1, kind, Reason: "the test") });
        (await second.NextAsync<RunLeft>()).Events.Should().Be(0);
        (await EventsAsync(Other)).Should().BeEmpty();
        (await ReadAsync()).IsHeld.Should().BeTrue("it has the memory");
    }

    [Fact]
    [Trait("Case", "F1")]
    public async Task A_run_that_is_paused_while_it_waits_for_memory_is_paused_from_the_start_and_trains_when_it_continues()
    {
        var (first, second) = await WaitForMemoryAsync();
        await second.KeepAsync(await FirstEpochAsync(Other) with { Order = new RunOrder(1, RunOrderKind.Pause) });
        await HasAsync(second, run => run.Status == RunStatus.Paused, Other);
        (await EventsAsync(Other)).Select(happened => happened.At).Distinct().Should().ContainSingle("the run starts as paused, and no trainer is told to halt");

        await second.KeepAsync(await FirstEpochAsync(Other) with { Order = new RunOrder(2, RunOrderKind.Continue) });
        await first.KeepAsync(await FirstEpochAsync() with { Order = new RunOrder(1, RunOrderKind.Interrupt) });
        await StandsStillAsync(second, Other);
    }

    [Fact]
    [Trait("Case", "F1")]
    public async Task A_node_that_leaves_does_not_wait_for_the_turn_of_a_run()
    {
        await runs!.RecordAsync(Id, deaths: 1);
        using var healthy = await runs.OpenHealthyAsync();
        var node = await BeginAsync();
        await node.KeepAsync(new KeepRun(new RunAssignment(Id, "slot"), null, Since: 1));
        node.HandOver();

        await node.NextAsync<Terminated>();
        (await ReadAsync()).DeathsBefore(RunOwner.ThisProcess()).Should().Be(1);
        RunLease.Take(folder["runs", Id], RunOwner.ThisProcess(), TimeProvider.System).Dispose();
    }

    [Theory]
    [Trait("Case", "F1")]
    [InlineData(false, 3, 1)]
    [InlineData(true, 2, 1)]
    [InlineData(true, 3, 0)]
    public async Task A_run_that_a_person_resumes_is_not_set_aside_and_its_deaths_are_counted_anew_once(bool isByHand, int since, int failures)
    {
        await runs!.RecordAsync(Id, deaths: 3);
        var node = await BeginAsync();
        await node.KeepAsync(new KeepRun(new RunAssignment(Id, "slot", EpochLimit: 1, IsByHand: isByHand), null, since));
        if (failures > 0)
        {
            await node.NextAsync<RunLeft>();
            (await ReadAsync()).IsSetAside.Should().BeTrue();
        }
        else
        {
            await StandsStillAsync(node);
            (await ReadAsync()).Life.Deaths.Should().Be(0);
        }
    }

    [Fact]
    [Trait("Case", "F1")]
    public async Task A_run_whose_texts_no_sampler_generates_keeps_no_other_run_waiting()
    {
        using var shared = new DeadRuns(folder, journal!) { Site = runs!.Site with { Samplers = System.DeadLetters } };
        var checkpoint = new CheckpointRef(new string('1', 64), 1, 1);
        DateTimeOffset now = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);
        await shared.RecordAsync(
            Other, deaths: 1, batch: null,
            new EpochTrained(1, 2.5, 1, 100, 0.01, checkpoint, "the river as", now), new EpochTrained(2, 2.5, 1, 100, 0.01, null, null, now));
        await runs.RecordAsync(Id, deaths: 1);

        var owing = await BeginAsync(Other, shared.Site);
        await owing.KeepAsync(new KeepRun(new RunAssignment(Other, "slot"), null, Since: 3));
        await owing.NextAsync<RunStands>();
        var node = await BeginAsync(site: shared.Site);
        await node.KeepAsync(new KeepRun(new RunAssignment(Id, "slot", EpochLimit: 1), null, Since: 1));
        await HasAsync(node, run => run.Epochs.Count == 1);
    }

    private ActorSystem System => host!.Services.GetRequiredService<ActorSystem>();

    private void Pass(TimeSpan time) => ((TestScheduler)System.Scheduler).Advance(time);

    // The second run waits until the first one, which stands still, gives its memory back.
    private async Task<(Asker First, Asker Second)> WaitForMemoryAsync()
    {
        var memory = System.ActorOf(SlotQueueActor.Props(int.MaxValue, memory: 1));
        var first = await BeginAsync(Id, memory: memory);
        await first.KeepAsync(await FirstEpochAsync());
        await StandsStillAsync(first);
        var second = await BeginAsync(Other, memory: memory);
        await second.KeepAsync(await FirstEpochAsync(Other));
        await second.NextAsync<RunStands>();
        return (first, second);
    }

    private static KeepRun FromJournal(string id, RunOrder? order = null) => new(new RunAssignment(id, "slot", EpochLimit: 1), order, Since: 1);

    private async Task<KeepRun> FirstEpochAsync(string id = Id) => new(new RunAssignment(id, "slot", await ConfigurationAsync(), EpochLimit: 1), null, Since: 0);

    private async Task<string> ConfigurationAsync(string otherwise = "") =>
        $"{await File.ReadAllTextAsync(FinishedRun.Configure(folder), Cancellation)}\nactorlstm {{ {otherwise} }}";

    private Task<Asker> BeginAsync(string id = Id, LocalRunSite? site = null, IActorRef? memory = null) =>
        Asker.BeginAsync(System, RunEntityActor.Props(id, site ?? runs!.Site, Node, memory ?? System.ActorOf(SlotQueueActor.Props(int.MaxValue))));

    private Task StandsStillAsync(Asker node, string id = Id) => HasAsync(node, run => run.IsHeld, id);

    private async Task HasAsync(Asker node, Func<RunState, bool> isSo, string id = Id)
    {
        while (!isSo(await ReadAsync(id)))
        {
            await node.NextAsync<RunStands>();
        }
    }

    private async Task FollowAsync<T>(Asker node, string id)
        where T : IRunEvent
    {
        while (!(await EventsAsync(id)).OfType<T>().Any())
        {
            await node.NextAsync<RunStands>();
        }
    }

    private async Task<IReadOnlyList<IRunEvent>> EventsAsync(string id) => await journal!.PeekAsync(id, 0, Cancellation);

    private async Task<RunState> ReadAsync(string id = Id) => (await EventsAsync(id)).Aggregate(RunState.Initial, (state, happened) => state.Apply(happened));

    /// <summary>Stands above a run and follows it.</summary>
    private sealed class Asker
    {
        private readonly Channel<object> heard = Channel.CreateUnbounded<object>();
        private IActorRef follower = ActorRefs.Nobody;
        private IActorRef run = ActorRefs.Nobody;

        public static async Task<Asker> BeginAsync(ActorSystem system, Props entity)
        {
            var asker = new Asker();
            var begun = new TaskCompletionSource<IActorRef>();
            asker.follower = system.ActorOf(Props.Create(() => new Follower(entity, begun, asker.heard.Writer)));
            asker.run = await begun.Task;
            await asker.SettleAsync();
            return asker;
        }

        /// <summary>Asks for it to be kept, and waits until that has come to it.</summary>
        public Task KeepAsync(KeepRun keep)
        {
            run.Tell(keep, follower);
            return SettleAsync();
        }

        /// <summary>Has its node leave.</summary>
        public void HandOver() => run.Tell(HandOverRun.Instance);

        // Time that passes before its timers are set passes it by.
        private async Task SettleAsync() => await run.Ask<ActorIdentity>(new Identify(null), Cancellation);

        public async Task<T> NextAsync<T>()
        {
            while (true)
            {
                switch (await heard.Reader.ReadAsync(Cancellation))
                {
                    case T wanted:
                        return wanted;
                    case RunRefused refused:
                        throw new InvalidOperationException(refused.Reason);
                }
            }
        }
    }

    private sealed class Follower : ReceiveActor
    {
        public Follower(Props entity, TaskCompletionSource<IActorRef> begun, ChannelWriter<object> heard)
        {
            begun.SetResult(Context.Watch(Context.ActorOf(entity)));
            ReceiveAny(told => heard.TryWrite(told));
        }
    }

    /// <summary>Records of the run what no test can bring about.</summary>
    private sealed class Recorder : ReceivePersistentActor
    {
        public Recorder(TaskCompletionSource recorded)
        {
            Command<IRunEvent>(happened => Persist(happened, _ =>
            {
                recorded.SetResult();
                Context.Stop(Self);
            }));
            RecoverAny(_ => { });
        }

        public override string PersistenceId => RunCoordinator.PersistenceIdOf(Id);
    }
}
