using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Scheduling;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;

namespace ActorLstm.Host.Cluster.Runs;

/// <summary>
/// A run on a trainer node: it holds the run's lease and its actors, and tells whoever follows the run how it stands. When its node is gone it is begun
/// on another one and goes on from the journal, whether anybody follows it or not, up to where it waits to be told how to go on. Before it trains it waits
/// until its memory is free beside that of the other runs of the node; a paused run gives its memory back.
/// </summary>
#pragma warning disable CA1001 // An actor is not disposed: what it owns is freed when it stops.
internal sealed class RunEntityActor : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    // Whoever had it asked for it to be kept will do so again; a run that nobody asks for goes on all the same.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(15);

    // Several times as long as whoever follows a run waits before it asks for it once more.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(15);

    private readonly string runId;
    private readonly string node;
    private readonly ILoggingAdapter log;
    private readonly RunOpening opening;
    private readonly IActorRef memory;
    private IActorRef follower = ActorRefs.Nobody;
    private RunAssignment? assignment;
    private RunOrder? order;
    private long? since = 0;
    private long carriedOut;
    private long events;
    private bool isOpening;
    private Opened<IRunNotice>? waiting;
    private Opened<IRunNotice>? held;

    // Each request has a number of its own: memory that was granted to one that was given up is not taken for the next.
    private int request;
    private bool wantsMemory;
    private bool hasMemory;
    private IActorRef feed = ActorRefs.Nobody;
    private IClusterMessage? last;
    private bool isHandedOver;
    private bool isFollowed = true;
    private bool standsStill;
    private bool isPaused;
    private bool isReopening;
    private bool isLetGo;
    private bool isInterrupted;
    private TimeSpan delay = ShortestDelay;
    private int launches;

    /// <param name="runId">The run.</param>
    /// <param name="site">Opens it.</param>
    /// <param name="node">This node, as <c>host:port</c>.</param>
    /// <param name="memory">Gives out the memory of this node: a <see cref="SlotQueueActor"/> that all of its runs share.</param>
    public RunEntityActor(string runId, LocalRunSite site, string node, IActorRef memory)
    {
        this.runId = runId;
        this.node = node;
        this.memory = memory;
        opening = new RunOpening(runId, site);
        log = Context.GetLogger().WithContext("RunId", runId);
        Receive<KeepRun>(OnKeep);
        Receive<GoOn>(_ => Open());
        Receive<HasOpened>(OnOpened);
        Receive<SlotGranted>(OnMemory);
        Receive<HasEnded>(OnEnded);
        Receive<Status.Failure>(failed => OnNotOpened(failed.Cause));
        Receive<IRunNotice>(OnNotice);
        Receive<WasLost>(lost => OnLost(lost.Reason));
        Receive<HandOverRun>(_ => OnHandOver());
        Receive<Forgotten>(_ =>
        {
            isFollowed = false;
            LetGoWhereForgotten();
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make one.</summary>
    public static Props Props(string runId, LocalRunSite site, string node, IActorRef memory) => ActorProps.Of(() => new RunEntityActor(runId, site, node, memory));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartSingleTimer(nameof(GoOn), GoOn.Instance, Patience);
        Timers.StartSingleTimer(nameof(Forgotten), Forgotten.Instance, Memory);
    }

    /// <inheritdoc/>
    protected override void PostStop() => opening.Dispose();

    private void OnKeep(KeepRun keep)
    {
        follower = Sender;
        isFollowed = true;
        Timers.StartSingleTimer(nameof(Forgotten), Forgotten.Instance, Memory);
        assignment = keep.Assignment;
        order = keep.Order;
        since = keep.Since;
        if (isLetGo || (isInterrupted && order is not { Kind: RunOrderKind.Interrupt }))
        {
            return; // Somebody else wants it to go on by now: asked again, a new entity does so.
        }

        if (last is not null)
        {
            follower.Tell(last);
        }
        else if (waiting is not null)
        {
            Proceed();
        }
        else if (held is not null)
        {
            CarryOut();
            follower.Tell(new RunStands(runId, node, events));
        }
        else if (isOpening)
        {
            opening.Reconsider(order);
        }
        else if (!Timers.IsTimerActive(nameof(GoOn)) || delay == ShortestDelay)
        {
            Open();
        }
    }

    // A coordinator that is begun again is told by its feed what was wanted last.
    private void CarryOut()
    {
        if (order is not { } wanted || wanted.Number == carriedOut)
        {
            return;
        }

        if (wanted.Kind == RunOrderKind.Continue && !hasMemory)
        {
            if (held!.IsPaused)
            {
                ReopenIfPaused();
            }
            else
            {
                WantMemory(held); // A paused run gave it back.
            }

            return;
        }

        carriedOut = wanted.Number;
        feed.Tell(wanted.ToCommand());
        if (!hasMemory)
        {
            ReturnMemory(); // It waited for it, and is to stay paused or to end now.
        }
    }

    // A run that was opened paused first waits for its turn and then for its memory, as every run does. In another order two runs could block
    // each other.
    private void ReopenIfPaused()
    {
        if (isPaused && !isReopening)
        {
            isReopening = true;
            feed.Tell(LetGo.Instance);
        }
    }

    private void Open()
    {
        if (isOpening || waiting is not null || held is not null || last is not null || isHandedOver || isLetGo)
        {
            return;
        }

        isOpening = true;
        Timers.Cancel(nameof(GoOn));
        _ = opening.OpenAsync(assignment, order, since).PipeTo(Self, success: opened => new HasOpened(opened.Work, opened.Events));
    }

    private void OnOpened(HasOpened opened)
    {
        isOpening = false;
        if (isHandedOver)
        {
            opened.Work.Lease!.Dispose();
            Context.Stop(Self);
            return;
        }

        if (opened.Work.Damage is { } damage)
        {
            log.Warning("{Damage}", damage);
        }

        waiting = opened.Work;
        events = opened.Events;
        Proceed();
    }

    // A run that was opened to train would start its trainer without memory. If the run is to pause or to end, it is opened again for that.
    private void Proceed()
    {
        if (opening.IsFor(order))
        {
            WantMemory(waiting!);
            BeginIfReady();
            follower.Tell(new RunStands(runId, node, events));
        }
        else
        {
            waiting!.Lease!.Dispose();
            waiting = null;
            ReturnMemory();
            Open();
        }
    }

    // A run that is to complete has nothing to train.
    private void BeginIfReady()
    {
        if (!hasMemory && waiting!.Memory > 0 && order is not { Kind: RunOrderKind.Complete })
        {
            return;
        }

        if (!hasMemory)
        {
            ReturnMemory();
        }

        (held, waiting) = (waiting!, null);
        held.Lease!.IsUnfinished = true;
        standsStill = isPaused = isReopening = false;
        var self = Self;
        feed = held.Begin(Context, new Listener(self), $"run-{runId}-{++launches}");
        carriedOut = 0;
        CarryOut();
        log.Info("The run goes on here, after {Events} events", events);
    }

    private void WantMemory(Opened<IRunNotice> work)
    {
        if (!wantsMemory)
        {
            wantsMemory = true;
            memory.Tell(new RequestSlot(++request, new SlotRequest(runId, int.MaxValue, 1, 0, 0) { Memory = work.Memory }));
        }
    }

    private void ReturnMemory()
    {
        if (wantsMemory)
        {
            wantsMemory = hasMemory = false;
            memory.Tell(new ReturnSlot(request));
        }
    }

    private void OnMemory(SlotGranted granted)
    {
        if (!wantsMemory || granted.Number != request)
        {
            return; // It was given back before it came.
        }

        hasMemory = true;
        if (waiting is not null)
        {
            BeginIfReady();
        }
        else
        {
            CarryOut();
        }
    }

    private void OnNotOpened(Exception fault)
    {
        isOpening = false;
        if (isHandedOver)
        {
            Context.Stop(Self);
            return;
        }

        switch (fault)
        {
            case RunIsOverException over:
                isOpening = true; // Until it is known how many events it has.
                _ = opening.LastNumberAsync().PipeTo(Self, success: last => new HasEnded(last, over.State.Status));
                break;
            case OperationCanceledException when opening.IsAbandoned:
                Open(); // It was told something else meanwhile.
                break;
            case RunHeldException or JournalAwayException:
                Delay(fault.Message); // Its last owner's lease runs out; a server that is away comes back.
                break;
            default:
                log.Error("The run cannot be gone on with: {Reason}", fault.Message);
                Leave(new RunRefused(runId, fault.Message));
                break;
        }
    }

    private void OnEnded(HasEnded end)
    {
        isOpening = false;
        if (isHandedOver)
        {
            Context.Stop(Self);
            return;
        }

        var isForAnother = end.Status switch
        {
            RunStatus.Interrupted => order is not { Kind: RunOrderKind.Interrupt },
            RunStatus.Failed => !(end.Events > since),
            _ => false,
        };
        if (isForAnother)
        {
            Open(); // It was over for whoever followed it before.
            return;
        }

        isInterrupted = end.Status == RunStatus.Interrupted;
        Leave(new RunLeft(runId, end.Events, null));
    }

    private void OnNotice(IRunNotice notice)
    {
        switch (notice)
        {
            case RunChanged changed:
                events = changed.Number;
                delay = ShortestDelay;
                follower.Tell(new RunStands(runId, node, events));
                ReturnMemoryIfPaused(changed.State);
                standsStill = changed.State.IsHeld;
                isPaused = changed.State.Status == RunStatus.Paused;
                if (held is { IsPaused: true })
                {
                    CarryOut(); // It may have been told to continue before its pause was recorded.
                }

                LetGoWhereForgotten();
                break;
            case RunProgressed progressed:
                follower.Tell(new RunAdvanced(runId, progressed.Progress));
                break;
            case JournalFailed failed:
                follower.Tell(new RunDelayed(runId, node, failed.Reason));
                break;
            case RunClosed closed:
                Close(isUnfinished: closed.FilesFailure is not null);
                isInterrupted = closed.State.Status == RunStatus.Interrupted;
                if (isHandedOver)
                {
                    Context.Stop(Self);
                }
                else if (isLetGo || (isInterrupted && order is not { Kind: RunOrderKind.Interrupt }))
                {
                    isLetGo = true;
                    Passivate(); // Whoever asks for it by now is not told that it has ended.
                }
                else
                {
                    Leave(new RunLeft(runId, events, closed.FilesFailure));
                }

                break;
        }
    }

    private void ReturnMemoryIfPaused(RunState state)
    {
        if (state.Status == RunStatus.Paused && order is not { Kind: RunOrderKind.Continue })
        {
            ReturnMemory();
        }
    }

    // One that waits for a word and that nobody asks for any more may be wanted in another slot by now: it is left to whoever opens it there.
    private void LetGoWhereForgotten()
    {
        if (standsStill && !isFollowed && held is not null && !isHandedOver && !isLetGo)
        {
            isLetGo = true;
            log.Warning("The run waits to be told how to go on, and nobody has asked for it for {Memory}: it is let go", Memory);
            feed.Tell(new InterruptRun("it waits, and nobody follows it"));
        }
    }

    // What could not write its journal any more is opened again: the journal may be back.
    private void OnLost(string reason)
    {
        Close(isUnfinished: true);
        if (isHandedOver)
        {
            Context.Stop(Self);
        }
        else if (isLetGo)
        {
            Passivate();
        }
        else if (isReopening)
        {
            Open();
        }
        else if (last is null)
        {
            Delay(reason);
        }
    }

    private void Delay(string reason)
    {
        log.Warning("The run cannot go on at the moment: {Reason} It is tried again in {Delay}", reason, delay);
        follower.Tell(new RunDelayed(runId, node, reason));
        Timers.StartSingleTimer(nameof(GoOn), GoOn.Instance, delay);
        delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
    }

    private void Close(bool isUnfinished)
    {
        if (held is { Lease: { } lease })
        {
            lease.IsUnfinished = isUnfinished;
            lease.Dispose();
            held = null;
            ReturnMemory();
        }
    }

    // Whoever follows it may not hear this: asked again, a new entity finds the run at its end and says so.
    private void Leave(IClusterMessage word)
    {
        last = word;
        Passivate(); // Before the word: whoever has it begun once more at once reaches the new entity.
        follower.Tell(word);
    }

    private static void Passivate() => Context.Parent.Tell(new Passivate(PoisonPill.Instance));

    private void OnHandOver()
    {
        isHandedOver = true;
        if (held is not null)
        {
            feed.Tell(new InterruptRun($"the node {node} leaves the cluster"));
        }
        else if (isOpening)
        {
            opening.Abandon();
        }
        else
        {
            Context.Stop(Self);
        }
    }

    private sealed record GoOn
    {
        public static GoOn Instance { get; } = new();
    }

    private sealed record Forgotten
    {
        public static Forgotten Instance { get; } = new();
    }

    private sealed record HasOpened(Opened<IRunNotice> Work, long Events);

    private sealed record HasEnded(long Events, RunStatus Status);

    private sealed record WasLost(string Reason);

    private sealed class Listener(IActorRef entity) : IListener<IRunNotice>
    {
        private bool isClosed;

        public void Hear(IRunNotice notice)
        {
            isClosed |= notice is RunClosed;
            entity.Tell(notice);
        }

        public void Leave(RunLostException unlessClosed)
        {
            if (!isClosed)
            {
                entity.Tell(new WasLost(unlessClosed.Message));
            }
        }
    }
}
