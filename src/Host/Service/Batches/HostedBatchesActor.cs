using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Service.Webhooks;
using Akka.Actor;
using Akka.Event;

namespace ActorLstm.Host.Service.Batches;

/// <summary>
/// Looks after the batches of the service. Each is opened at once and asks for a slot for each of its runs, like the single runs of the service;
/// what its runs tell is shown as that of any run.
/// </summary>
internal sealed class HostedBatchesActor : HostingActor<HostedBatch, IBatchCommand, IBatchNotice>
{
    private readonly IActorRef slots;
    private readonly ILoggingAdapter log = Context.GetLogger();

    /// <param name="place">What the runs work with.</param>
    /// <param name="slots">Gives out slots.</param>
    public HostedBatchesActor(ServicePlace place, IActorRef slots)
        : base(place, "batch", "BatchId") => this.slots = slots;

    /// <summary>How to make one.</summary>
    public static Props Props(ServicePlace place, IActorRef slots) => ActorProps.Of(() => new HostedBatchesActor(place, slots));

    /// <inheritdoc/>
    protected override string FolderOf(string id) => Place.BatchFolderOf(id);

    /// <inheritdoc/>
    protected override HostedBatch Make(BeginHosting wanted)
    {
        if (wanted.Changes.Count > 0)
        {
            log.WithContext("BatchId", wanted.Id).Info("{Changes}", string.Join('\n', wanted.Changes));
        }

        return new HostedBatch(wanted.Id, wanted.Submission) { IsByHand = wanted.IsByHand, Unfinished = wanted.Unfinished ?? wanted.Submission.Runs ?? 0 };
    }

    /// <inheritdoc/>
    protected override void Reconcile(HostedBatch hosted)
    {
        switch (hosted.Submission.Wish, hosted.Held)
        {
            case (RunWish.Run, null):
                Open(hosted);
                break;
            case (RunWish.Run, { } held) when hosted.State is { Status: RunStatus.Paused }:
                held.Tell(new ContinueBatch());
                break;
            case (RunWish.Pause, { } held):
                held.Tell(new PauseBatch());
                break;
            case (RunWish.Cancel, null) when Place.HasBatchBegun(hosted.Id):
                Open(hosted);
                break;
            case (RunWish.Cancel, null):
                Forget(hosted);
                break;
            case (RunWish.Cancel, { } held):
                held.Tell(new CancelBatch());
                break;
        }
    }

    /// <inheritdoc/>
    protected override Task<Opened<IBatchNotice>> OpenAsync(HostedBatch hosted, CancellationToken cancellation) => Place.OpenBatchAsync(hosted, slots, cancellation);

    /// <inheritdoc/>
    protected override void OnNotice(HostedBatch hosted, IBatchNotice notice)
    {
        switch (notice)
        {
            case BatchChanged changed:
                hosted.State = changed.State;
                OnChanged(hosted, changed.Happened);
                Show(hosted);
                break;
            case BatchRunNotice run:
                OnRunNotice(hosted, run.Member, run.Notice);
                break;
            case BatchClosed closed:
                hosted.State = closed.State;
                hosted.Close(closed.PageFailure is not null);
                Forget(hosted);
                break;
        }

        // Who is told asks how it stands, and is told the same.
        Place.BatchEvents.Hear(hosted.Id, notice);
    }

    /// <inheritdoc/>
    protected override void Show(HostedBatch hosted) => Place.Batches.Put(hosted.Id, hosted.Submission.Name, hosted.Status, hosted.State, hosted.Unfinished);

    /// <inheritdoc/>
    protected override void OnForgotten(HostedBatch hosted)
    {
        foreach (var run in hosted.Runs.ToList())
        {
            LetGo(hosted, run);
        }

        Place.Batches.Drop(hosted.Id);
        Place.BatchEvents.Close(hosted.Id);
    }

    // Also where it is paused: what goes on when the service starts again is what is wished of it.
    /// <inheritdoc/>
    protected override IBatchCommand? InterruptionOf(HostedBatch hosted, string reason) => Place.Site.IsHere ? new InterruptBatch(reason) : null;

    private void OnChanged(HostedBatch batch, IBatchEvent happened)
    {
        switch (happened)
        {
            case BatchPaused:
                Look(batch);
                break;
            case IMemberEvent gone and (MemberEnded or MemberRetried) when batch.State!.Members[gone.Number].RunId is { } run:
                LetGo(batch, run); // One that was lost does not tell that it has closed.
                break;
        }
    }

    private void OnRunNotice(HostedBatch batch, MemberState member, IRunNotice notice)
    {
        var run = member.RunId!;
        switch (notice)
        {
            case RunChanged { State: { Facts: not null } state }:
                Show(state);
                break;
            case RunRecovered { State: { Status: RunStatus.Running or RunStatus.Paused, Facts: not null } state }:
                Show(state);
                break;
            case RunClosed { State: { Facts: not null } state }:
                LetGo(batch, run);
                Place.Webhooks?.Hear(EndedRun.Of(RunDocument.Of(state), Place.Time.GetUtcNow()));
                break;
        }

        Place.Events.Hear(run, notice);

        void Show(RunState state)
        {
            if (batch.Runs.Add(run))
            {
                Place.Webhooks?.Await(run);
            }

            Place.Catalog.Put(run, member.Member.NameIn(batch.State!.Name), state.Status, state);
        }
    }

    private void LetGo(HostedBatch batch, string run)
    {
        if (batch.Runs.Remove(run))
        {
            Place.Catalog.Drop(run);
            Place.Events.Close(run);
        }
    }
}
