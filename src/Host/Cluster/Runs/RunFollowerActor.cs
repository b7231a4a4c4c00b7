using System.Security.Cryptography;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Runs;
using Akka.Actor;
using Akka.Event;

namespace ActorLstm.Host.Cluster.Runs;

/// <summary>
/// Follows a run that goes on on a trainer node, and speaks for it: what happens is read from the journal, which both nodes reach, and what the
/// run is to do is said again and again until it is done, whichever node has the run by then.
/// </summary>
#pragma warning disable CA1001 // An actor is not disposed: what it owns is freed when it stops.
internal sealed class RunFollowerActor : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly RunToOpen run;
    private readonly ClusterRunSite site;
    private readonly IListener<IRunNotice> listener;
    private readonly ILoggingAdapter log;
    private readonly CancellationTokenSource ended = new();

    // Numbers of its own: an order of whoever followed the run before is not taken for one of these.
    private long orders = (long)RandomNumberGenerator.GetInt32(int.MaxValue) << 32;
    private RunAssignment? assignment;
    private RunOrder? order;
    private RunState state = RunState.Initial;
    private long known;
    private long recorded;
    private long? since;
    private bool isReading;
    private string? node;
    private RunLeft? left;
    private string lost = "nobody follows it any more";

    /// <param name="run">The run.</param>
    /// <param name="configuration">Its configuration where it begins; null where it goes on, or its folder holds it.</param>
    /// <param name="site">The way to it.</param>
    /// <param name="listener">Hears what it tells.</param>
    public RunFollowerActor(RunToOpen run, string? configuration, ClusterRunSite site, IListener<IRunNotice> listener)
    {
        this.run = run;
        this.site = site;
        this.listener = listener;
        log = Context.GetLogger().WithContext("Run", run.Id); // The log in the folder of the run is that of its node.
        Receive<RunPlaced>(placed =>
        {
            assignment = new RunAssignment(run.Id, placed.Slot, configuration, run.Batch, run.EpochLimit, run.Changes.Threads, run.Completion, run.Changes.IsByHand);
            Keep();
        });
        Receive<Tick>(_ =>
        {
            Read();
            Keep();
        });
        Receive<IRunCommand>(OnCommand);
        Receive<RunStands>(OnStands);
        Receive<RunAdvanced>(advanced => listener.Hear(new RunProgressed(advanced.Progress)));
        Receive<RunDelayed>(delayed => listener.Hear(new JournalFailed($"{delayed.Reason} (on {delayed.Node})")));
        Receive<RunLeft>(OnLeft);
        Receive<RunRefused>(OnRefused);
        Receive<HasRead>(OnRead);
        Receive<Status.Failure>(failed =>
        {
            isReading = false;
            log.Warning("What happened cannot be read at the moment: {Reason}", failed.Cause.Message);
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make one.</summary>
    public static Props Props(RunToOpen run, string? configuration, ClusterRunSite site, IListener<IRunNotice> listener) =>
        ActorProps.Of(() => new RunFollowerActor(run, configuration, site, listener));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        site.Placement.Tell(new PlaceRun(run.Id));
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, Pace);
        Read();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        ended.Cancel();
        ended.Dispose();
        listener.Leave(new RunLostException(lost));
    }

    private void Keep()
    {
        if (assignment is not null && since is not null && left is null)
        {
            site.Region.Tell(new KeepRun(assignment, order, since));
        }
    }

    private void OnCommand(IRunCommand command)
    {
        if (RunOrder.Of(++orders, command) is not { } given)
        {
            Unhandled(command);
            return;
        }

        order = given;
        assignment = (assignment, given.Kind) switch
        {
            ({ } run, RunOrderKind.Limit) => run with { EpochLimit = given.EpochLimit },
            ({ } run, RunOrderKind.Complete) => run with { Completion = given.Reason },
            var (same, _) => same,
        };
        Keep();
    }

    private void OnStands(RunStands stands)
    {
        if (stands.Node != node)
        {
            node = stands.Node;
            site.Placement.Tell(new RunSeen(run.Id, node));
        }

        recorded = Math.Max(recorded, stands.Events);
        Read();
    }

    private void OnLeft(RunLeft word)
    {
        left = word;
        recorded = Math.Max(recorded, word.Events);
        Read();
        EndIfOver();
    }

    private void OnRefused(RunRefused refused)
    {
        lost = refused.Reason;
        End(null);
    }

    private void Read()
    {
        if (!isReading && (since is null || known < recorded))
        {
            isReading = true;
            _ = site.Journal.PeekAsync(run.Id, known, ended.Token).PipeTo(Self, success: events => new HasRead(events));
        }
    }

    // What happened before it was followed from here its listener knows by its outcome.
    private void OnRead(HasRead read)
    {
        isReading = false;
        foreach (var happened in read.Events)
        {
            state = state.Apply(happened);
            known++;
            if (since is not null)
            {
                listener.Hear(new RunChanged(happened, state) { Number = known });
            }
        }

        if (since is null)
        {
            since = known;
            listener.Hear(new RunRecovered(state));
            Keep();
        }

        if (read.Events.Count > 0)
        {
            Read();
        }

        EndIfOver();
    }

    private void EndIfOver()
    {
        if (left is not null && since is not null && known >= left.Events)
        {
            End(new RunClosed(state.Facts is null ? state with { Status = EndOfUnbegun } : state, left.FilesFailure));
        }
    }

    // Of a run that was told to end before it had begun nothing is recorded.
    private RunStatus EndOfUnbegun => order?.Kind switch
    {
        RunOrderKind.Cancel => RunStatus.Cancelled,
        RunOrderKind.Interrupt => RunStatus.Interrupted,
        _ => state.Status,
    };

    private void End(RunClosed? closed)
    {
        try
        {
            RunSlot.Forget(Path.Combine(site.Runs.Root, run.Id));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.Warning("Where the run was cannot be forgotten, and it will go on there: {Reason}", fault.Message);
        }

        if (closed is not null)
        {
            listener.Hear(closed);
        }

        Context.Stop(Self);
    }

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }

    private sealed record HasRead(IReadOnlyList<IRunEvent> Events);
}
