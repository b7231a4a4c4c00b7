using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Settings;
using ActorLstm.Model.Checkpoints;
using Akka.Actor;

namespace ActorLstm.Actors.Sampling;

/// <summary>
/// A place of a node where texts are generated for any run of the cluster, one order after the other. It says that it is ready while
/// it waits, gets the checkpoint that its texts need, and has a <see cref="SamplerActor"/> generate them.
/// </summary>
#pragma warning disable CA1001 // An actor is not disposed: what it owns is freed when it stops.
public sealed class SharedSamplerActor : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly ICheckpointPlace checkpoints;
    private readonly IActorRef queue;
    private readonly TimeProvider time;
    private readonly Dictionary<IActorRef, string> failures = [];
    private CancellationTokenSource? opening;
    private GenerateTexts? assignment;
    private IActorRef orderer = ActorRefs.Nobody;
    private IActorRef? sampler;
    private long last;
    private int left;

    /// <param name="checkpoints">Has the checkpoints at hand.</param>
    /// <param name="queue">Gives out texts.</param>
    /// <param name="time">Measures how long they take.</param>
    public SharedSamplerActor(ICheckpointPlace checkpoints, IActorRef queue, TimeProvider time)
    {
        this.checkpoints = checkpoints;
        this.queue = queue;
        this.time = time;
        Receive<SayReady>(_ => TellReady());
        Receive<GenerateTexts>(OnAssigned);
        Receive<ForgetTexts>(forgotten => Leave(forgotten.Assignment));
        Receive<Opened>(OnOpened);
        Receive<NotOpened>(OnNotOpened);
        Receive<SampleAdvanced>(_ => orderer.Tell(SampleAdvanced.Instance));
        Receive<SampleFinished>(OnFinished);
        Receive<CheckpointUnusable>(unusable =>
        {
            orderer.Tell(unusable);
            Leave(last);
        });
        Receive<Terminated>(gone => OnGone(gone.ActorRef));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make one.</summary>
    public static Props Props(ICheckpointPlace checkpoints, IActorRef queue, TimeProvider time) => ActorProps.Of(() => new SharedSamplerActor(checkpoints, queue, time));

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new Runs.StopAndRemember(failures);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        TellReady();
        Timers.StartPeriodicTimer(nameof(SayReady), SayReady.Instance, Pace);
    }

    /// <inheritdoc/>
    protected override void PostStop() => StopOpening();

    private void TellReady()
    {
        if (assignment is null)
        {
            queue.Tell(new SamplerReady(last));
        }
        else
        {
            orderer.Tell(SampleAdvanced.Instance); // Also while the checkpoint is on its way.
        }
    }

    private void OnAssigned(GenerateTexts wanted)
    {
        Leave(last, isReadyThen: false); // A queue that is new may not know that this one is busy.
        (assignment, orderer, last, left) = (wanted, Sender, wanted.Assignment, wanted.Order.Jobs.Count);
        opening = new CancellationTokenSource();
        orderer.Tell(SampleAdvanced.Instance);
        _ = checkpoints.OpenAsync(wanted.Order, orderer, opening.Token).PipeTo(Self, success: tools => new Opened(wanted.Assignment, tools), failure: fault => new NotOpened(wanted.Assignment, fault));
    }

    private void OnOpened(Opened opened)
    {
        if (assignment is { } current && current.Assignment == opened.Assignment)
        {
            StopOpening();
            sampler = Context.Watch(Context.ActorOf(SamplerActor.Props(opened.Tools, current.Order.Jobs, time), $"texts-{current.Assignment}"));
        }
    }

    private void OnNotOpened(NotOpened failed)
    {
        if (assignment is { } current && current.Assignment == failed.Assignment)
        {
            orderer.Tell(failed.Fault is CheckpointUnusableException
                ? new CheckpointUnusable(current.Order.Jobs[0].Checkpoint, failed.Fault.Message)
                : new TextsReturned(failed.Fault.Message));
            Leave(last);
        }
    }

    private void OnFinished(SampleFinished text)
    {
        if (Sender.Equals(sampler))
        {
            orderer.Tell(text);
            if (--left == 0)
            {
                Leave(last);
            }
        }
    }

    private void OnGone(IActorRef gone)
    {
        var isLost = failures.Remove(gone, out var reason);
        if (gone.Equals(sampler))
        {
            orderer.Tell(new TextsFailed(isLost ? reason! : "its sampler stopped"));
            sampler = null;
            Leave(last);
        }
    }

    private void Leave(long number, bool isReadyThen = true)
    {
        if (assignment is null || number != assignment.Assignment)
        {
            return;
        }

        StopOpening();
        if (sampler is not null)
        {
            Context.Stop(Context.Unwatch(sampler));
            sampler = null;
        }

        (assignment, orderer) = (null, ActorRefs.Nobody);
        if (isReadyThen)
        {
            TellReady();
        }
    }

    private void StopOpening()
    {
        opening?.Cancel();
        opening?.Dispose();
        opening = null;
    }

    private sealed record Opened(long Assignment, ISamplerTools Tools);

    private sealed record NotOpened(long Assignment, Exception Fault);

    private sealed record SayReady
    {
        public static SayReady Instance { get; } = new();
    }
}

/// <summary>Has the checkpoints of any run of the cluster at hand. Called from several threads at once.</summary>
public interface ICheckpointPlace
{
    /// <summary>Gets the checkpoint that texts need to this node, unless it is here, and makes tools of it.</summary>
    /// <param name="order">The texts.</param>
    /// <param name="orderer">Who wants them, and can send it.</param>
    /// <param name="cancellation">Ends the waiting for it.</param>
    /// <exception cref="CheckpointUnusableException">It is damaged, or gone.</exception>
    Task<ISamplerTools> OpenAsync(SampleOrder order, IActorRef orderer, CancellationToken cancellation);
}
