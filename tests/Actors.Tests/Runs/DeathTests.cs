using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

/// <summary>How a run counts the processes that died while they worked on it.</summary>
[Trait("Case", "F1")]
public sealed class DeathTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);
    private static readonly RunState Begun = After(RunState.Initial, TestRuns.Start());

    [Fact]
    public void Processes_that_die_before_the_run_has_progressed_are_counted()
    {
        var state = Begun;
        for (var deaths = 1; deaths <= 4; deaths++)
        {
            state.DeathsBefore(Process(deaths)).Should().Be(deaths);
            state = After(state, Resume(deaths));
            state.Life.Deaths.Should().Be(deaths);
            RunSnapshot.Of(state).ToState().Life.Should().Be(state.Life);
        }
    }

    [Fact]
    public void A_process_that_died_after_the_run_had_progressed_begins_the_count_anew()
    {
        var state = After(After(After(Begun, Resume(1)), Resume(2)), Epoch(1));
        state.IsUnproven.Should().BeFalse();
        state.DeathsBefore(Process(3)).Should().Be(0);
        After(state, Resume(3)).IsUnproven.Should().BeTrue("it has to show it again in every process");
    }

    [Fact]
    public void A_checkpoint_in_the_middle_of_an_epoch_is_progress() =>
        After(Begun, new RecordProgress(FakeTools.Progress(1, 3))).DeathsBefore(Process(1)).Should().Be(0);

    [Fact]
    public void Training_is_no_progress_while_texts_are_due_that_an_earlier_process_left()
    {
        var state = After(After(After(Begun, Epoch(1)), Resume(1)), Epoch(2));
        state.DeathsBefore(Process(2)).Should().Be(1, "the texts of epoch 1 may be what kills it");
        foreach (var job in state.MissingSamples.Values.Where(job => job.Key.Epoch == 1))
        {
            state = After(state, new RecordSamples(new SampleFinished(job, new FinishedText("text", new SampleMeasures(-1, 1), 0.5, "here"))));
        }

        state.DeathsBefore(Process(2)).Should().Be(0);
    }

    [Fact]
    public void Texts_that_other_processes_generate_are_no_progress_and_are_not_waited_for()
    {
        var samplers = Process(1) with { SharesSampling = true };
        var state = After(After(Begun, Epoch(1)), Resume(1) with { Owner = samplers });
        (state.IsUnproven, state.DeathsBefore(Process(2))).Should().Be((true, 1), "it has not trained");
        After(state, Epoch(2)).IsUnproven.Should().BeFalse("the texts of epoch 1 cannot kill it");
        RunSnapshot.Of(state).ToState().Owner.Should().Be(samplers);

        while (state.NeedsTraining)
        {
            state = After(state, Epoch(state.Epochs.Count + 1));
        }

        var onlyTexts = After(state, Resume(2) with { Owner = Process(2) with { SharesSampling = true } });
        (onlyTexts.IsRunning, onlyTexts.IsUnproven, onlyTexts.DeathsBefore(Process(3))).Should().Be((true, false, 0), "it does nothing that could kill it");
    }

    [Fact]
    public void A_run_that_was_interrupted_keeps_the_deaths_before_until_it_has_progressed()
    {
        var state = After(After(Begun, Resume(1)), new EndRun(Process(2), RunStatus.Interrupted, "it waited for its turn"));
        (state.Status, state.DeathsBefore(Process(3))).Should().Be((RunStatus.Interrupted, 2));
        After(After(After(state, Resume(3)), Epoch(1)), new InterruptRun("stopped")).DeathsBefore(Process(4)).Should().Be(0);
    }

    [Fact]
    public void A_person_who_resumes_a_run_begins_a_new_count()
    {
        var state = After(After(After(Begun, Resume(1)), Resume(2)), Resume(3) with { IsByHand = true });
        state.Life.Deaths.Should().Be(0);
        state.DeathsBefore(Process(4)).Should().Be(1);
    }

    [Fact]
    public void A_run_that_is_paused_from_the_start_keeps_its_deaths_and_trains_nothing()
    {
        var state = After(After(Begun, Resume(1)), Resume(2) with { IsPaused = true });
        (state.Status, state.NeedsTraining, state.DeathsBefore(Process(3))).Should().Be((RunStatus.Paused, false, 2));
        After(RunState.Initial, TestRuns.Start() with { IsPaused = true }).Status.Should().Be(RunStatus.Paused);
    }

    [Fact]
    public void A_process_that_ended_with_its_machine_or_in_order_is_not_counted()
    {
        var before = new RunOwner("here", 1, "one", "first boot");
        var state = After(RunState.Initial, TestRuns.Start() with { Owner = before });
        state.DeathsBefore(before with { Token = "two" }).Should().Be(1);
        state.DeathsBefore(before with { Token = "two", Boot = "second boot" }).Should().Be(0);
        state.DeathsBefore(before with { Host = "there", Token = "two", Boot = "second boot" }).Should().Be(1, "another machine knows nothing of this one");
        After(state, new InterruptRun("stopped")).DeathsBefore(before with { Token = "two" }).Should().Be(0);
        After(state, new PauseRun()).DeathsBefore(before with { Token = "two" }).Should().Be(0);
    }

    [Fact]
    public void A_process_that_opens_the_run_again_has_not_died()
    {
        var owner = new RunOwner("here", 1, "one", "first boot", "first instance");
        var state = After(After(RunState.Initial, TestRuns.Start() with { Owner = Process(1) }), new ResumeRun(owner, [], null, null));
        for (var outage = 1; outage <= 4; outage++)
        {
            state = After(state, new ResumeRun(owner with { Token = $"after outage {outage}" }, [], null, null));
            (state.Life.Deaths, state.IsUnproven).Should().Be((1, true), "the death before it still counts");
        }

        var next = owner with { Token = "next" };
        state.DeathsBefore(next with { Instance = "second instance" }).Should().Be(2, "in a container another process has the same number");
        state.DeathsBefore(next with { Process = 2 }).Should().Be(2);
        state.DeathsBefore(next with { Host = "there" }).Should().Be(2);
        state.DeathsBefore(next with { Instance = null }).Should().Be(2, "an earlier version does not tell");
        After(Begun, new ResumeRun(TestRuns.Owner with { Token = "next" }, [], null, null)).Life.Deaths.Should().Be(1, "an earlier version recorded both");
    }

    [Fact]
    public void Every_opening_of_a_run_has_a_token_of_its_own_and_all_of_a_process_the_same_instance()
    {
        var (first, second) = (RunOwner.ThisProcess(), RunOwner.ThisProcess());
        second.Should().NotBe(first);
        second.IsSameProcessAs(first).Should().BeTrue();
        var state = After(RunState.Initial, TestRuns.Start() with { Owner = first });
        After(state, new ResumeRun(second, [], null, null)).Life.Deaths.Should().Be(0);
        RunSnapshot.Of(state).ToState().Owner.Should().Be(first);
    }

    [Theory]
    [InlineData(RunStatus.Failed, "set aside")]
    [InlineData(RunStatus.Cancelled, null)]
    public void The_end_of_a_run_that_no_process_works_on_is_recorded_and_by_hand_a_failed_one_begins_a_new_count(RunStatus status, string? reason)
    {
        var state = After(After(After(Begun, Resume(1)), Resume(2)), new EndRun(Process(3), status, reason));
        (state.Status, state.Reason, state.Life.Deaths, state.IsSetAside).Should().Be((status, reason, 3, status == RunStatus.Failed));
        state.Decide(Resume(4), Now).Should().HaveCount(status == RunStatus.Failed ? 1 : 0);
        state.DeathsBefore(Process(4)).Should().Be(0);
    }

    private static RunOwner Process(int number) => new("here", number, $"token {number}");

    private static ResumeRun Resume(int number) => new(Process(number), [], null, null);

    private static RecordEpoch Epoch(int epoch) => new(new SliceProgress(epoch, 3, 3, 30, 1.5, 2, 0.01, 1.5), new WrittenCheckpoint(FakeTools.Checkpoint(epoch), FakeTools.SeedText(epoch)));

    private static RunState After(RunState state, IRunCommand command) => state.Decide(command, Now).Aggregate(state, (before, happened) => before.Apply(happened));
}
