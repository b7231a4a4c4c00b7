using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Scheduling;
using ActorLstm.Actors.Tests.Support;
using Akka.Actor;

namespace ActorLstm.Actors.Tests.Batches;

/// <summary>Runs batches whose runs are played by the test.</summary>
public abstract class BatchKit : RunKit
{
    private readonly RunIds ids = new();

    private protected static RunOwner Owner { get; } = new("here", 42, "token");

    /// <summary>A coordinator, what it tells and what it has its launcher do.</summary>
    /// <param name="slots">Gives out slots; null for as many as there are threads.</param>
    /// <param name="page">Keeps its page; null for one in no file.</param>
    /// <param name="threads">Threads of the machine; each run has one.</param>
    /// <param name="id">The batch's id.</param>
    /// <param name="isSupervised">Whether it is begun again when it has stopped.</param>
    /// <param name="newId">Draws the ids of its runs; null for any.</param>
    private protected BatchUnderTest Coordinate(IActorRef? slots = null, Props? page = null, int threads = 100, string id = "test", bool isSupervised = false, Func<string>? newId = null)
    {
        var (runs, notices) = (new PlayedRuns(), new Heard<IBatchNotice>());
        var coordinator = BatchCoordinator.Props(
            id,
            new BatchSettings(1, newId ?? (() => ids.New(Clock, _ => false))),
            Clock,
            Props.Create(() => new PlayedRuns.Launcher(runs)),
            slots ?? Sys.ActorOf(SlotQueueActor.Props(threads)),
            page ?? Props.Create(() => new PlayedPage()),
            notices.Listener(Sys));
        return new BatchUnderTest(Sys.ActorOf(isSupervised ? RunSupervisor.Props(coordinator, Settings) : coordinator), runs, notices);
    }

    /// <summary>The same, begun with so many runs of 9 epochs.</summary>
    private protected async Task<BatchUnderTest> BeginAsync(int runs, BatchOptions? options = null, IActorRef? slots = null, Props? page = null, int threads = 100)
    {
        var batch = Coordinate(slots, page, threads);
        batch.Batch.Tell(Start(runs, options));
        await batch.Event<BatchTaken>();
        return batch;
    }

    private protected static StartBatch Start(int runs, BatchOptions? options = null, RunOwner? owner = null) =>
        new("test", "rates", options ?? new BatchOptions { MaxConcurrent = 10 }, BatchBuilder.Members(runs), [], "/home", owner ?? Owner);

    private sealed class PlayedPage : ReceiveActor
    {
        public PlayedPage()
        {
            Receive<BatchChanged>(_ => { });
            Receive<WritePage>(_ => Sender.Tell(new PageWritten(null)));
        }
    }
}

/// <summary>A batch, its runs and what it told.</summary>
internal sealed record BatchUnderTest(IActorRef Batch, PlayedRuns Runs, Heard<IBatchNotice> Notices)
{
    /// <summary>The events that were awaited or passed over so far.</summary>
    public IReadOnlyList<IBatchEvent> Events => [.. Notices.All.OfType<BatchChanged>().Select(changed => changed.Happened)];

    /// <summary>The next event of this kind that fits.</summary>
    public async Task<T> Event<T>(Func<T, bool>? fits = null)
        where T : IBatchEvent => (T)(await Notices.Next<BatchChanged>(changed => changed.Happened is T happened && (fits is null || fits(happened)))).Happened;

    /// <summary>The batch once it is closed.</summary>
    public async Task<BatchState> Closed() => (await Notices.Next<BatchClosed>()).State;
}
