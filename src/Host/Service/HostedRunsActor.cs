using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Scheduling;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Service.Webhooks;
using ActorLstm.Model;
using Akka.Actor;
using Akka.Event;

namespace ActorLstm.Host.Service;

/// <summary>
/// Looks after the runs of the service: a run that was submitted waits for a slot, goes on until it ends, and does as its users wish.
/// What they wish is written into the run's folder before anything comes of it, so that the service takes up again what it left.
/// </summary>
#pragma warning disable CA1001 // An actor is not disposed: what it owns is freed when it stops.
internal sealed class HostedRunsActor : ReceiveActor
#pragma warning restore CA1001
{
    // All runs of the service are one group: the limit is that of the slots.
    private const string Group = "service";

    private readonly ServicePlace place;
    private readonly IActorRef slots;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly Dictionary<string, HostedRun> runs = [];
    private readonly Dictionary<int, HostedRun> numbers = [];
    private readonly CancellationTokenSource ended = new();
    private int lastNumber;
    private int launches;
    private IActorRef? waitsForEnd;

    /// <param name="place">What the runs work with.</param>
    public HostedRunsActor(ServicePlace place)
    {
        this.place = place;
        slots = Context.ActorOf(SlotQueueActor.Props(place.Options.ConcurrentRuns), "slots");
        Receive<HostRun>(OnHost);
        Receive<SteerRun>(OnSteer);
        Receive<SlotGranted>(OnSlot);
        Receive<RunOpened>(OnOpened);
        Receive<RunNotOpened>(OnNotOpened);
        Receive<HostedNotice>(OnNotice);
        Receive<HostedLost>(OnLost);
        Receive<AwaitEnd>(OnAwaitEnd);
        Receive<EndHosting>(_ => OnEnd());
    }

    /// <summary>How to make one.</summary>
    public static Props Props(ServicePlace place) => ActorProps.Of(() => new HostedRunsActor(place));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        ended.Cancel();
        ended.Dispose();
        foreach (var run in runs.Values)
        {
            run.Held?.Close(isUnfinished: true);
        }
    }

    private void OnHost(HostRun wanted)
    {
        var run = new HostedRun(wanted.Id, wanted.Submission);
        if (runs.TryAdd(wanted.Id, run))
        {
            place.Webhooks?.Await(run.Id);
            Show(run);
            Reconcile(run);
        }

        Sender.Tell(Done.Instance);
    }

    private void OnSteer(SteerRun wanted)
    {
        if (!runs.TryGetValue(wanted.Id, out var run))
        {
            Sender.Tell(new NotHosted(wanted.Id));
            return;
        }

        try
        {
            if (run.Submission.Wish == RunWish.Cancel && wanted.Wish != RunWish.Cancel)
            {
                Sender.Tell(new Status.Failure(new RunConflictException($"The run {run.Id} is being cancelled.")));
                return;
            }

            Wish(run, wanted.Wish);
            Sender.Tell(Done.Instance);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Sender.Tell(new Status.Failure(new InvalidInputException($"The run in {place.FolderOf(run.Id)} cannot be told anything: {fault.Message}", fault)));
        }
    }

    private void Wish(HostedRun run, RunWish wish)
    {
        if (run.Submission.Wish != wish)
        {
            var submission = run.Submission with { Wish = wish };
            submission.Write(place.FolderOf(run.Id));
            run.Submission = submission;
            Show(run);
            Reconcile(run);
        }
    }

    private void OnAwaitEnd(AwaitEnd wanted)
    {
        if (runs.TryGetValue(wanted.Id, out var run))
        {
            run.AwaitedBy.Add(Sender);
        }
        else
        {
            Sender.Tell(Done.Instance);
        }
    }

    // Compares what is wished with what is: the one place where it is decided what a run of the service does next.
    private void Reconcile(HostedRun run)
    {
        if (waitsForEnd is not null || run.IsOpening)
        {
            return;
        }

        switch (run.Submission.Wish, run.Held)
        {
            case (RunWish.Run, null):
                Want(run);
                break;
            case (RunWish.Run, { } held) when run.State is { Status: RunStatus.Paused }:
                Want(run);
                if (run.HasSlot)
                {
                    held.Tell(new ContinueRun());
                }

                break;
            case (RunWish.Pause, null):
                GiveBack(run);
                break;
            case (RunWish.Pause, { } held):
                held.Tell(new PauseRun());
                if (run.State is { Status: RunStatus.Paused })
                {
                    GiveBack(run); // It was to go on, and waited for its slot.
                }

                break;
            case (RunWish.Cancel, null) when place.HasBegun(run.Id):
                Open(run); // To record the end takes no slot.
                break;
            case (RunWish.Cancel, null):
                Forget(run);
                break;
            case (RunWish.Cancel, { } held):
                held.Tell(new CancelRun());
                break;
        }
    }

    // Each wish has a number of its own: a slot that was granted to one that was given up is not taken for it.
    private void Want(HostedRun run)
    {
        if (!run.WantsSlot)
        {
            run.WantsSlot = true;
            run.Number = ++lastNumber;
            numbers[run.Number] = run;
            slots.Tell(new RequestSlot(run.Number, new SlotRequest(Group, int.MaxValue, 1, run.Submission.Priority, 0)));
        }
    }

    private void GiveBack(HostedRun run)
    {
        if (run.WantsSlot)
        {
            if (run.HasSlot)
            {
                place.Gauges.GiveSlotBack();
            }

            run.WantsSlot = run.HasSlot = false;
            numbers.Remove(run.Number);
            slots.Tell(new ReturnSlot(run.Number));
        }
    }

    private void OnSlot(SlotGranted granted)
    {
        if (waitsForEnd is not null || !numbers.TryGetValue(granted.Number, out var run))
        {
            slots.Tell(new ReturnSlot(granted.Number));
            return;
        }

        run.HasSlot = true;
        place.Gauges.TakeSlot();
        if (run.Held is null && !run.IsOpening)
        {
            Open(run);
        }
        else
        {
            Reconcile(run);
        }
    }

    private void Open(HostedRun run)
    {
        run.IsOpening = true;
        _ = place.OpenAsync(run.Id, ended.Token).PipeTo(Self, success: opened => new RunOpened(run.Id, opened), failure: fault => new RunNotOpened(run.Id, fault));
    }

    private void OnOpened(RunOpened opened)
    {
        if (!runs.TryGetValue(opened.Id, out var run) || waitsForEnd is not null)
        {
            opened.Run.Lease.Dispose();
            if (run is not null)
            {
                run.IsOpening = false;
                EndIfOver();
            }

            return;
        }

        var self = Self;
        var (_, feed) = RunActors.Begin(Context, opened.Run.Launch, new Listener(run.Id, self), $"run-{run.Id}-{++launches}", place.Time);
        run.IsOpening = false;
        run.Held = new HeldRun(place.FolderOf(run.Id), opened.Run.Lease, feed, request => self.Tell(new SteerRun(run.Id, WishOf(request))), place.Time);
        Reconcile(run);
    }

    private void OnNotOpened(RunNotOpened failed)
    {
        if (!runs.TryGetValue(failed.Id, out var run))
        {
            return;
        }

        run.IsOpening = false;
        if (failed.Fault is not RunIsOverException && waitsForEnd is null)
        {
            log.WithContext("RunId", run.Id).Error("The run cannot be begun: {Reason}", failed.Fault.Message);
            Note(run, failed.Fault.Message);
        }

        Forget(run);
    }

    private void OnNotice(HostedNotice told)
    {
        if (!runs.TryGetValue(told.Id, out var run))
        {
            return;
        }

        switch (told.Notice)
        {
            case RunChanged changed:
                run.State = changed.State;
                if (changed.Happened is RunPaused)
                {
                    GiveBack(run);
                    Reconcile(run);
                }

                Show(run);
                break;
            case RunClosed closed:
                run.State = closed.State;
                run.Held?.Close(closed.FilesFailure is not null);
                run.Held = null;
                Forget(run);
                break;
        }

        // Who is told asks how the run stands, and is told the same.
        place.Events.Hear(told.Id, told.Notice);
    }

    private void OnLost(HostedLost lost)
    {
        if (runs.TryGetValue(lost.Id, out var run))
        {
            log.WithContext("RunId", run.Id).Error("The run was given up: {Reason}", lost.Reason);
            run.Held?.Close(isUnfinished: true);
            run.Held = null;
            Note(run, lost.Reason);
            Forget(run);
        }
    }

    private void Note(HostedRun run, string failure)
    {
        run.Submission = run.Submission with { Failure = failure };
        try
        {
            run.Submission.Write(place.FolderOf(run.Id));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.WithContext("RunId", run.Id).Warning("Its folder cannot be written: {Reason}", fault.Message);
        }
    }

    private void Forget(HostedRun run)
    {
        GiveBack(run);
        runs.Remove(run.Id);
        place.Catalog.Drop(run.Id);
        place.Events.Close(run.Id);
        run.AwaitedBy.ForEach(waiting => waiting.Tell(Done.Instance));
        place.Webhooks?.Hear(EndOf(run));
        EndIfOver();
    }

    // What it told itself is true also where its files lack something.
    private EndedRun EndOf(HostedRun run) => run.State is { Facts: not null } state
        ? EndedRun.Of(RunDocument.Of(state), place.Time.GetUtcNow())
        : EndedRun.Of(StoredRun.Read(place.FolderOf(run.Id)), place.Time.GetUtcNow());

    // Runs that are paused stay so, as their folders say.
    private void OnEnd()
    {
        waitsForEnd = Sender;
        ended.Cancel();
        foreach (var run in runs.Values.Where(run => run.State?.Status != RunStatus.Paused))
        {
            run.Held?.Tell(new InterruptRun("the service was stopped"));
        }

        EndIfOver();
    }

    private void EndIfOver()
    {
        if (waitsForEnd is not null && runs.Values.All(run => !run.IsOpening && (run.Held is null || run.State?.Status == RunStatus.Paused)))
        {
            waitsForEnd.Tell(Done.Instance);
        }
    }

    private void Show(HostedRun run) => place.Catalog.Put(run.Id, run.Submission.Name, run.Status, run.State is { Facts: not null } state ? RunDocument.Of(state) : null);

    private static RunWish WishOf(RunRequest request) => request.Request switch
    {
        RequestKind.Pause => RunWish.Pause,
        RequestKind.Continue => RunWish.Run,
        _ => RunWish.Cancel,
    };

    private sealed record RunOpened(string Id, OpenedRun Run);

    private sealed record RunNotOpened(string Id, Exception Fault);

    private sealed record HostedNotice(string Id, IRunNotice Notice);

    private sealed record HostedLost(string Id, string Reason);

    private sealed class Listener(string id, IActorRef host) : IListener<IRunNotice>
    {
        private bool isClosed;

        public void Hear(IRunNotice notice)
        {
            isClosed |= notice is RunClosed;
            host.Tell(new HostedNotice(id, notice));
        }

        public void Leave(RunLostException unlessClosed)
        {
            if (!isClosed)
            {
                host.Tell(new HostedLost(id, unlessClosed.Message));
            }
        }
    }
}

/// <summary>Look after a run from now on; answered with <see cref="Done"/>.</summary>
internal sealed record HostRun(string Id, Submission Submission);

/// <summary>A run is to become something else; answered with <see cref="Done"/> once that is written, or with <see cref="NotHosted"/>.</summary>
internal sealed record SteerRun(string Id, RunWish Wish);

/// <summary>Answered with <see cref="Done"/> when the service does not look after a run any more.</summary>
internal sealed record AwaitEnd(string Id);

/// <summary>End every run so that it can be resumed; answered with <see cref="Done"/> when all have ended.</summary>
internal sealed record EndHosting;

/// <summary>It was done.</summary>
internal sealed record Done
{
    public static Done Instance { get; } = new();
}

/// <summary>The service does not look after this run.</summary>
internal sealed record NotHosted(string Id);
