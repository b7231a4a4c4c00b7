using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

[Trait("Case", "R8")]
public sealed class DivergenceTests : RunKit
{
    private static readonly DivergenceOptions Rollback = new() { Policy = DivergencePolicy.Rollback, RateFactor = 0.1, MaxRollbacks = 2 };

    [Fact]
    public async Task Training_goes_back_to_the_best_checkpoint_and_on_at_a_lower_rate()
    {
        var plan = TestRuns.Plan with { Epochs = 5, Divergence = Rollback };
        var tools = Diverging(at => at is { Attempt: 1, Epoch: 4, Batch: 2 }, best: 2);
        var (_, notices) = Begin(tools, plan);
        var state = await notices.Closed();

        state.Status.Should().Be(RunStatus.Completed);
        tools.Trainers.Should().Equal(null, FakeTools.Checkpoint(2));
        tools.Slices.Where(slice => slice.Attempt == 2).Select(slice => slice.Epoch).Distinct().Should().Equal(4, 5);
        state.Epochs.Values.Select(epoch => epoch.LearningRate).Should().Equal(0.01, 0.01, 0.01, 0.001, 0.001);
        state.Divergences.Should().ContainSingle().Which.Should().BeEquivalentTo(new
        {
            Epoch = 4, Batch = 2, Action = DivergencePolicy.Rollback, RolledBackTo = FakeTools.Checkpoint(2), RateFactor = 0.1,
            Reason = "the loss rose in epoch 4, batch 2",
        });
        state.Samples.Should().HaveCount(20);
    }

    [Fact]
    public async Task Without_a_checkpoint_it_goes_back_to_the_initial_weights_and_ends_after_so_many_times()
    {
        var tools = Diverging(at => at is { Epoch: 1, Batch: 2 });
        var (_, notices) = Begin(tools, TestRuns.Plan with { Divergence = Rollback });
        var state = await notices.Closed();

        state.Status.Should().Be(RunStatus.Diverged);
        state.Reason.Should().StartWith("the loss rose in epoch 1, batch 2. Going back to a lower learning rate 2 times did not help");
        state.Divergences.Select(diverged => (diverged.Action, diverged.RateFactor)).Should().BeEquivalentTo(
            [(DivergencePolicy.Rollback, 0.1), (DivergencePolicy.Rollback, 0.01), (DivergencePolicy.Stop, 0.01)],
            options => options.WithStrictOrdering().Using<double>(rate => rate.Subject.Should().BeApproximately(rate.Expectation, 1e-12)).WhenTypeIs<double>());
        tools.Trainers.Should().HaveCount(3).And.OnlyContain(from => from == null);
        tools.DisposedTrainers.Should().Be(3);
    }

    [Fact]
    public async Task A_run_that_is_opened_again_after_a_rollback_takes_the_same_way()
    {
        var plan = TestRuns.Plan with { Epochs = 6, Divergence = Rollback };
        using var later = new Gate<TrainerAt>();
        var (first, heard) = Begin(Diverging(at => at is { Attempt: 1, Epoch: 4, Batch: 2 }, best: 2, pass: at => PassIf(at is { Epoch: 5, Batch: 2 }, later, at)), plan);
        await later.Arrival();
        await heard.Event<EpochTrained>(epoch => epoch.Epoch == 4);
        await Stop(first, later);

        // The checkpoint of epoch 4 is gone: from that of 2 it is trained again, and then 5 and 6, at the lower rate.
        var written = new HashSet<int>();
        var after = new ScriptedTools(new FakeTools { IsDamaged = checkpoint => checkpoint.Epoch == 4 && !written.Contains(4) }) { OnSave = epoch => written.Add(epoch) };
        var (_, notices) = Coordinate(after);
        var state = await notices.Closed();
        state.Status.Should().Be(RunStatus.Completed);
        (await notices.SoFar()).OfType<RunProgressed>().Select(slice => slice.Progress.Epoch).Distinct().Should().Equal(4, 5, 6);
        state.Epochs.Values.Select(epoch => epoch.LearningRate).Should().Equal(0.01, 0.01, 0.01, 0.001, 0.001, 0.001);
    }

    [Fact]
    public async Task With_the_policy_to_go_on_it_is_recorded_once_an_epoch_and_training_goes_on()
    {
        var plan = TestRuns.Plan with { Divergence = new DivergenceOptions { Policy = DivergencePolicy.Continue } };
        var tools = Diverging(at => at is { Epoch: 2 });
        var (_, notices) = Begin(tools, plan);
        var state = await notices.Closed();
        state.Status.Should().Be(RunStatus.Completed);
        state.Divergences.Should().ContainSingle().Which.Action.Should().Be(DivergencePolicy.Continue);
        tools.Trainers.Should().ContainSingle();
    }

    [Fact]
    public async Task With_the_policy_to_go_on_a_loss_that_is_no_number_ends_it_all_the_same()
    {
        var plan = TestRuns.Plan with { Divergence = new DivergenceOptions { Policy = DivergencePolicy.Continue } };
        var (_, notices) = Begin(Diverging(at => at is { Epoch: 2 }, loss: double.NaN), plan);
        (await notices.Closed()).Status.Should().Be(RunStatus.Diverged);
    }

    private static ScriptedTools Diverging(Func<TrainerAt, bool> where, int? best = null, double loss = 99, Action<TrainerAt>? pass = null) => new(new FakeTools())
    {
        OnSlice = pass ?? (_ => { }),
        Report = (at, progress) => where(at) ? progress with { RecentLoss = loss, Divergence = "the loss rose" }
            : progress.Epoch == best ? progress with { Loss = 0.1 }
            : progress,
    };

    private static void PassIf(bool condition, Gate<TrainerAt> gate, TrainerAt at)
    {
        if (condition)
        {
            gate.Pass(at);
        }
    }
}
