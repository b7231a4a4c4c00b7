using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Sampling;
using ActorLstm.Actors.Settings;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using Akka.Actor;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Sampling;

/// <summary>Texts of a run that samplers beside it generate: whoever does, and however often it is begun again, they are the same.</summary>
public sealed class SharedSamplingTests : RunKit
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly Lazy<IActorRef> queue;

    public SharedSamplingTests() => queue = new Lazy<IActorRef>(() => Sys.ActorOf(Queue.Props(), "queue"));

    private protected override RunSettings Settings => base.Settings with
    {
        SharedSampling = new SharedSampling(queue.Value, new CheckpointStore("nowhere"), "test", 7, new SamplingOptions()),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public async Task Texts_are_the_same_however_many_samplers_there_are(int samplers)
    {
        Samplers(samplers, new FakeTools());

        var (_, notices) = Begin(new FakeTools());

        (await notices.Closed()).ShouldEqual(await Alone());
    }

    [Fact]
    public async Task A_sampler_that_is_lost_has_its_text_generated_by_another_without_a_failure()
    {
        using var middle = new Gate<SamplerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnPiece = at => PassIf(at is { Attempt: 1, Piece: 2, Key.Epoch: 1 }, middle, at) };
        var samplers = Samplers(2, tools);
        var (_, notices) = Begin(new FakeTools());
        await middle.Arrivals(2);

        await Stop(samplers[0], middle);

        (await notices.Closed()).ShouldEqual(await Alone());
        notices.Events.OfType<SamplerReplaced>().Should().BeEmpty("a node that is lost is no fault of the text");
    }

    [Fact]
    public async Task A_queue_that_is_lost_with_all_it_knew_is_told_anew()
    {
        using var middle = new Gate<SamplerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnPiece = at => PassIf(at is { Attempt: 1, Piece: 2, Key.Epoch: 1 }, middle, at) };
        Samplers(2, tools);
        var (run, notices) = Begin(new FakeTools());
        await middle.Arrivals(2);

        for (var epoch = 0; epoch < 3; epoch++)
        {
            await notices.Event<EpochTrained>();
        }

        await View(run); // By then all texts were asked for.
        queue.Value.Tell(new Queue.Lose());
        middle.Dispose();
        await notices.Event<SampleGenerated>();
        await notices.Event<SampleGenerated>();
        await Pass(run, Pace);

        (await notices.Closed()).ShouldEqual(await Alone());
        notices.Events.OfType<SamplerReplaced>().Should().BeEmpty();
    }

    [Fact]
    public async Task Texts_wait_for_samplers_however_long_there_are_none()
    {
        var (run, notices) = Begin(new FakeTools());
        for (var epoch = 0; epoch < 3; epoch++)
        {
            await notices.Event<EpochTrained>();
        }

        for (var waited = TimeSpan.Zero; waited < Supervision.SampleTimeout * 3; waited += Pace)
        {
            await PassForOrders(run);
        }

        (await View(run)).State.SampleRetries.Should().BeEmpty();
        Samplers(1, new FakeTools());
        (await notices.Closed()).ShouldEqual(await Alone());
    }

    [Fact]
    public async Task A_sampler_that_throws_counts_as_one_that_failed_and_says_where()
    {
        var key = new SampleKey(2, 1.0, 1);
        Samplers(2, new ScriptedTools(new FakeTools()) { OnPiece = at => ThrowIf(at is { Attempt: 1, Piece: 2 } && at.Key == key) });

        var (_, notices) = Begin(new FakeTools());

        (await notices.Closed()).ShouldEqual(await Alone());
        notices.Events.OfType<SamplerReplaced>().Should().ContainSingle().Which.Should().Match<SamplerReplaced>(replaced => replaced.Key == key && replaced.Reason.StartsWith("no such character (akka://"));
    }

    [Fact]
    public async Task A_checkpoint_that_samplers_cannot_use_is_told_to_the_run()
    {
        Samplers(1, new FakeTools { IsDamaged = checkpoint => checkpoint.Epoch == 2 });

        var (_, notices) = Begin(new FakeTools());

        (await notices.Event<CheckpointLost>()).Checkpoint.Should().Be(FakeTools.Checkpoint(2));
    }

    [Fact]
    public async Task Texts_whose_checkpoint_does_not_get_through_are_asked_for_again_and_are_no_failure()
    {
        var place = new CutOff(times: 20);
        Sys.ActorOf(SharedSamplerActor.Props(place, queue.Value, Clock));
        var (run, notices) = Begin(new FakeTools());
        for (var epoch = 0; epoch < 3; epoch++)
        {
            await notices.Event<EpochTrained>();
        }

        await View(run); // By then all texts were asked for.
        while (place.IsCutOff)
        {
            await PassForOrders(run);
        }

        await PassForOrders(run);
        (await notices.Closed()).ShouldEqual(await Alone());
        notices.Events.OfType<SamplerReplaced>().Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_that_is_cancelled_frees_the_samplers()
    {
        using var middle = new Gate<SamplerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnPiece = at => PassIf(at is { Piece: 2 }, middle, at) };
        Samplers(2, tools);
        var (run, notices) = Begin(new FakeTools());
        await middle.Arrivals(2);

        run.Tell(new CancelRun());
        await notices.Closed();
        middle.Dispose();

        await Free(2);
        var (_, others) = Begin(new FakeTools(), id: "another");
        (await others.Closed()).Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task A_checkpoint_that_comes_too_late_for_its_texts_begins_nothing()
    {
        var place = new LatePlace();
        var sampler = Sys.ActorOf(SharedSamplerActor.Props(place, TestActor, Clock));
        await ExpectMsgAsync<SamplerReady>(cancellationToken: TestContext.Current.CancellationToken);
        sampler.Tell(new GenerateTexts(1, Order()), TestActor);
        await ExpectMsgAsync<SampleAdvanced>(cancellationToken: TestContext.Current.CancellationToken);

        sampler.Tell(new ForgetTexts(1));
        (await ExpectMsgAsync<SamplerReady>(cancellationToken: TestContext.Current.CancellationToken)).Assignment.Should().Be(1);
        place.Come(new FakeTools());
        sampler.Tell(new GenerateTexts(2, Order()), TestActor);

        (await AfterLifeSigns()).Should().BeOfType<SampleFinished>();
        (await AfterLifeSigns()).Should().Be(new SamplerReady(2));
        place.WasCancelled.Should().BeTrue();
    }

    [Fact]
    public async Task Texts_that_never_reached_their_sampler_are_given_out_again()
    {
        var lost = CreateTestProbe();
        var orderer = CreateTestProbe();
        queue.Value.Tell(new SamplerReady(0), lost);
        queue.Value.Tell(new OrderTexts(Order()), orderer);
        var first = await lost.ExpectMsgAsync<GenerateTexts>(cancellationToken: TestContext.Current.CancellationToken);

        for (var said = 0; said < 3; said++)
        {
            queue.Value.Tell(new SamplerReady(0), lost);
        }

        (await lost.ExpectMsgAsync<GenerateTexts>(cancellationToken: TestContext.Current.CancellationToken)).Assignment.Should().Be(first.Assignment + 1);
    }

    [Fact]
    public async Task Texts_that_are_asked_for_again_and_again_are_given_out_once()
    {
        var sampler = CreateTestProbe();
        var orderer = CreateTestProbe();
        for (var asked = 0; asked < 5; asked++)
        {
            queue.Value.Tell(new OrderTexts(Order()), orderer);
        }

        queue.Value.Tell(new SamplerReady(0), sampler);
        queue.Value.Tell(new SamplerReady(0), sampler);
        var texts = await sampler.ExpectMsgAsync<GenerateTexts>(cancellationToken: TestContext.Current.CancellationToken);
        queue.Value.Tell(new SamplerReady(texts.Assignment), sampler);

        var view = await queue.Value.Ask<SampleQueueView>(new GetSampleQueue(), TestContext.Current.CancellationToken);
        view.Should().Be(new SampleQueueView(0, 1, 0));
    }

    [Fact]
    [Trait("Case", "F1")]
    public async Task Texts_that_lose_two_samplers_in_a_row_count_as_a_failure()
    {
        var (samplers, run) = (CreateTestProbe(), CreateTestProbe());
        var place = new SharedSampling(samplers, new CheckpointStore("nowhere"), "test", 7, new SamplingOptions());
        Sys.ActorOf(Props.Create(() => new Stopping(SampleOrderActor.Props(place, samplers, Order().Jobs), run)));
        for (var lost = 0; lost < 2; lost++)
        {
            await samplers.ExpectMsgAsync<OrderTexts>(cancellationToken: TestContext.Current.CancellationToken);
            var (order, sampler) = (samplers.LastSender, CreateTestProbe());
            order.Tell(SampleAdvanced.Instance, sampler);
            await order.Ask<ActorIdentity>(new Identify(null), TestContext.Current.CancellationToken);
            Sys.Stop(sampler);
        }

        await run.ExpectMsgAsync<Stopped>(cancellationToken: TestContext.Current.CancellationToken);
    }

    private static SampleOrder Order() => new("test", 7, new SamplingOptions(), [new SampleJob(new SampleKey(1, 1.0, 0), FakeTools.Checkpoint(1), "seed")]);

    private List<IActorRef> Samplers(int count, ISamplerTools tools) =>
        [.. Enumerable.Range(0, count).Select(_ => Sys.ActorOf(SharedSamplerActor.Props(new AtHand(tools), queue.Value, Clock)))];

    // The same run whose texts are generated beside its trainer.
    private async Task<RunState> Alone()
    {
        var notices = new Notices(Sys);
        var run = Sys.ActorOf(RunCoordinator.Props("alone", new FakeTools(), TestRuns.Owner, base.Settings, Clock, NoFolder, notices.Listener));
        run.Tell(TestRuns.Start(id: "alone"));
        return await notices.Closed();
    }

    // Until every order has done what the time asks of it.
    private async Task PassForOrders(IActorRef run)
    {
        await Pass(run, Pace);
        for (var order = 1; order <= 12; order++)
        {
            await Child(run, $"sampler-{order}").Ask<ActorIdentity>(new Identify(null), TestContext.Current.CancellationToken);
        }
    }

    private async Task<object> AfterLifeSigns()
    {
        object message;
        do
        {
            message = await ReceiveOneAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        }
        while (message is SampleAdvanced);
        return message;
    }

    private async Task Free(int samplers)
    {
        while (await queue.Value.Ask<SampleQueueView>(new GetSampleQueue(), TestContext.Current.CancellationToken) != new SampleQueueView(0, samplers, 0))
        {
            await Task.Yield();
        }
    }

    private static void PassIf(bool passes, Gate<SamplerAt> gate, SamplerAt at)
    {
        if (passes)
        {
            gate.Pass(at);
        }
    }

    private static void ThrowIf(bool throws)
    {
        if (throws)
        {
            throw new InvalidOperationException("no such character");
        }
    }

    // A queue whose place another takes, as where the node of the first was lost.
    private sealed class Queue : ReceiveActor
    {
        private readonly IActorRef inner = Begin();

        public Queue()
        {
            Receive<Lose>(_ => throw new InvalidOperationException("the queue is lost"));
            ReceiveAny(message => inner.Forward(message));
        }

        public static Props Props() => Akka.Actor.Props.Create<Queue>();

        public sealed record Lose;

        private static IActorRef Begin() => Context.ActorOf(SampleQueueActor.Props());
    }

    private sealed record Stopped
    {
        public static Stopped Instance { get; } = new();
    }

    private sealed class Stopping : ReceiveActor
    {
        public Stopping(Props child, IActorRef told)
        {
            Context.Watch(Context.ActorOf(child));
            Receive<Terminated>(_ => told.Tell(Stopped.Instance)); // A Terminated itself reaches nobody who did not watch.
            ReceiveAny(_ => { });
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
    }

    private sealed class AtHand(ISamplerTools tools) : ICheckpointPlace
    {
        public Task<ISamplerTools> OpenAsync(SampleOrder order, IActorRef orderer, CancellationToken cancellation) => Task.FromResult(tools);
    }

    private sealed class CutOff(int times) : ICheckpointPlace
    {
        private int left = times;

        public bool IsCutOff => Volatile.Read(ref left) > 0;

        public Task<ISamplerTools> OpenAsync(SampleOrder order, IActorRef orderer, CancellationToken cancellation) =>
            Interlocked.Decrement(ref left) >= 0 ? Task.FromException<ISamplerTools>(new IOException("the network is down")) : Task.FromResult<ISamplerTools>(new FakeTools());
    }

    private sealed class LatePlace : ICheckpointPlace
    {
        private readonly TaskCompletionSource<ISamplerTools> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private CancellationToken cancelled;
        private bool isSecond;

        public bool WasCancelled => cancelled.IsCancellationRequested;

        public void Come(ISamplerTools tools) => first.SetResult(tools);

        public Task<ISamplerTools> OpenAsync(SampleOrder order, IActorRef orderer, CancellationToken cancellation)
        {
            if (isSecond)
            {
                return Task.FromResult<ISamplerTools>(new FakeTools());
            }

            (isSecond, cancelled) = (true, cancellation);
            return first.Task;
        }
    }
}
