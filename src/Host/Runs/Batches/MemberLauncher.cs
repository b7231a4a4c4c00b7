using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Runs.Journals;
using Akka.Actor;
using Akka.Event;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>
/// Begins the runs of a batch and goes on with them: it holds the lease of each that goes on in this process as long as the run is under way, and
/// passes on what the run tells and what it is told. The last notice of a run is passed on when nothing holds the run any more.
/// </summary>
#pragma warning disable CA1001 // An actor is not disposed: what it owns is freed when it stops.
internal sealed class MemberLauncher : ReceiveActor
#pragma warning restore CA1001
{
    private readonly BatchPlace batch;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly Dictionary<int, Held<IRunCommand>> launched = [];
    private readonly Dictionary<int, List<IRunCommand>> unheard = [];
    private readonly CancellationTokenSource ended = new();
    private int launches;

    // Runs are opened by other threads: what one opened and this actor does not get any more, it has closed.
    private readonly Lock guard = new();
    private readonly List<Opened> opened = [];
    private bool isOver;

    /// <param name="batch">The batch, and what its runs work with.</param>
    public MemberLauncher(BatchPlace batch)
    {
        this.batch = batch;
        Receive<LaunchMember>(wanted =>
        {
            unheard[wanted.Member.Number] = [];
            _ = OpenAsync(wanted).PipeTo(Self, failure: fault => new NotLaunched(wanted, fault));
        });
        Receive<Opened>(Begin);
        Receive<NotLaunched>(failed =>
        {
            unheard.Remove(failed.Number);
            Context.Parent.Tell(failed switch
            {
                { Fault: OtherRunException } => new IdRefused(failed.Number, failed.Wanted.RunId),
                { Fault: RunIsOverException { State.Facts: not null } over } => new MemberNotice(failed.Number, new RunClosed(over.State)),
                _ => (object)new MemberLost(failed.Number, failed.Fault.Message),
            });
        });
        Receive<TellMember>(told =>
        {
            launched.GetValueOrDefault(told.Number)?.Tell(told.Command);
            unheard.GetValueOrDefault(told.Number)?.Add(told.Command);
        });
        Receive<MemberNotice>(notice =>
        {
            if (notice.Notice is RunClosed closed && launched.Remove(notice.Number, out var member))
            {
                member.Close(closed.FilesFailure is not null);
            }

            Context.Parent.Forward(notice);
        });
        Receive<MemberLost>(lost =>
        {
            if (launched.Remove(lost.Number, out var member))
            {
                member.Close(isUnfinished: true);
                if (lost.ComesBack)
                {
                    log.Warning("The run {Number} is begun again once its journal is back: {Reason}", lost.Number, lost.Reason);
                }

                Context.Parent.Forward(lost);
            }
        });
    }

    /// <summary>How to make one.</summary>
    public static Props Props(BatchPlace batch) => ActorProps.Of(() => new MemberLauncher(batch));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        ended.Cancel();
        ended.Dispose();
        lock (guard)
        {
            isOver = true;
            opened.ForEach(member => member.Work.Lease?.Dispose());
        }

        foreach (var member in launched.Values)
        {
            member.Close(isUnfinished: true);
        }
    }

    private async Task<Opened> OpenAsync(LaunchMember wanted)
    {
        var member = wanted.Member;
        var configuration = batch.Prepared?.Runs[member.Identity].Configuration;
        var run = new RunToOpen(
            wanted.RunId,
            configuration is null ? null : configuration with { Experiment = configuration.Experiment with { Name = member.NameIn(batch.Name) } },
            batch.Changes with { Threads = batch.Prepared?.Slots.Threads })
        {
            IsToBeCancelled = wanted.IsToBeCancelled,
            Batch = new BatchFacts(batch.Id, batch.Name, member.Number, member.Settings),
            EpochLimit = wanted.EpochLimit,
            Completion = wanted.Completion,
        };
        var lines = log.WithContext("RunId", wanted.RunId);
        return Keep(new Opened(member.Number, wanted.RunId, await JournalAwayException.OutlastAsync(
            cancellation => batch.Site.OpenAsync(run, cancellation), reason => lines.Warning("The run cannot be begun at the moment, and is tried again: {Reason}", reason), batch.Time, ended.Token)));
    }

    private Opened Keep(Opened run)
    {
        lock (guard)
        {
            if (isOver)
            {
                run.Work.Lease?.Dispose();
                throw new OperationCanceledException("The batch is over.");
            }

            opened.Add(run);
            return run;
        }
    }

    private void Begin(Opened run)
    {
        lock (guard)
        {
            opened.Remove(run);
        }

        var self = Self;
        var listener = new Listener(run.Number, batch.Journal, notice => self.Tell(notice));
        if (run.Work.Damage is { } damage)
        {
            log.WithContext("RunId", run.RunId).Warning("{Damage}", damage);
        }

        var feed = run.Work.Begin(Context, listener, $"run-{run.RunId}-{++launches}");

        // What users ask of a single run of the batch reaches it as it reaches any other run.
        launched[run.Number] = new Held<IRunCommand>(Path.Combine(batch.Runs.Root, run.RunId), run.Work.Lease, feed, request => feed.Tell(request.ToCommand()), batch.Time);
        if (unheard.Remove(run.Number, out var commands))
        {
            commands.ForEach(launched[run.Number].Tell);
        }
    }

    private sealed record Opened(int Number, string RunId, Opened<IRunNotice> Work);

    private sealed record NotLaunched(LaunchMember Wanted, Exception Fault)
    {
        public int Number => Wanted.Member.Number;
    }

    private sealed class Listener(int number, RunJournal journal, Action<object> tell) : IListener<IRunNotice>
    {
        private bool isClosed;

        public void Hear(IRunNotice notice)
        {
            isClosed |= notice is RunClosed;
            tell(new MemberNotice(number, notice));
        }

        public void Leave(RunLostException unlessClosed)
        {
            if (!isClosed)
            {
                tell(new MemberLost(number, unlessClosed.Message, journal.ComesBack && unlessClosed.IsOfJournal));
            }
        }
    }
}

/// <summary>A batch in this process, and what its runs work with.</summary>
/// <param name="Id">The batch's id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Prepared">Its runs; null where they only end.</param>
/// <param name="Runs">Where runs are kept.</param>
/// <param name="Journal">Keeps their events.</param>
/// <param name="Site">Where they go on.</param>
/// <param name="Changes">What the user wants otherwise where runs are gone on with.</param>
/// <param name="Time">The clock.</param>
internal sealed record BatchPlace(
    string Id, string Name, PreparedBatch? Prepared, RunStore Runs, RunJournal Journal, IRunSite Site, ResumeChanges Changes, TimeProvider Time);
