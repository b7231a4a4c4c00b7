using ActorLstm.Actors.Messages;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using Akka.Actor;
using Akka.Event;

namespace ActorLstm.Host.Service;

/// <summary>
/// Looks after what was submitted: it begins it, has it do as its users wish, and lets go of it when it has ended.
/// What they wish is written into its folder before anything comes of it, so that the service takes up again what it left.
/// </summary>
/// <typeparam name="THosted">What it looks after.</typeparam>
/// <typeparam name="TCommand">What that can be told.</typeparam>
/// <typeparam name="TNotice">What that tells.</typeparam>
#pragma warning disable CA1001 // An actor is not disposed: what it owns is freed when it stops.
internal abstract class HostingActor<THosted, TCommand, TNotice> : ReceiveActor
#pragma warning restore CA1001
    where THosted : Hosted<TCommand>
    where TCommand : class
{
    private readonly string kind;
    private readonly string logKey;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly Dictionary<string, THosted> all = [];
    private readonly CancellationTokenSource ended = new();
    private int launches;
    private IActorRef? waitsForEnd;

    /// <param name="place">What the runs work with.</param>
    /// <param name="kind">What it looks after in a word, for messages.</param>
    /// <param name="logKey">Under which name log lines say which it is.</param>
    protected HostingActor(ServicePlace place, string kind, string logKey)
    {
        Place = place;
        this.kind = kind;
        this.logKey = logKey;
        Receive<BeginHosting>(OnBegin);
        Receive<Steer>(OnSteer);
        Receive<HasOpened>(OnOpened);
        Receive<HasNotOpened>(OnNotOpened);
        Receive<Told>(told =>
        {
            if (all.TryGetValue(told.Id, out var hosted))
            {
                OnNotice(hosted, told.Notice);
            }
        });
        Receive<WasLost>(OnLost);
        Receive<AwaitEnd>(OnAwaitEnd);
        Receive<EndHosting>(_ => OnEnd());
    }

    /// <summary>What the runs work with.</summary>
    protected ServicePlace Place { get; }

    /// <summary>Whether the service stops: nothing is begun any more.</summary>
    protected bool IsEnding => waitsForEnd is not null;

    /// <summary>The folder of one.</summary>
    protected abstract string FolderOf(string id);

    /// <summary>What is looked after from now on.</summary>
    protected abstract THosted Make(BeginHosting wanted);

    /// <summary>Compares what is wished with what is: the one place where it is decided what one does next. It is not being opened.</summary>
    protected abstract void Reconcile(THosted hosted);

    /// <summary>Opens one, by a thread that is not the actor's own.</summary>
    protected abstract Task<Opened<TNotice>> OpenAsync(THosted hosted, CancellationToken cancellation);

    /// <summary>One tells something.</summary>
    protected abstract void OnNotice(THosted hosted, TNotice notice);

    /// <summary>Shows users how one stands.</summary>
    protected abstract void Show(THosted hosted);

    /// <summary>One is not looked after any more.</summary>
    protected abstract void OnForgotten(THosted hosted);

    /// <summary>What ends one so that it can be resumed; null where it is left as it is.</summary>
    protected abstract TCommand? InterruptionOf(THosted hosted, string reason);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        ended.Cancel();
        ended.Dispose();
        foreach (var hosted in all.Values)
        {
            hosted.Close(isUnfinished: true);
        }
    }

    /// <summary>Compares what is wished with what is, unless it is being opened, or the service stops.</summary>
    protected void Look(THosted hosted)
    {
        if (!IsEnding && !hosted.IsOpening)
        {
            Reconcile(hosted);
        }
    }

    /// <summary>Opens one.</summary>
    protected void Open(THosted hosted)
    {
        hosted.Opening = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
        var lines = log.WithContext(logKey, hosted.Id);
        if (Place.Site.IsHere)
        {
            var self = Self;
            _ = new RunRequests(FolderOf(hosted.Id), Place.Time)
                .WatchAsync(request => self.Tell(new Steer(hosted.Id, WishOf(request))), hosted.Opening.Token);
        }

        _ = JournalAwayException.OutlastAsync(
            cancellation => OpenAsync(hosted, cancellation),
            reason => lines.Warning("The {Kind} cannot start at the moment. The service tries again: {Reason}", kind, reason),
            Place.Time,
            hosted.Opening.Token).PipeTo(Self, success: opened => new HasOpened(hosted.Id, opened), failure: fault => new HasNotOpened(hosted.Id, fault));
    }

    /// <summary>Looks after one no more.</summary>
    protected void Forget(THosted hosted)
    {
        all.Remove(hosted.Id);
        OnForgotten(hosted);
        hosted.AwaitedBy.ForEach(waiting => waiting.Tell(Done.Instance));
        EndIfOver();
    }

    private void OnBegin(BeginHosting wanted)
    {
        if (!all.ContainsKey(wanted.Id))
        {
            var hosted = all[wanted.Id] = Make(wanted);
            Show(hosted);
            Look(hosted);
        }

        Sender.Tell(Done.Instance);
    }

    private void OnSteer(Steer wanted)
    {
        if (!all.TryGetValue(wanted.Id, out var hosted))
        {
            Sender.Tell(new NotHosted(wanted.Id));
            return;
        }

        try
        {
            if (hosted.Submission.Wish == RunWish.Cancel && wanted.Wish != RunWish.Cancel)
            {
                Sender.Tell(new Status.Failure(new RunConflictException($"The {kind} {hosted.Id} is being cancelled.")));
                return;
            }

            Wish(hosted, wanted.Wish);
            Sender.Tell(Done.Instance);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Sender.Tell(new Status.Failure(new InvalidInputException($"The {kind} in {FolderOf(hosted.Id)} cannot be told anything: {fault.Message}", fault)));
        }
    }

    private void Wish(THosted hosted, RunWish wish)
    {
        if (hosted.Submission.Wish != wish)
        {
            var submission = hosted.Submission with { Wish = wish };
            submission.Write(FolderOf(hosted.Id));
            hosted.Submission = submission;
            Show(hosted);
            if (wish != RunWish.Run)
            {
                hosted.Opening?.Cancel(); // It may wait for its turn for minutes.
            }

            Look(hosted);
        }
    }

    private void OnAwaitEnd(AwaitEnd wanted)
    {
        if (all.TryGetValue(wanted.Id, out var hosted))
        {
            hosted.AwaitedBy.Add(Sender);
        }
        else
        {
            Sender.Tell(Done.Instance);
        }
    }

    private void OnOpened(HasOpened opened)
    {
        if (!all.TryGetValue(opened.Id, out var hosted) || IsEnding)
        {
            opened.Work.Lease?.Dispose();
            if (hosted is not null)
            {
                HasEndedOpening(hosted);
                EndIfOver();
            }

            return;
        }

        if (opened.Work.Damage is { } damage)
        {
            log.WithContext(logKey, hosted.Id).Warning("{Damage}", damage);
        }

        if (opened.Work.Note is { } note)
        {
            log.WithContext(logKey, hosted.Id).Info("{Note}", note);
        }

        var self = Self;
        var feed = opened.Work.Begin(Context, new Listener(hosted.Id, self), $"{kind}-{hosted.Id}-{++launches}");
        HasEndedOpening(hosted);
        hosted.Held = new Held<TCommand>(FolderOf(hosted.Id), opened.Work.Lease, feed, request => self.Tell(new Steer(hosted.Id, WishOf(request))), Place.Time);
        Look(hosted);
    }

    private void OnNotOpened(HasNotOpened failed)
    {
        if (!all.TryGetValue(failed.Id, out var hosted))
        {
            return;
        }

        if (HasEndedOpening(hosted) && !IsEnding)
        {
            Look(hosted);
            return;
        }

        if (failed.Fault is not RunIsOverException && !IsEnding)
        {
            log.WithContext(logKey, hosted.Id).Error("The {Kind} cannot be begun: {Reason}", kind, failed.Fault.Message);
            Note(hosted, failed.Fault.Message);
        }

        Forget(hosted);
    }

    // True where something else was wished meanwhile.
    private static bool HasEndedOpening(THosted hosted)
    {
        var wasCancelled = hosted.Opening!.IsCancellationRequested;
        hosted.Opening.Cancel();
        hosted.Opening.Dispose();
        hosted.Opening = null;
        return wasCancelled;
    }

    private void OnLost(WasLost lost)
    {
        if (all.TryGetValue(lost.Id, out var hosted) && lost.IsOfJournal && Place.Journal.ComesBack && !IsEnding)
        {
            hosted.Close(isUnfinished: true);
            Open(hosted);
        }
        else if (hosted is not null)
        {
            log.WithContext(logKey, hosted.Id).Error("The {Kind} was given up: {Reason}", kind, lost.Reason);
            hosted.Close(isUnfinished: true);
            Note(hosted, lost.Reason);
            Forget(hosted);
        }
    }

    private void Note(THosted hosted, string failure)
    {
        hosted.Submission = hosted.Submission with { Failure = failure };
        try
        {
            hosted.Submission.Write(FolderOf(hosted.Id));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.WithContext(logKey, hosted.Id).Warning("Its folder cannot be written: {Reason}", fault.Message);
        }
    }

    private void OnEnd()
    {
        waitsForEnd = Sender;
        ended.Cancel();
        foreach (var hosted in all.Values)
        {
            if (InterruptionOf(hosted, "the service was stopped") is { } interruption)
            {
                hosted.Held?.Tell(interruption);
            }
        }

        EndIfOver();
    }

    // What is left as it is stays so, as its folder says.
    private void EndIfOver()
    {
        if (IsEnding && all.Values.All(hosted => !hosted.IsOpening && (hosted.Held is null || InterruptionOf(hosted, "") is null)))
        {
            waitsForEnd.Tell(Done.Instance);
        }
    }

    private static RunWish WishOf(RunRequest request) => request.Request switch
    {
        RequestKind.Pause => RunWish.Pause,
        RequestKind.Continue => RunWish.Run,
        _ => RunWish.Cancel,
    };

    private sealed record HasOpened(string Id, Opened<TNotice> Work);

    private sealed record HasNotOpened(string Id, Exception Fault);

    private sealed record Told(string Id, TNotice Notice);

    private sealed record WasLost(string Id, string Reason, bool IsOfJournal);

    private sealed class Listener(string id, IActorRef host) : IListener<TNotice>
    {
        private bool isClosed;

        public void Hear(TNotice notice)
        {
            isClosed |= notice is RunClosed or BatchClosed;
            host.Tell(new Told(id, notice));
        }

        public void Leave(RunLostException unlessClosed)
        {
            if (!isClosed)
            {
                host.Tell(new WasLost(id, unlessClosed.Message, unlessClosed.IsOfJournal));
            }
        }
    }
}

/// <summary>Look after this from now on; answered with <see cref="Done"/>.</summary>
internal sealed record BeginHosting(string Id, Submission Submission)
{
    /// <summary>Whether a user asked for it to be resumed: see <see cref="ResumeChanges.IsByHand"/>.</summary>
    public bool IsByHand { get; init; }

    /// <summary>How many runs of a batch have not ended; null where that is as many as it has, or it is a run.</summary>
    public int? Unfinished { get; init; }

    /// <summary>What changed in the file of a batch since it was submitted last, in lines for the log.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];
}

/// <summary>It is to become something else; answered with <see cref="Done"/> once that is written, or with <see cref="NotHosted"/>.</summary>
internal sealed record Steer(string Id, RunWish Wish);

/// <summary>Answered with <see cref="Done"/> when the service does not look after it any more.</summary>
internal sealed record AwaitEnd(string Id);

/// <summary>End everything so that it can be resumed; answered with <see cref="Done"/> when all of it has ended.</summary>
internal sealed record EndHosting;

/// <summary>It was done.</summary>
internal sealed record Done
{
    public static Done Instance { get; } = new();
}

/// <summary>The service does not look after this.</summary>
internal sealed record NotHosted(string Id);
