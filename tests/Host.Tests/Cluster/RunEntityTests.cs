using System.Threading.Channels;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cluster.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.TestKit;
using AwesomeAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog.Core;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>A run of a cluster on its node. The time of the actors stands still unless a test advances it.</summary>
public sealed class RunEntityTests : IAsyncLifetime
{
    private const string Id = "20260314-150926-k3xp";
    private const string Node = "here:1";
    private const string VirtualTime = """akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """;

    // Longer than whoever follows a run waits before it asks for it once more, shorter than it is remembered.
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new();
    private readonly Channel<object> heard = Channel.CreateUnbounded<object>();
    private RunJournal? journal;
    private IHost? host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        journal = await RunJournals.OpenAsync(new PersistenceOptions(), folder["runs"], TimeProvider.System, Cancellation);
        host = await ActorHost.StartAsync(VirtualTime, journal, Logger.None);
    }

    public async ValueTask DisposeAsync()
    {
        await ActorHost.StopAsync(host!);
        await journal!.DisposeAsync();
        http.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_run_that_stands_still_and_is_asked_for_no_more_is_let_go()
    {
        var system = host!.Services.GetRequiredService<ActorSystem>();
        var site = new LocalRunSite(new RunStore(folder["runs"], folder.Path), journal!, new CorpusShelf(new CorpusLocator(CorpusPlaces.FromEnvironment(_ => null, folder.Path), http)), TimeProvider.System);
        var follower = system.ActorOf(Props.Create(() => new Follower(RunEntityActor.Props(Id, site, Node), heard.Writer)));
        var keep = new KeepRun(new RunAssignment(Id, "slot", await File.ReadAllTextAsync(FinishedRun.Configure(folder), Cancellation), EpochLimit: 1), null);
        var run = await system.ActorSelection(follower.Path / Follower.Run).ResolveOne(Timeout.InfiniteTimeSpan, Cancellation);
        await KeepAsync();
        while (!(await ReadAsync()).IsHeld)
        {
            await NextAsync<RunStands>();
        }

        for (var times = 0; times < 4; times++)
        {
            await KeepAsync();
            Pass(AWhile);
        }

        (await ReadAsync()).IsHeld.Should().BeTrue("it was asked for all the time");
        Pass(AWhile);
        await NextAsync<Passivate>();
        (await ReadAsync()).Should().Match<RunState>(run => run.Status == RunStatus.Interrupted && run.Reason == "it waits, and nobody follows it");
        RunLease.Take(folder["runs", Id], RunOwner.ThisProcess(), TimeProvider.System).Dispose();

        // What reached it before is done by then.
        Task KeepAsync()
        {
            run.Tell(keep, follower);
            return run.Ask<ActorIdentity>(new Identify(null), Cancellation);
        }

        void Pass(TimeSpan time) => ((TestScheduler)system.Scheduler).Advance(time);
    }

    private async Task<RunState> ReadAsync() =>
        (await journal!.PeekAsync(Id, 0, Cancellation)).Aggregate(RunState.Initial, (state, happened) => state.Apply(happened));

    private async Task<T> NextAsync<T>()
    {
        while (true)
        {
            switch (await heard.Reader.ReadAsync(Cancellation))
            {
                case T wanted:
                    return wanted;
                case RunRefused refused:
                    throw new InvalidOperationException(refused.Reason);
            }
        }
    }

    /// <summary>Stands above the run and follows it.</summary>
    private sealed class Follower : ReceiveActor
    {
        public const string Run = "run";

        public Follower(Props entity, ChannelWriter<object> heard)
        {
            Context.ActorOf(entity, Run);
            ReceiveAny(told => heard.TryWrite(told));
        }
    }
}
