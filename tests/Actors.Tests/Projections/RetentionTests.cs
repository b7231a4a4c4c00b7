using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Projections;

[Trait("Case", "R10")]
public sealed class RetentionTests
{
    private static readonly CheckpointOptions LastTwo = new() { KeepLast = 2, KeepBest = false };

    [Fact]
    public void Keep_last_0_keeps_all() => Unneeded(Sampled(1.3, 1.2, 1.1), new CheckpointOptions()).Should().BeEmpty();

    [Fact]
    public void The_last_ones_are_kept() => Unneeded(Sampled(1.4, 1.3, 1.2, 1.1), LastTwo).Should().Equal(1, 2);

    [Fact]
    public void Of_one_the_newest_is_kept() => Unneeded(Sampled(1.1, 1.2, 1.3), LastTwo with { KeepLast = 1 }).Should().Equal(1, 2);

    [Fact]
    public void The_best_is_kept_as_well() => Unneeded(Sampled(1.3, 1.1, 1.2, 1.4, 1.5), LastTwo with { KeepBest = true }).Should().Equal(1, 3);

    [Fact]
    public void The_best_is_that_of_the_lowest_validation_loss_where_there_is_one() => Unneeded(
        Checked((1.3, 1.4), (1.2, 1.1), (1.1, 1.5), (1.0, 1.6), (0.9, 1.7)), LastTwo with { KeepBest = true }).Should().Equal(1, 3);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void A_loss_that_is_no_number_is_not_the_best(double loss)
    {
        Unneeded(Sampled(1.3, 1.1, loss, 1.4, 1.5), LastTwo with { KeepBest = true }).Should().Equal(1, 3);
        var state = Checked((1.3, 1.3), (1.2, 1.2), (1.1, loss), (1.4, 1.4), (1.5, 1.5));
        Unneeded(state, LastTwo with { KeepBest = true }).Should().Equal(1, 3);
        state.BestEpoch!.Epoch.Should().Be(2);
    }

    [Fact]
    public void More_than_there_are_are_all_kept() => Unneeded(Sampled(1.3, 1.1), LastTwo with { KeepLast = 9 }).Should().BeEmpty();

    [Fact]
    public void Epochs_without_a_checkpoint_do_not_count()
    {
        var state = StateBuilder.Begun(TestRuns.Plan with { Epochs = 9, Temperatures = [] })
            .Epoch(1).Epoch(2).Epoch(3).Epoch(4, checkpoint: false).Epoch(5, loss: 0.1, checkpoint: false);
        Unneeded(state, LastTwo with { KeepLast = 1, KeepBest = true }).Should().Equal(2);
    }

    [Theory]
    [InlineData(RunStatus.Running)]
    [InlineData(RunStatus.Interrupted)]
    [InlineData(RunStatus.Failed)]
    public void What_a_missing_sample_grows_from_is_kept_while_the_run_can_go_on(RunStatus status)
    {
        var state = StateBuilder.Begun(TestRuns.Plan with { Epochs = 9 }).Epoch(1).Epoch(2).Epoch(3).Epoch(4).Texts(1).Texts(3)
            .Text(new SampleKey(2, 0.5, 0));
        state = status == RunStatus.Running ? state : state.End(status);
        Unneeded(state, LastTwo with { KeepLast = 1 }).Should().Equal(1, 3);
    }

    [Fact]
    public void What_a_rollback_would_go_back_to_is_kept()
    {
        var rollback = TestRuns.Plan with { Epochs = 9, Divergence = new DivergenceOptions { Policy = DivergencePolicy.Rollback } };
        Unneeded(Sampled(1.3, 1.1, 1.2, 1.4) with { Plan = rollback }, LastTwo with { KeepLast = 1 }).Should().Equal(1, 3);
    }

    [Fact]
    public void After_a_rollback_the_checkpoint_that_training_went_back_to_is_kept()
    {
        var state = Sampled(1.3, 1.1, 1.2, 1.4).Apply(new TrainingDiverged(5, 9, 4, "why", DivergencePolicy.Rollback, FakeTools.Checkpoint(2), 0.5, StateBuilder.At));
        Unneeded(state, LastTwo with { KeepLast = 1 }).Should().Equal(1, 3);
    }

    [Theory]
    [InlineData(2, 90, true)]
    [InlineData(3, 5, true)]
    [InlineData(3, 10, false)]
    [InlineData(3, 11, false)]
    [InlineData(4, 1, false)]
    public void A_checkpoint_within_an_epoch_goes_once_training_is_beyond_it(int epoch, int batch, bool goes)
    {
        var state = Sampled(1.3, 1.2).Apply(new ProgressSaved(FakeTools.Progress(3, 10), StateBuilder.At));
        Retention.IsBehind(state, new CheckpointPlace("there", epoch, batch)).Should().Be(goes);
    }

    [Theory]
    [InlineData(1, 9, true)]
    [InlineData(1, 10, false)]
    [InlineData(2, 5, false)]
    [InlineData(3, 5, false)]
    public void A_checkpoint_within_an_epoch_stays_as_long_as_there_is_no_later_one(int epoch, int batch, bool goes)
    {
        var state = StateBuilder.Begun(TestRuns.Plan with { Epochs = 9, SampleEvery = 9 }).Apply(new ProgressSaved(FakeTools.Progress(1, 10), StateBuilder.At))
            .Epoch(1, checkpoint: false).Epoch(2, checkpoint: false);
        Retention.IsBehind(state, new CheckpointPlace("there", epoch, batch)).Should().Be(goes);
        Retention.Known(state).Should().Equal(FakeTools.Progress(1, 10));
        Retention.IsBehind(state.Epoch(3), new CheckpointPlace("there", epoch, batch)).Should().BeTrue();
    }

    [Fact]
    public void While_a_lost_checkpoint_is_trained_again_all_are_kept()
    {
        var (state, lost) = (Sampled(1.4, 1.3, 1.2), FakeTools.Checkpoint(3));
        state = state.Apply(new CheckpointLost(lost, "gone", StateBuilder.At));
        Unneeded(state, LastTwo with { KeepLast = 1 }).Should().BeEmpty("those that led to it say how far that is");
        Unneeded(state.Apply(new CheckpointRestored(lost, lost, StateBuilder.At)), LastTwo with { KeepLast = 1 }).Should().Equal(1, 2);
    }

    private static RunState Sampled(params double[] losses)
    {
        var state = StateBuilder.Begun(TestRuns.Plan with { Epochs = 9 });
        return losses.Index().Aggregate(state, (state, epoch) => state.Epoch(epoch.Index + 1, epoch.Item).Texts(epoch.Index + 1));
    }

    private static RunState Checked(params (double Training, double Validation)[] losses)
    {
        var state = StateBuilder.Begun(TestRuns.Plan with { Epochs = 9 });
        return losses.Index().Aggregate(state, (state, epoch) => state.Epoch(epoch.Index + 1, epoch.Item.Training, validation: epoch.Item.Validation).Texts(epoch.Index + 1));
    }

    private static IEnumerable<int> Unneeded(RunState state, CheckpointOptions options) => Retention.Unneeded(state, options, state.Epochs.Keys).Select(reference => reference.Epoch);
}
