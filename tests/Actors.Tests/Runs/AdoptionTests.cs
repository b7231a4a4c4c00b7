using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Sampling;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class AdoptionTests
{
    private static readonly DateTimeOffset Now = StateBuilder.At;

    [Fact]
    public void A_sweep_trains_nothing_and_wants_every_text_of_the_checkpoints_that_it_took_over()
    {
        var begun = After(RunState.Initial, TestSweeps.Start());
        begun.EpochsToAdopt.Should().Equal(2, 5);
        begun.OutstandingSamples.Should().BeEmpty();

        var state = After(begun, TestSweeps.Adopt(2, 5));
        (state.NeedsTraining, state.IsHeld, state.EpochsToAdopt.Any()).Should().Be((false, false, false));
        state.OutstandingSamples.Should().Equal(
            from epoch in new[] { 2, 5 }
            from temperature in new[] { 0.5, 1.0 }
            from replica in new[] { 0, 1 }
            select new SampleJob(new SampleKey(epoch, temperature, replica), FakeTools.Checkpoint(epoch), FakeTools.SeedText(epoch)));
    }

    [Fact]
    public void A_sweep_that_is_paused_from_the_start_takes_its_checkpoints_over_and_wants_their_texts_when_it_continues()
    {
        var paused = After(RunState.Initial, TestSweeps.Start() with { IsPaused = true }, TestSweeps.Adopt(2, 5));
        (paused.Status, paused.EpochsToAdopt.Any(), paused.OutstandingSamples.Any()).Should().Be((RunStatus.Paused, false, false));
        After(paused, new ContinueRun()).OutstandingSamples.Should().HaveCount(8);
    }

    [Fact]
    public void It_is_completed_by_its_last_text()
    {
        var state = After(RunState.Initial, TestSweeps.Start(), TestSweeps.Adopt(2, 5));
        state = After(state, state.OutstandingSamples.Skip(1).Select(Text));
        state.Status.Should().Be(RunStatus.Running);
        After(state, Text(state.OutstandingSamples.Single())).Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public void What_was_taken_over_already_or_is_not_wanted_leads_to_nothing()
    {
        var state = After(RunState.Initial, TestSweeps.Start(), TestSweeps.Adopt(2));
        state.Decide(TestSweeps.Adopt(1, 2, 3), Now).Should().BeEmpty();
        state.Decide(TestSweeps.Adopt(2, 5), Now).OfType<CheckpointAdopted>().Select(adopted => adopted.Checkpoint.Epoch).Should().Equal(5);
        StateBuilder.Begun().Decide(TestSweeps.Adopt(1), Now).Should().BeEmpty("a run that trains takes nothing over");
    }

    [Fact]
    public void A_sweep_that_is_resumed_without_all_of_its_checkpoints_is_not_completed()
    {
        var other = TestRuns.Owner with { Token = "other" };
        After(RunState.Initial, TestSweeps.Start(), new ResumeRun(other, [], null, null)).Status.Should().Be(RunStatus.Running);

        var half = After(RunState.Initial, TestSweeps.Start(), TestSweeps.Adopt(2));
        After(half, half.OutstandingSamples.Select(Text)).Status.Should().Be(RunStatus.Running);
    }

    [Fact]
    public void A_checkpoint_that_is_lost_ends_it_with_the_reason_and_once_resumed_it_goes_on()
    {
        var state = After(RunState.Initial, TestSweeps.Start(), TestSweeps.Adopt(2, 5));
        var failed = After(state, new RecordLostCheckpoint(FakeTools.Checkpoint(5), "model.safetensors is missing."));
        failed.Status.Should().Be(RunStatus.Failed);
        failed.Reason.Should().Be(
            "the checkpoint of epoch 5, taken over from the run source, is lost: model.safetensors is missing. When the run is resumed, it is taken from there again.");

        var resumed = After(failed, new ResumeRun(TestRuns.Owner with { Token = "other" }, [], null, null));
        resumed.NeedsTraining.Should().BeFalse();
        resumed.OutstandingSamples.Should().HaveCount(8);
    }

    [Fact]
    public void Its_own_seed_texts_stand_above_those_of_the_checkpoints()
    {
        var plan = TestSweeps.Plan with { Temperatures = [1.0], SeedTexts = ["one", "two"], SweptEpochs = [2] };
        After(RunState.Initial, TestSweeps.Start(plan), TestSweeps.Adopt(2)).OutstandingSamples.Select(job => (job.Key.Replica, job.SeedText)).Should().Equal(
            (0, "one"), (1, "one"), (2, "two"), (3, "two"));
    }

    [Fact]
    public void A_snapshot_keeps_what_was_taken_over()
    {
        var state = After(RunState.Initial, TestSweeps.Start(), TestSweeps.Adopt(2, 5));
        var again = RunSnapshot.Of(state).ToState();
        again.Adopted.Values.Should().Equal(state.Adopted.Values);
        again.OutstandingSamples.Should().Equal(state.OutstandingSamples);
    }

    private static RunState After(RunState state, params IEnumerable<IRunCommand> commands) => commands.Aggregate(
        state, (state, command) => state.Decide(command, Now).Aggregate(state, (state, happened) => state.Apply(happened)));

    private static RecordSamples Text(SampleJob job) => new(new SampleFinished(job, new FinishedText("text", new SampleMeasures(-1, 1), 0.5, "here")));
}
