using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

[Trait("Case", "F3")]
public sealed class StandingTests
{
    // What is kept from epoch to epoch is compared with what a look at all of them says.
    [Fact]
    public void What_is_kept_after_each_epoch_is_what_a_look_at_all_of_them_says() =>
        Gen.Select(Gen.OneOf(Gen.Double[0.5, 3], Gen.Const(double.NaN)), Gen.Bool, Gen.Int[0, 5]).List[1, 30].Sample(epochs =>
        {
            var state = StateBuilder.Begun(TestRuns.Plan with { Epochs = 99, Temperatures = [] });
            foreach (var (loss, checkpoint, fate) in epochs)
            {
                if (fate == 0)
                {
                    var back = state.BestEpoch?.Checkpoint;
                    state = state.Apply(new TrainingDiverged(state.Epochs.Count + 1, 1, 9, "why", DivergencePolicy.Rollback, back, 0.5, StateBuilder.At));
                }

                state = state.Epoch(state.Epochs.Count + 1, loss, checkpoint);
                Check(state);
                Check(RunSnapshot.Of(state).ToState());
            }
        });

    private static void Check(RunState state)
    {
        var way = TrainingRoute.Lineage(state, state.Epochs.Count).Select(epoch => state.Epochs[epoch]).ToList();
        var standing = state.StandingAfter(state.Epochs.Count);
        standing.Improvement.Should().Be(way.Aggregate(Improvement.None, (before, epoch) => before.After(epoch.Losses.Decisive)));
        state.BestEpoch.Should().Be(way.Where(epoch => epoch.Checkpoint is not null).MinBy(epoch => epoch.Losses.Rank));
        state.NewestEpoch.Should().Be(way.LastOrDefault(epoch => epoch.Checkpoint is not null));
        var finite = state.Epochs.Values.Where(epoch => double.IsFinite(epoch.Loss)).ToList();
        standing.LowestTrainingLoss.Should().Be(finite.Count == 0 ? null : finite.Min(epoch => epoch.Loss));
        standing.BestWritten.Should().Be(state.Epochs.Values.Where(epoch => epoch.Checkpoint is not null).MinBy(epoch => epoch.Losses.Rank)?.Epoch);
    }
}
