using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Scheduling;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Service.Webhooks;
using Akka.Actor;

namespace ActorLstm.Host.Service;

/// <summary>Looks after the single runs of the service: one that was submitted waits for a slot, goes on until it ends, and does as its users wish.</summary>
internal sealed class HostedRunsActor : HostingActor<HostedRun, IRunCommand, IRunNotice>
{
    // All single runs of the service are one group: the limit is that of the slots.
    private const string Group = "service";

    private readonly IActorRef slots;
    private readonly Dictionary<int, HostedRun> numbers = [];
    private int lastNumber;

    /// <param name="place">What the runs work with.</param>
    /// <param name="slots">Gives out slots.</param>
    public HostedRunsActor(ServicePlace place, IActorRef slots)
        : base(place, "run", "RunId")
    {
        this.slots = slots;
        Receive<SlotGranted>(OnSlot);
    }

    /// <summary>How to make one.</summary>
    public static Props Props(ServicePlace place, IActorRef slots) => ActorProps.Of(() => new HostedRunsActor(place, slots));

    /// <inheritdoc/>
    protected override string FolderOf(string id) => Place.FolderOf(id);

    /// <inheritdoc/>
    protected override HostedRun Make(BeginHosting wanted)
    {
        Place.Webhooks?.Await(wanted.Id);
        return new HostedRun(wanted.Id, wanted.Submission) { IsByHand = wanted.IsByHand };
    }

    /// <inheritdoc/>
    protected override void Reconcile(HostedRun hosted)
    {
        switch (hosted.Submission.Wish, hosted.Held)
        {
            case (RunWish.Run, null) when hosted.HasSlot:
                Open(hosted); // It was paused and continued while it was being opened.
                break;
            case (RunWish.Run, null):
                Want(hosted);
                FollowIfUnderWay(hosted);
                break;
            case (RunWish.Run, { } held) when hosted.State is { Status: RunStatus.Paused }:
                Want(hosted);
                if (hosted.HasSlot)
                {
                    held.Tell(new ContinueRun());
                }

                break;
            case (RunWish.Pause, null):
                GiveBack(hosted);
                FollowIfUnderWay(hosted);
                break;
            case (RunWish.Pause, { } held):
                held.Tell(new PauseRun());
                if (hosted.State is { Status: RunStatus.Paused })
                {
                    GiveBack(hosted); // It was to go on, and waited for its slot.
                }

                break;
            case (RunWish.Cancel, null) when Place.HasBegun(hosted.Id):
                Open(hosted); // To record the end takes no slot.
                break;
            case (RunWish.Cancel, null):
                Forget(hosted);
                break;
            case (RunWish.Cancel, { } held):
                held.Tell(new CancelRun());
                break;
        }
    }

    /// <inheritdoc/>
    protected override Task<Opened<IRunNotice>> OpenAsync(HostedRun hosted, CancellationToken cancellation) => Place.OpenAsync(hosted, cancellation);

    /// <inheritdoc/>
    protected override void OnNotice(HostedRun hosted, IRunNotice notice)
    {
        switch (notice)
        {
            case RunChanged changed:
                hosted.State = changed.State;
                if (changed.Happened is RunPaused)
                {
                    GiveBack(hosted);
                    Look(hosted);
                }

                Show(hosted);
                break;
            case RunRecovered { State: { Status: RunStatus.Running or RunStatus.Paused, Facts: not null } state }:
                hosted.State = state; // It went on while nobody followed it.
                Look(hosted);
                Show(hosted);
                break;
            case RunClosed closed:
                hosted.State = closed.State;
                hosted.Close(closed.FilesFailure is not null);
                Forget(hosted);
                break;
        }

        // Who is told asks how the run stands, and is told the same.
        Place.Events.Hear(hosted.Id, notice);
    }

    /// <inheritdoc/>
    protected override void Show(HostedRun hosted) => Place.Catalog.Put(hosted.Id, hosted.Submission.Name, hosted.Status, hosted.State);

    /// <inheritdoc/>
    protected override void OnForgotten(HostedRun hosted)
    {
        GiveBack(hosted);
        Place.Catalog.Drop(hosted.Id);
        Place.Events.Close(hosted.Id);
        Place.Webhooks?.Hear(EndOf(hosted));
    }

    /// <inheritdoc/>
    protected override IRunCommand? InterruptionOf(HostedRun hosted, string reason) => !Place.Site.IsHere || hosted.State?.Status == RunStatus.Paused ? null : new InterruptRun(reason);

    // What goes on has its place already, whoever led when it was given one.
    private void FollowIfUnderWay(HostedRun run)
    {
        if (Place.Site.IsUnderWay(run.Id))
        {
            Open(run);
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
            slots.Tell(new RequestSlot(run.Number, new SlotRequest(Group, int.MaxValue, 1, run.Submission.Priority, 0) { Memory = run.Submission.Memory ?? 0 }));
        }
    }

    private void GiveBack(HostedRun run)
    {
        if (run.WantsSlot)
        {
            run.WantsSlot = run.HasSlot = false;
            numbers.Remove(run.Number);
            slots.Tell(new ReturnSlot(run.Number));
        }
    }

    private void OnSlot(SlotGranted granted)
    {
        if (IsEnding || !numbers.TryGetValue(granted.Number, out var run))
        {
            slots.Tell(new ReturnSlot(granted.Number));
            return;
        }

        run.HasSlot = true;
        if (run.Held is null && !run.IsOpening)
        {
            Open(run);
        }
        else
        {
            Look(run);
        }
    }

    // What it told itself is true also where its files lack something.
    private EndedRun EndOf(HostedRun run) => run.State is { Facts: not null } state
        ? EndedRun.Of(RunDocument.Of(state), Place.Time.GetUtcNow())
        : EndedRun.Of(StoredRun.Read(Place.FolderOf(run.Id)), Place.Time.GetUtcNow());
}
