using System.Threading.Channels;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Tests.Support;
using Akka.Actor;
using AwesomeAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog.Core;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Batches;

/// <summary>A run of a batch that waits for its turn, since its process or that of another run died.</summary>
[Trait("Case", "F1")]
public sealed class MemberLauncherTests : IAsyncLifetime
{
    private const string Id = "20260314-150926-k3xp";
    private const string BatchId = "20260314-150900-abcd";
    private static readonly BatchMember Member = new(1, "the only one", new Dictionary<string, string>(), 2, 0);

    private readonly TemporaryFolder folder = new();
    private readonly Channel<object> heard = Channel.CreateUnbounded<object>();
    private RunJournal? journal;
    private IHost? host;
    private DeadRuns? runs;
    private IActorRef launcher = ActorRefs.Nobody;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DeadRuns Runs => runs!;

    public async ValueTask InitializeAsync()
    {
        journal = await RunJournals.OpenAsync(new PersistenceOptions(), folder["runs"], TimeProvider.System, Cancellation);
        host = await ActorHost.StartAsync("", journal, Logger.None);
        runs = new DeadRuns(folder, journal);
        var place = new BatchPlace(
            BatchId, "rates", Prepared: null, runs.Site.Runs, journal, runs.Site, new ResumeChanges(AcceptDrift: false), TimeProvider.System);
        var begun = new TaskCompletionSource<IActorRef>();
        host.Services.GetRequiredService<ActorSystem>()
            .ActorOf(Props.Create(() => new Coordinator(MemberLauncher.Props(place), begun, heard.Writer)));
        launcher = await begun.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await ActorHost.StopAsync(host!);
        Runs.Dispose();
        await journal!.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task It_is_cancelled_with_its_batch_while_it_waits()
    {
        await RecordAsync();
        using var healthy = await Runs.OpenHealthyAsync();
        Launch();
        launcher.Tell(new TellMember(1, new CancelRun()));

        (await NextAsync<RunClosed>()).State.Status.Should().Be(RunStatus.Cancelled);
        (await Runs.ReadAsync(Id)).Status.Should().Be(RunStatus.Cancelled);
        RunLease.Take(folder["runs", Id], RunOwner.ThisProcess(), TimeProvider.System).Dispose();
    }

    [Fact]
    public async Task It_is_cancelled_by_itself_while_it_waits()
    {
        await RecordAsync();
        using var healthy = await Runs.OpenHealthyAsync();
        Launch();

        await AskAsync(RequestKind.Cancel);
        (await NextAsync<RunClosed>()).State.Status.Should().Be(RunStatus.Cancelled);
        (await Runs.ReadAsync(Id)).Status.Should().Be(RunStatus.Cancelled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Told_to_stop_or_paused_with_its_batch_it_waits_no_longer_and_keeps_its_deaths(bool isPaused)
    {
        await RecordAsync();
        using var healthy = await Runs.OpenHealthyAsync();
        Launch();
        launcher.Tell(new TellMember(1, isPaused ? new PauseRun() : new InterruptRun("the batch ends")));

        (await NextMessageAsync<MemberLost>()).Should().Match<MemberLost>(lost => lost.ComesBack && !lost.IsCancelled);
        (await Runs.ReadAsync(Id)).DeathsBefore(RunOwner.ThisProcess()).Should().Be(1);
        RunLease.Take(folder["runs", Id], RunOwner.ThisProcess(), TimeProvider.System).Dispose();
    }

    [Fact]
    public async Task Paused_by_itself_while_it_waits_it_continues_when_its_turn_comes()
    {
        await RecordAsync();
        using (await Runs.OpenHealthyAsync())
        {
            Launch();
            await AskAsync(RequestKind.Pause);
            await EventAsync<RunPaused>();
            var paused = await Runs.ReadAsync(Id);
            (paused.Status, paused.Life.Deaths).Should().Be((RunStatus.Paused, 1));

            await AskAsync(RequestKind.Continue);
            (await Runs.ReadAsync(Id)).Status.Should().Be(RunStatus.Paused, "its turn has not come");
        }

        await EventAsync<RunResumed>();
        await EventAsync<EpochTrained>();
        (await Runs.ReadAsync(Id)).Life.Deaths.Should().Be(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Paused_by_itself_and_continued_it_can_be_told_the_same_while_it_waits_again(bool isCancelled)
    {
        await RecordAsync();
        using var healthy = await Runs.OpenHealthyAsync();
        Launch();
        await AskAsync(RequestKind.Pause);
        await EventAsync<RunPaused>();

        launcher.Tell(new TellMember(1, new ContinueRun()));
        launcher.Tell(new TellMember(1, isCancelled ? new CancelRun() : new PauseRun()));
        if (isCancelled)
        {
            (await NextAsync<RunClosed>()).State.Status.Should().Be(RunStatus.Cancelled);
        }
        else
        {
            (await NextMessageAsync<MemberLost>()).ComesBack.Should().BeTrue("its batch launches it again");
        }

        RunLease.Take(folder["runs", Id], RunOwner.ThisProcess(), TimeProvider.System).Dispose();
    }

    [Fact]
    public async Task Paused_by_itself_while_it_waits_it_is_interrupted_with_its_batch()
    {
        await RecordAsync();
        using var healthy = await Runs.OpenHealthyAsync();
        Launch();
        await AskAsync(RequestKind.Pause);
        await EventAsync<RunPaused>();

        launcher.Tell(new TellMember(1, new InterruptRun("the batch ends")));
        launcher.Tell(new TellMember(1, new ContinueRun()));
        (await NextAsync<RunClosed>()).State.Should().Match<RunState>(run => run.Status == RunStatus.Interrupted && run.Reason == "the batch ends");
    }

    [Fact]
    public async Task It_is_cancelled_before_it_ever_began()
    {
        using var suspect = await Runs.OpenSuspectAsync();
        Launch();
        launcher.Tell(new TellMember(1, new CancelRun()));

        (await NextMessageAsync<MemberLost>()).Should().Match<MemberLost>(lost => lost.IsCancelled && !lost.ComesBack);
        (await journal!.IsKnownAsync(Id, Cancellation)).Should().BeFalse();
    }

    private Task RecordAsync() => Runs.RecordAsync(Id, deaths: 1, new BatchFacts(BatchId, "rates", 1, Member.Settings));

    private void Launch() => launcher.Tell(new LaunchMember(Member, Id, EpochLimit: null, Completion: null));

    // As the verbs do; the process that takes the lease removes what was asked before.
    private async Task AskAsync(RequestKind request)
    {
        using var timer = new PeriodicTimer(RunRequests.Pace);
        while (RunLease.HolderOf(folder["runs", Id]) is null)
        {
            await timer.WaitForNextTickAsync(Cancellation);
        }

        var requests = new RunRequests(folder["runs", Id], TimeProvider.System);
        do
        {
            requests.TrySend(new RunRequest(request, "the test"));
            await timer.WaitForNextTickAsync(Cancellation);
        }
        while (requests.IsWaiting);
    }

    private async Task EventAsync<T>()
        where T : IRunEvent
    {
        while ((await NextAsync<RunChanged>()).Happened is not T)
        {
        }
    }

    private async Task<T> NextAsync<T>()
        where T : class, IRunNotice
    {
        while (true)
        {
            if ((await NextMessageAsync<MemberNotice>()).Notice is T wanted)
            {
                return wanted;
            }
        }
    }

    private async Task<T> NextMessageAsync<T>()
    {
        while (true)
        {
            switch (await heard.Reader.ReadAsync(Cancellation))
            {
                case T wanted:
                    return wanted;
                case MemberLost lost:
                    throw new InvalidOperationException(lost.Reason);
            }
        }
    }

    private sealed class Coordinator : ReceiveActor
    {
        public Coordinator(Props launcher, TaskCompletionSource<IActorRef> begun, ChannelWriter<object> heard)
        {
            begun.SetResult(Context.ActorOf(launcher));
            ReceiveAny(told => heard.TryWrite(told));
        }
    }
}
