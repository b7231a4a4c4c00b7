using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Journals;
using Akka.Actor;
using Akka.Event;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>
/// Begins the runs of a batch in this process and goes on with them: it holds the lease of each as long as the run is under way, and
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
            _ = PrepareAsync(wanted).PipeTo(Self, failure: fault => new NotLaunched(wanted, fault));
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
            opened.ForEach(member => member.Lease.Dispose());
        }

        foreach (var member in launched.Values)
        {
            member.Close(isUnfinished: true);
        }
    }

    // A run of which nothing is recorded yet begins; every other one goes on.
    private async Task<Opened> PrepareAsync(LaunchMember wanted)
    {
        var folder = Path.Combine(batch.Runs.Root, wanted.RunId);
        var owner = RunOwner.ThisProcess(); // One for each launch: a run knows by it that it was taken over.
        RunLease? lease = null;
        try
        {
            await Task.Yield(); // Files are read: not by the actor's own thread.
            Directory.CreateDirectory(folder);
            lease = RunLease.Take(folder, owner, batch.Time);
            var launch = await batch.Journal.IsKnownAsync(wanted.RunId, ended.Token)
                ? await ResumeAsync(wanted, folder, lease, owner)
                : await StartAsync(wanted, folder, owner);
            new RunRequests(folder, batch.Time).Clear();
            return Keep(new Opened(wanted.Member.Number, launch, lease));
        }
        catch
        {
            lease?.Dispose();
            throw;
        }
    }

    private Opened Keep(Opened run)
    {
        lock (guard)
        {
            if (isOver)
            {
                throw new OperationCanceledException("The batch is over.");
            }

            opened.Add(run);
            return run;
        }
    }

    private async Task<RunLaunch> StartAsync(LaunchMember wanted, string folder, RunOwner owner)
    {
        var member = wanted.Member;
        var configuration = batch.Prepared.Runs[member.Identity].Configuration;
        var named = configuration with { Experiment = configuration.Experiment with { Name = member.NameIn(batch.Name) } };
        var prepared = await PreparedRun.PrepareAsync(named, batch.Prepared.Corpora, ended.Token);
        var facts = prepared.Facts(wanted.RunId) with { Batch = new BatchFacts(batch.Id, batch.Name, member.Number, member.Settings) };
        return new RunLaunch(
            prepared, wanted.RunId, folder, owner, new StartRun(facts, prepared.Configuration.Plan, ResolvedConfiguration.Write(prepared.Configuration), owner, wanted.EpochLimit));
    }

    private async Task<RunLaunch> ResumeAsync(LaunchMember wanted, string folder, RunLease lease, RunOwner owner)
    {
        var resumable = await ReadAsync(wanted, folder, lease, owner);
        if (resumable.Damage is { } damage)
        {
            log.WithContext("RunId", wanted.RunId).Warning("{Damage}", damage);
        }

        await resumable.PrepareAsync(batch.Changes with { Threads = batch.Prepared.Slots.Threads }, batch.Prepared.Corpora, ended.Token);
        return resumable.Launch(wanted.EpochLimit, wanted.Completion is { } reason ? [new CompleteRun(reason)] : []);
    }

    private async Task<ResumableRun> ReadAsync(LaunchMember wanted, string folder, RunLease lease, RunOwner owner)
    {
        try
        {
            var resumable = await ResumableRun.ReadAsync(folder, lease, batch.Journal, owner, ended.Token);
            RequireOwn(resumable.State);
            return resumable;
        }
        catch (RunIsOverException over)
        {
            RequireOwn(over.State);
            throw;
        }

        // Ids are drawn by chance: in the second in which two processes begin runs, both may have drawn the same.
        void RequireOwn(RunState run)
        {
            if (run.Facts is { } facts && !IsOf(facts.Batch, wanted.Member))
            {
                throw new OtherRunException();
            }
        }
    }

    // Where events of the batch were lost its runs may have other numbers than before.
    private bool IsOf(BatchFacts? place, BatchMember member) => place?.Id == batch.Id
        && (place.Number == member.Number || (place.Settings.Count == member.Settings.Count && !place.Settings.Except(member.Settings).Any()));

    private void Begin(Opened run)
    {
        lock (guard)
        {
            opened.Remove(run);
        }

        var self = Self;
        var listener = new Listener(run.Number, notice => self.Tell(notice));
        var (_, feed) = RunActors.Begin(Context, run.Launch, listener, $"run-{run.Launch.Id}-{++launches}", batch.Time, batch.Samplers);

        // What users ask of a single run of the batch reaches it as it reaches any other run.
        launched[run.Number] = new Held<IRunCommand>(run.Launch.Folder, run.Lease, feed, request => feed.Tell(request.ToCommand()), batch.Time);
        if (unheard.Remove(run.Number, out var commands))
        {
            commands.ForEach(launched[run.Number].Tell);
        }
    }

    private sealed record Opened(int Number, RunLaunch Launch, RunLease Lease);

    private sealed record NotLaunched(LaunchMember Wanted, Exception Fault)
    {
        public int Number => Wanted.Member.Number;
    }

    private sealed class OtherRunException() : Exception("The run is none of this batch.");

    private sealed class Listener(int number, Action<object> tell) : IListener<IRunNotice>
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
                tell(new MemberLost(number, unlessClosed.Message));
            }
        }
    }
}

/// <summary>A batch in this process, and what its runs work with.</summary>
/// <param name="Id">The batch's id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Prepared">Its runs.</param>
/// <param name="Runs">Where runs are kept.</param>
/// <param name="Journal">Keeps their events.</param>
/// <param name="Changes">What the user wants otherwise where runs are gone on with.</param>
/// <param name="Time">The clock.</param>
internal sealed record BatchPlace(
    string Id, string Name, PreparedBatch Prepared, RunStore Runs, RunJournal Journal, ResumeChanges Changes, TimeProvider Time)
{
    /// <summary>Gives texts to the samplers of a cluster; null: they are generated beside the trainers.</summary>
    public IActorRef? Samplers { get; init; }
}
