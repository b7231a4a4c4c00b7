using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using Akka.Actor;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

public sealed class FeedTests : IAsyncDisposable
{
    private readonly ActorSystem system = ActorSystem.Create("feed", "akka { loglevel = OFF, stdout-loglevel = OFF }");
    private readonly Listener listener = new();
    private readonly Inbox coordinator;
    private readonly IActorRef feed;
    private readonly StartBatch start = new("20260314-150926-batc", "rates", new BatchOptions(), [], [3], "/home", RunOwner.ThisProcess());

    public FeedTests()
    {
        coordinator = Inbox.Create(system);
        feed = system.ActorOf(BatchFeed.Props(listener, start, start.Owner));
        feed.Tell(new Follow(system.ActorOf(Props.Empty)));
    }

    public async ValueTask DisposeAsync() => await system.Terminate();

    [Fact]
    public async Task Each_coordinator_is_told_how_the_batch_begins_and_what_was_wanted_last()
    {
        feed.Tell(new BatchRecovered(BatchState.Initial), coordinator.Receiver);
        (await coordinator.ReceiveAsync()).Should().Be(start);
        feed.Tell(new PauseBatch());
        feed.Tell(new BatchJournalFailed("the disk is full"));
        feed.Tell(new BatchRecovered(BatchState.Initial with { Owner = start.Owner }), coordinator.Receiver);
        (await coordinator.ReceiveAsync()).Should().BeEquivalentTo(start with { Lost = [] }, "a run that ended under this process has its folder");
        (await coordinator.ReceiveAsync()).Should().Be(new PauseBatch());
    }

    [Fact]
    public async Task A_batch_whose_beginning_was_never_recorded_is_left_when_it_is_to_end()
    {
        feed.Tell(new BatchRecovered(BatchState.Initial), coordinator.Receiver);
        await coordinator.ReceiveAsync();
        feed.Tell(new CancelBatch());
        feed.Tell(new BatchJournalFailed("the disk is full"));
        feed.Tell(new BatchRecovered(BatchState.Initial), coordinator.Receiver);
        (await listener.Left.Task.WaitAsync(TestContext.Current.CancellationToken)).Message.Should().Be("its journal cannot be used: the disk is full");
    }

    private sealed class Listener : IListener<IBatchNotice>
    {
        public TaskCompletionSource<RunLostException> Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Hear(IBatchNotice notice)
        {
        }

        public void Leave(RunLostException unlessClosed) => Left.TrySetResult(unlessClosed);
    }
}
