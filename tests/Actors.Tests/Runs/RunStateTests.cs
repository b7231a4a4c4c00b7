using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class RunStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);
    private static readonly StartRun Start = TestRuns.Start();

    [Fact]
    public void A_run_begins_once()
    {
        var state = After(RunState.Initial, Start);
        state.Status.Should().Be(RunStatus.Running);
        state.StartedAt.Should().Be(Now);
        state.NeedsTraining.Should().BeTrue();
        state.OutstandingSamples.Should().BeEmpty();
        state.Decide(Start, Now).Should().BeEmpty();
    }

    [Fact]
    public void Before_it_begins_nothing_else_leads_to_anything()
    {
        IRunCommand[] commands =
        [
            new CancelRun(), new InterruptRun("stop"), Epoch(1), new RecordTrainerFailure("broken"), new FailRun("broken"),
            new RecordDivergence(Progress(1)), new RecordSamplerFailure(new SampleKey(1, 0.5, 0), "broken"), Text(new SampleKey(1, 0.5, 0)),
        ];
        commands.Should().AllSatisfy(command => RunState.Initial.Decide(command, Now).Should().BeEmpty());
    }

    [Fact]
    public void An_epoch_makes_its_samples_due_in_the_order_of_temperature_and_replica()
    {
        After(Begun(), Epoch(1)).OutstandingSamples.Should().Equal(
            new[] { (0.5, 0), (0.5, 1), (1.0, 0), (1.0, 1) }.Select(
                key => new SampleJob(new SampleKey(1, key.Item1, key.Item2), FakeTools.Checkpoint(1), FakeTools.SeedText(1))));
    }

    [Fact]
    public void Each_temperature_has_its_replicas_of_every_seed_text_and_the_key_tells_which()
    {
        var state = After(After(RunState.Initial, TestRuns.Start(TestRuns.Plan with { SeedTexts = ["one", "two", "three"] })), Epoch(1));
        state.OutstandingSamples.Select(job => (job.Key.Temperature, job.Key.Replica, job.SeedText)).Should().Equal(
            (0.5, 0, "one"), (0.5, 1, "one"), (0.5, 2, "two"), (0.5, 3, "two"), (0.5, 4, "three"), (0.5, 5, "three"),
            (1.0, 0, "one"), (1.0, 1, "one"), (1.0, 2, "two"), (1.0, 3, "two"), (1.0, 4, "three"), (1.0, 5, "three"));
    }

    [Theory]
    [InlineData(1, new[] { 1, 2, 3, 4, 5 })]
    [InlineData(2, new[] { 2, 4, 5 })]
    [InlineData(5, new[] { 5 })]
    [InlineData(9, new[] { 5 })]
    public void Samples_are_due_after_every_so_many_epochs_and_after_the_last(int every, int[] expected)
    {
        var plan = TestRuns.Plan with { Epochs = 5, SampleEvery = every, Replicas = 3 };
        var state = After(After(RunState.Initial, TestRuns.Start(plan)), Enumerable.Range(1, 5).Select(Epoch));
        state.OutstandingSamples.Select(job => job.Key.Epoch).Should().Equal(expected.SelectMany(epoch => Enumerable.Repeat(epoch, 6)));
        state.NeedsTraining.Should().BeFalse();
        state.IsRunning.Should().BeTrue();
    }

    [Fact]
    public void It_is_completed_by_the_last_sample_once_all_epochs_are_trained()
    {
        var state = After(Begun(), Epoch(1), Epoch(2));
        state = After(state, state.OutstandingSamples.Select(job => Text(job.Key)));
        state.Status.Should().Be(RunStatus.Running, "an epoch is left");

        state = After(state, Epoch(3));
        state = After(state, state.OutstandingSamples.Skip(1).Select(job => Text(job.Key)));
        state.Status.Should().Be(RunStatus.Running, "a sample is left");

        After(state, Text(state.OutstandingSamples.Single().Key)).Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public void Training_stops_early_when_the_loss_has_not_fallen_for_so_many_epochs()
    {
        var plan = TestRuns.Plan with { Epochs = 9, Temperatures = [], EarlyStopping = 2 };
        var state = After(RunState.Initial, TestRuns.Start(plan));
        state = After(state, Losing(1, 2.0, 1.9), Losing(2, 1.0, 1.7), Losing(3, 0.9, 1.8), Losing(4, 0.8, 1.6), Losing(5, 0.7, 1.65));
        state.Status.Should().Be(RunStatus.Running);
        state = After(state, Losing(6, 0.6, 1.6));
        state.Status.Should().Be(RunStatus.Completed);
        state.Reason.Should().Be("training stopped early: the loss has not fallen for 2 epochs in a row");
        state.BestEpoch!.Epoch.Should().Be(4);

        RecordEpoch Losing(int epoch, double loss, double validation)
        {
            var trained = (RecordEpoch)Epoch(epoch);
            return trained with { Progress = trained.Progress with { Loss = loss, ValidationLoss = validation } };
        }
    }

    [Fact]
    public void A_run_without_temperatures_is_completed_by_its_last_epoch()
    {
        var state = After(RunState.Initial, TestRuns.Start(TestRuns.Plan with { Temperatures = [] }));
        state = After(state, Epoch(1), Epoch(2));
        state.Status.Should().Be(RunStatus.Running);
        After(state, Epoch(3)).Status.Should().Be(RunStatus.Completed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void An_epoch_that_is_not_the_next_leads_to_nothing(int epoch) =>
        After(Begun(), Epoch(1)).Decide(Epoch(epoch), Now).Should().BeEmpty();

    [Fact]
    public void A_text_is_recorded_once()
    {
        var key = new SampleKey(1, 0.5, 0);
        After(Begun(), Epoch(1), Text(key)).Decide(Text(key), Now).Should().BeEmpty();
    }

    [Theory]
    [InlineData(2, 0.5, 0)]
    [InlineData(1, 0.7, 0)]
    [InlineData(1, 0.5, 2)]
    public void A_text_that_is_not_due_leads_to_nothing(int epoch, double temperature, int replica) =>
        After(Begun(), Epoch(1)).Decide(Text(new SampleKey(epoch, temperature, replica)), Now).Should().BeEmpty();

    [Fact]
    public void A_text_from_another_checkpoint_leads_to_nothing()
    {
        var text = Text(new SampleKey(1, 0.5, 0));
        var finished = text.Finished[0];
        var other = new RecordSamples(finished with { Job = finished.Job with { Checkpoint = FakeTools.Checkpoint(2) } });
        After(Begun(), Epoch(1)).Decide(other, Now).Should().BeEmpty();
    }

    [Fact]
    public void A_trainer_has_its_retries_again_after_each_epoch()
    {
        var failure = new RecordTrainerFailure("out of memory");
        var state = After(Begun(), failure);
        state.TrainerRetries.Should().Be(1);

        state = After(state, Epoch(1), failure);
        state.Status.Should().Be(RunStatus.Running);
        state.TrainerRetries.Should().Be(1);

        var ended = After(state, failure);
        ended.Status.Should().Be(RunStatus.Failed);
        ended.Reason.Should().Be("the trainer failed 2 times in epoch 2, the last time: out of memory");
    }

    [Fact]
    public void Each_sample_has_retries_of_its_own()
    {
        var (one, other) = (new SampleKey(1, 0.5, 0), new SampleKey(1, 1.0, 1));
        var state = After(Begun(), Epoch(1), new RecordSamplerFailure(one, "broken"), new RecordSamplerFailure(other, "broken"));
        state.Status.Should().Be(RunStatus.Running);
        state.OutstandingSamples.Should().HaveCount(4);

        var ended = After(state, new RecordSamplerFailure(other, "no memory"));
        ended.Status.Should().Be(RunStatus.Failed);
        ended.Reason.Should().Be("the sample of epoch 1, temperature 1, replica 1 failed 2 times, the last time: no memory");
    }

    [Fact]
    public void A_failure_of_what_is_done_already_leads_to_nothing()
    {
        var key = new SampleKey(1, 0.5, 0);
        var state = After(Begun() with { Plan = TestRuns.Plan with { MaxRetries = 0 } }, Epoch(1), Epoch(2), Epoch(3), Text(key));
        state.Decide(new RecordSamplerFailure(key, "broken"), Now).Should().BeEmpty();
        state.Decide(new RecordTrainerFailure("broken"), Now).Should().BeEmpty();
        state.Decide(new RecordDivergence(Progress(3) with { Divergence = "the loss became NaN" }), Now).Should().BeEmpty();
    }

    [Fact]
    public void Divergence_ends_it_once_the_texts_that_are_due_are_there_and_names_the_place_and_the_remedy()
    {
        var stops = TestRuns.Plan with { Divergence = new DivergenceOptions { Policy = DivergencePolicy.Stop } };
        var diverged = After(Begun() with { Plan = stops }, Epoch(1), new RecordDivergence(Progress(2) with { Divergence = "the loss became NaN", Batch = 17 }));
        diverged.NeedsTraining.Should().BeFalse();
        diverged.Status.Should().Be(RunStatus.Running, "which texts a run has must not depend on when it diverged");

        var state = After(diverged, diverged.OutstandingSamples.Select(job => Text(job.Key)));
        state.Status.Should().Be(RunStatus.Diverged);
        state.Reason.Should().Contain("NaN in epoch 2, batch 17").And.Contain("training.learning-rate");
        state.EndedAt.Should().Be(Now);
    }

    [Fact]
    public void The_route_has_every_epoch_and_the_checkpoints_of_those_that_have_one()
    {
        var route = TrainingRoute.Of(After(Begun(), Epoch(1), Epoch(2) with { Checkpoint = null }));
        route.Epochs.Select(epoch => epoch.Epoch).Should().Equal(1, 2, 3);
        route.Epochs.Select(epoch => epoch.Checkpoint).Should().Equal(FakeTools.Checkpoint(1), null, null);
    }

    private static RunState Begun() => After(RunState.Initial, Start);

    private static RunState After(RunState state, params IEnumerable<IRunCommand> commands) => commands.Aggregate(
        state, (state, command) => state.Decide(command, Now).Aggregate(state, (state, happened) => state.Apply(happened)));

    private static RecordEpoch Epoch(int epoch) => new(Progress(epoch), new WrittenCheckpoint(FakeTools.Checkpoint(epoch), FakeTools.SeedText(epoch)));

    private static SliceProgress Progress(int epoch) => new(epoch, 3, 3, 30, 1.5, 2, 0.01, 1.5);

    private static RecordSamples Text(SampleKey key) => new(new SampleFinished(
        new SampleJob(key, FakeTools.Checkpoint(key.Epoch), FakeTools.SeedText(key.Epoch)),
        new FinishedText("text", new SampleMeasures(-1, 1), 0.5, "here")));
}
