using Akka.Actor;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Akka.Pattern;
using Akka.Persistence.Hosting;
using Akka.TestKit;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Serialization;
using ActorLstm.Actors.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>
/// Runs coordinators on an in-memory journal. Time stands still unless a test advances it: time-outs come from a test
/// scheduler, and the time of the events from a fake clock.
/// </summary>
public abstract class RunKit : TestKit
{
    private const string Hocon =
        """
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        """;

    // A thread for each sampler, so that all of them can be held at gates at once.
    private const string SamplersOfTheirOwn = $"{Dispatchers.Samplers}.type = PinnedDispatcher";

    // Only bounds a start that never comes; it is long since other tests share the processor.
    protected RunKit() : base(startupTimeout: TimeSpan.FromMinutes(5), logLevel: LogLevel.None)
    {
    }

    internal FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero));

    private protected static SupervisionOptions Supervision { get; } = new()
    {
        MaxRetries = 1,
        StallTimeout = TimeSpan.FromMinutes(10),
        SampleTimeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>What the coordinators are told.</summary>
    private protected virtual RunSettings Settings => new() { Supervision = Supervision };

    /// <summary>The threads that samplers share as in a real run; null gives each one of its own.</summary>
    protected virtual int? SharedSamplerThreads => null;

    /// <inheritdoc/>
    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder
            .AddHocon(Hocon, HoconAddMode.Prepend)
            .AddHocon(Dispatchers.Configuration(SharedSamplerThreads ?? 1), HoconAddMode.Prepend)
            .AddHocon(SharedSamplerThreads is null ? SamplersOfTheirOwn : "", HoconAddMode.Prepend)
            .AddRunSerializer()
            .WithInMemoryJournal(journal => journal
                .AddWriteEventAdapter<ThroughBytes>("bytes", [typeof(IRunEvent), typeof(IBatchEvent)])
                .AddReadEventAdapter<ThroughBytes>("bytes", [typeof(ThroughBytes.Kept)]))
            .WithInMemorySnapshotStore();
    }

    /// <summary>A coordinator and what it tells; with the folder left out, one that keeps no files.</summary>
    private protected (IActorRef Run, Notices Notices) Coordinate(IRunTools tools, string id = "test", Props? folder = null, RunOwner? owner = null)
    {
        var notices = new Notices(Sys);
        var run = Sys.ActorOf(RunCoordinator.Props(id, tools, owner ?? TestRuns.Owner, Settings, Clock, folder ?? NoFolder, notices.Listener));
        return (run, notices);
    }

    /// <summary>The same, begun.</summary>
    private protected (IActorRef Run, Notices Notices) Begin(IRunTools tools, RunPlan? plan = null, string id = "test", Props? folder = null)
    {
        var (run, notices) = Coordinate(tools, id, folder);
        run.Tell(TestRuns.Start(plan, id));
        return (run, notices);
    }

    /// <summary>The whole of a run that nobody disturbs.</summary>
    private protected async Task<RunState> Undisturbed(IRunTools tools, RunPlan? plan = null)
    {
        var (_, notices) = Begin(tools, plan, "undisturbed");
        return await notices.Closed();
    }

    /// <summary>How a run stands; whatever reached it before is done by then, its timers included.</summary>
    private protected static Task<RunView> View(IActorRef run) => run.Ask<RunView>(GetRun.Instance, TestContext.Current.CancellationToken);

    /// <summary>Lets time pass for a run that has nothing to do but wait.</summary>
    private protected async Task Pass(IActorRef run, TimeSpan time)
    {
        await View(run);
        ((TestScheduler)Sys.Scheduler).Advance(time);
    }

    /// <summary>A child by its name, found without asking it: it may be held at a gate.</summary>
    private protected IActorRef Child(IActorRef run, string name) => ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(run.Path / name);

    /// <summary>Stops an actor; what <paramref name="release"/> lets go on comes too late for it.</summary>
    private protected static async Task Stop(IActorRef actor, params IReadOnlyList<IDisposable> release)
    {
        var gone = actor.WatchAsync(TestContext.Current.CancellationToken);
        ((IInternalActorRef)actor).Stop(); // At once: the system would have its guardian do it, some time after the gates stand open.
        foreach (var gate in release)
        {
            gate.Dispose();
        }

        await gone;
    }

    /// <summary>Has a supervisor begin its coordinator again, which has stopped or is about to.</summary>
    private protected async Task Backoff(IActorRef supervisor)
    {
        // The supervisor sets its timer once the coordinator is gone.
        IActorRef child;
        do
        {
            child = (await supervisor.Ask<BackoffSupervisor.CurrentChild>(BackoffSupervisor.GetCurrentChild.Instance, TestContext.Current.CancellationToken)).Ref;
        }
        while (!child.IsNobody());

        ((TestScheduler)Sys.Scheduler).Advance(Settings.LongestBackoff * 2);
    }

    private protected static Props NoFolder { get; } = Props.Create<NoFolderActor>();

    private sealed class NoFolderActor : ReceiveActor
    {
        public NoFolderActor()
        {
            Receive<RunChanged>(_ => { });
            Receive<RunRecovered>(_ => { });
            Receive<RunClosed>(_ => Context.Stop(Self));
        }
    }
}
