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
    private readonly Dictionary<int, Launched> launched = [];
    private readonly Dictionary<int, Opening> openings = [];
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
        Receive<LaunchMember>(wanted => Open(Expect(wanted)));
        Receive<Opened>(Begin);
        Receive<NotOpened>(OnNotOpened);
        Receive<Asked>(asked => Tell(asked.Number, asked.Request.ToCommand(), ifPaused: MemberGoal.Paused));
        Receive<TellMember>(told => Tell(told.Number, told.Command, ifPaused: MemberGoal.Withdrawn)); // Its batch launches it again.
        Receive<MemberNotice>(notice =>
        {
            if (notice.Notice is RunClosed closed && launched.Remove(notice.Number, out var member))
            {
                member.Held.Close(closed.FilesFailure is not null);
                EndOpening(notice.Number);
            }
            else if (notice.Notice is RunChanged { Happened: RunPaused } && openings.TryGetValue(notice.Number, out var opening))
            {
                OnOpenedPaused(opening);
            }

            Context.Parent.Forward(notice);
        });
        Receive<MemberLost>(lost =>
        {
            if (launched.Remove(lost.Number, out var member))
            {
                member.Held.Close(isUnfinished: true);
                if (openings.TryGetValue(lost.Number, out var opening) && opening.IsToBeOpened)
                {
                    OnNotOpened(new NotOpened(opening, new OperationCanceledException()));
                    return;
                }

                EndOpening(lost.Number);
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
            member.Held.Close(isUnfinished: true);
        }

        foreach (var opening in openings.Values)
        {
            opening.Dispose();
        }
    }

    private string FolderOf(string runId) => Path.Combine(batch.Runs.Root, runId);

    private Opening Expect(LaunchMember wanted)
    {
        var opening = openings[wanted.Member.Number] = new Opening(wanted);
        var self = Self;
        _ = new RunRequests(FolderOf(wanted.RunId), batch.Time)
            .WatchAsync(request => self.Tell(new Asked(opening.Number, request)), opening.Token);
        return opening;
    }

    private void EndOpening(int number)
    {
        if (openings.Remove(number, out var opening))
        {
            opening.Dispose();
        }
    }

    private void Open(Opening opening) =>
        _ = OpenAsync(opening, opening.Begin(ended.Token)).PipeTo(Self, failure: fault => new NotOpened(opening, fault));

    // A run may wait for its turn for minutes: meanwhile it can be told the same as later.
    private void Tell(int number, IRunCommand command, MemberGoal ifPaused)
    {
        if (openings.TryGetValue(number, out var opening))
        {
            opening.Hear(command, ifPaused);
        }
        else if (launched.TryGetValue(number, out var member))
        {
            if (member.OpenedPaused is { } wanted && command is ContinueRun)
            {
                Expect(wanted);
                member.Held.LetGo();
                return;
            }

            if (command is CancelRun or InterruptRun)
            {
                launched[number] = member with { OpenedPaused = null };
            }

            member.Held.Tell(command);
        }
    }

    // Its pause is recorded. It may have been told something else meanwhile.
    private void OnOpenedPaused(Opening opening)
    {
        if (opening.IsToBeOpened)
        {
            launched[opening.Number].Held.LetGo();
        }
        else
        {
            EndOpening(opening.Number);
        }
    }

    private void OnNotOpened(NotOpened failed)
    {
        var (opening, fault) = failed;
        if (fault is OperationCanceledException && opening.IsToBeOpened && opening.Goal != MemberGoal.Withdrawn)
        {
            Open(opening);
            return;
        }

        EndOpening(opening.Number);
        Context.Parent.Tell(fault switch
        {
            OtherRunException => new IdRefused(opening.Number, opening.Wanted.RunId),
            RunIsOverException { State.Facts: not null } over => new MemberNotice(opening.Number, new RunClosed(over.State)),
            RunIsOverException when opening.Goal == MemberGoal.Cancelled => new MemberLost(opening.Number, fault.Message) { IsCancelled = true },
            OperationCanceledException when opening.Goal == MemberGoal.Withdrawn =>
                new MemberLost(opening.Number, "it was told to stop before it had begun", ComesBack: true),
            _ => (object)new MemberLost(opening.Number, fault.Message),
        });
    }

    private async Task<Opened> OpenAsync(Opening opening, CancellationToken cancellation)
    {
        var wanted = opening.Wanted;
        var member = wanted.Member;
        var configuration = batch.Prepared?.Runs[member.Identity].Configuration;
        var run = new RunToOpen(
            wanted.RunId,
            configuration is null ? null : configuration with { Experiment = configuration.Experiment with { Name = member.NameIn(batch.Name) } },
            batch.Changes with { Threads = batch.Prepared?.Slots.Threads })
        {
            IsToBeCancelled = opening.Goal == MemberGoal.Cancelled,
            IsToBePaused = opening.Goal == MemberGoal.Paused,
            Batch = new BatchFacts(batch.Id, batch.Name, member.Number, member.Settings),
            EpochLimit = wanted.EpochLimit,
            Completion = wanted.Completion,
        };
        var lines = log.WithContext("RunId", wanted.RunId);
        return Keep(new Opened(opening, await JournalAwayException.OutlastAsync(
            token => batch.Site.OpenAsync(run, token),
            reason => lines.Warning("The run cannot start at the moment. The batch tries again: {Reason}", reason),
            batch.Time,
            cancellation)));
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

        if (run.Opening.IsToBeOpened)
        {
            run.Work.Lease?.Dispose();
            OnNotOpened(new NotOpened(run.Opening, new OperationCanceledException()));
            return;
        }

        var (number, runId) = (run.Opening.Number, run.Opening.Wanted.RunId);
        var self = Self;
        var listener = new Listener(number, batch.Journal, notice => self.Tell(notice));
        if (run.Work.Damage is { } damage)
        {
            log.WithContext("RunId", runId).Warning("{Damage}", damage);
        }

        var feed = run.Work.Begin(Context, listener, $"run-{runId}-{++launches}");

        // What users ask of a single run of the batch reaches it as it reaches any other run.
        var held = new Held<IRunCommand>(FolderOf(runId), run.Work.Lease, feed, request => self.Tell(new Asked(number, request)), batch.Time);
        launched[number] = new Launched(held, run.Work.IsPaused ? run.Opening.Wanted : null);
        run.Opening.Unheard.ForEach(held.Tell);
        if (!run.Work.IsPaused) // Otherwise the opening ends when the pause is recorded.
        {
            EndOpening(number);
        }
    }

    /// <param name="Held">The run in this process.</param>
    /// <param name="OpenedPaused">How to open it again when it is to continue, because it was opened paused; null: it continues as it is.</param>
    private sealed record Launched(Held<IRunCommand> Held, LaunchMember? OpenedPaused);

    private enum MemberGoal
    {
        Running,
        Paused,
        Cancelled,

        /// <summary>It is not begun: nothing is recorded of it.</summary>
        Withdrawn,
    }

    /// <summary>A run that is being opened, by another thread than the actor's own.</summary>
    private sealed class Opening(LaunchMember wanted) : IDisposable
    {
        private readonly CancellationTokenSource ended = new();
        private CancellationTokenSource? attempt;

        public LaunchMember Wanted => wanted;

        public int Number => wanted.Member.Number;

        /// <summary>What the run is opened for.</summary>
        public MemberGoal Goal { get; private set; } = wanted.IsToBeCancelled ? MemberGoal.Cancelled : MemberGoal.Running;

        /// <summary>Whether there is no attempt yet, or a later request ended the latest one.</summary>
        public bool IsToBeOpened => attempt is not { IsCancellationRequested: false };

        /// <summary>What it was told and has not heard yet.</summary>
        public List<IRunCommand> Unheard { get; } = [];

        /// <summary>Cancelled when it is opened no more.</summary>
        public CancellationToken Token => ended.Token;

        /// <summary>Begins an attempt.</summary>
        /// <returns>What ends it.</returns>
        public CancellationToken Begin(CancellationToken cancellation)
        {
            attempt?.Dispose();
            attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            return attempt.Token;
        }

        /// <summary>
        /// Takes a command. Of those that change the goal, the last one counts; it ends the attempt. A run that is to end or not to begin changes
        /// its goal no more, except to be cancelled.
        /// </summary>
        /// <param name="command">What the run is told.</param>
        /// <param name="ifPaused">What is to become of it if it is told to pause.</param>
        public void Hear(IRunCommand command, MemberGoal ifPaused)
        {
            MemberGoal? goal = command switch
            {
                CancelRun => MemberGoal.Cancelled,
                InterruptRun => MemberGoal.Withdrawn,
                PauseRun => ifPaused,
                ContinueRun => MemberGoal.Running,
                _ => null,
            };
            if (goal is null)
            {
                Unheard.Add(command);
            }
            else if (Goal is MemberGoal.Running or MemberGoal.Paused || goal == MemberGoal.Cancelled)
            {
                Unheard.RemoveAll(before => before is CancelRun or InterruptRun or PauseRun or ContinueRun);
                Unheard.Add(command);
                if (goal != Goal)
                {
                    Goal = goal.Value;
                    attempt?.Cancel();
                }
            }
        }

        public void Dispose()
        {
            ended.Cancel();
            ended.Dispose();
            attempt?.Dispose();
        }
    }

    private sealed record Opened(Opening Opening, Opened<IRunNotice> Work);

    private sealed record NotOpened(Opening Opening, Exception Fault);

    private sealed record Asked(int Number, RunRequest Request);

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
