using Akka.Actor;
using Akka.Hosting;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Actors.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

[Trait("Case", "R14")]
[Collection(nameof(FailingJournal))]
public sealed class RunSupervisorTests : RunKit
{
    private protected override RunSettings Settings => base.Settings with { JournalRetries = 3 };

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
        base.ConfigureAkka(builder, provider);
        FailingJournal.AddTo(builder);
    }

    [Fact]
    public async Task A_run_whose_journal_cannot_be_written_for_a_while_goes_on_to_the_same_result()
    {
        using var middle = new Gate<TrainerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = at => PassIf(at is { Attempt: 1, Epoch: 2, Batch: 2 }, middle, at) };
        var (run, notices) = Supervise(tools);
        run.Tell(TestRuns.Start());
        await middle.Arrival();
        for (var sample = 0; sample < 4; sample++)
        {
            await notices.Event<SampleGenerated>();
        }

        FailingJournal.Fail(1);
        middle.Dispose();
        await notices.Notice<JournalFailed>();
        await Backoff(run);
        var state = await notices.Closed();
        state.ShouldEqual(await Undisturbed(new FakeTools()));
        tools.DisposedTrainers.Should().Be(tools.Trainers.Count);
        tools.Trainers[1].Should().Be(FakeTools.Checkpoint(1));
    }

    [Fact]
    public async Task Each_coordinator_tells_where_the_run_is_since_it_knows_only_what_was_recorded()
    {
        var (run, notices) = Supervise(new FakeTools());
        (await notices.Notice<RunRecovered>()).State.Should().Be(RunState.Initial);
        FailingJournal.Fail(1);
        run.Tell(TestRuns.Start());
        await notices.Notice<JournalFailed>();
        await Backoff(run);
        (await notices.Notice<RunRecovered>()).State.Should().Be(RunState.Initial, "its beginning was not recorded");
        run.Tell(TestRuns.Start());
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
    }

    [Fact]
    public async Task A_beginning_that_is_told_twice_happens_once()
    {
        var (run, notices) = Supervise(new FakeTools());
        run.Tell(TestRuns.Start());
        run.Tell(TestRuns.Start());
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
        notices.Events.OfType<RunStarted>().Should().ContainSingle();
    }

    [Fact]
    public async Task A_journal_that_stays_unwritable_is_given_up_after_so_many_times_in_a_row()
    {
        var (run, notices) = Supervise(new FakeTools());
        var gone = run.WatchAsync(TestContext.Current.CancellationToken);
        FailingJournal.Fail(1000);
        run.Tell(TestRuns.Start());
        (await notices.Notice<JournalFailed>()).Reason.Should().Be("database or disk is full");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await Backoff(run);
            run.Tell(TestRuns.Start());
            await notices.Notice<JournalFailed>();
        }

        await gone;
    }

    private (IActorRef Run, Notices Notices) Supervise(IRunTools tools)
    {
        var notices = new Notices(Sys);
        var coordinator = RunCoordinator.Props("test", tools, TestRuns.Owner, Settings, Clock, NoFolder, notices.Listener);
        return (Sys.ActorOf(RunSupervisor.Props(coordinator, Settings)), notices);
    }

    private static void PassIf(bool condition, Gate<TrainerAt> gate, TrainerAt at)
    {
        if (condition)
        {
            gate.Pass(at);
        }
    }
}
