using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Runs;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Actors.Tests.Batches;

public sealed class ComparisonTests
{
    private static BatchOptions With(StoppingRule rule, int first = 1, int factor = 3) => new() { MaxConcurrent = 2, Stopping = BatchBuilder.Rule(rule, first, factor) };

    [Fact]
    public void Halving_lets_one_of_so_many_go_on_and_to_so_many_times_the_epochs()
    {
        var batch = new BatchBuilder(With(StoppingRule.Halving), (number, epoch) => 20 - number).Start(BatchBuilder.Members(12)).ToTheEnd(due => due[0]);
        batch.Epochs().Should().BeEquivalentTo(new Dictionary<int, int>
        {
            [1] = 1, [2] = 1, [3] = 1, [4] = 1, [5] = 1, [6] = 1, [7] = 1, [8] = 1, [9] = 3, [10] = 3, [11] = 3, [12] = 9,
        });
        batch.State.Members[8].Result!.Reason.Should().Be("stopped after epoch 1: number 5 of 12 by its loss of 12.0000");
        batch.State.Members[12].Result!.Reason.Should().BeNull();
    }

    [Fact]
    public void What_halving_decides_depends_on_the_losses_alone() => Gen.Select(Gen.Double[0, 3].Array[12], Gen.Int.Array[40], Gen.Int[2, 4]).Sample((losses, order, factor) =>
    {
        BatchBuilder Batch() => new BatchBuilder(With(StoppingRule.Halving, factor: factor), (number, epoch) => losses[number - 1] / epoch).Start(BatchBuilder.Members(12));
        var turn = 0;
        var mixed = Batch().ToTheEnd(due => due[(int)((uint)order[turn++ % order.Length] % due.Count)]);
        mixed.Epochs().Should().BeEquivalentTo(Batch().ToTheEnd(due => due[0]).Epochs());
    });

    [Fact]
    public void Nobody_is_compared_before_all_have_come_so_far()
    {
        var batch = new BatchBuilder(With(StoppingRule.Halving)).Start(BatchBuilder.Members(3)).Train(1).Train(2);
        batch.State.Members.Values.Select(member => member.Stage).Should().Equal(MemberStage.Held, MemberStage.Held, MemberStage.Due);
        batch.Train(3).State.Members.Values.Select(member => member.Stage).Should().Equal(MemberStage.Due, MemberStage.Stopped, MemberStage.Stopped);
    }

    [Fact]
    public void A_run_that_fails_or_diverges_is_not_waited_for()
    {
        var batch = new BatchBuilder(With(StoppingRule.Halving)).Start(BatchBuilder.Members(3)).Train(1).Train(2).End(3, RunStatus.Diverged, 0);
        batch.State.Members.Values.Select(member => member.Stage).Should().Equal(MemberStage.Due, MemberStage.Stopped, MemberStage.Ended);
    }

    [Fact]
    public void A_loss_that_is_no_number_is_the_worst_of_all()
    {
        var batch = new BatchBuilder(With(StoppingRule.Halving), (number, _) => number == 1 ? double.NaN : number).Start(BatchBuilder.Members(3)).ToTheEnd(due => due[0]);
        batch.Epochs().Should().BeEquivalentTo(new Dictionary<int, int> { [1] = 1, [2] = 9, [3] = 1 });
    }

    [Fact]
    public void Runs_that_are_added_compete_among_themselves()
    {
        var batch = new BatchBuilder(With(StoppingRule.Halving)).Start(BatchBuilder.Members(3)).ToTheEnd(due => due[0]).Start(BatchBuilder.Members(6)).ToTheEnd(due => due[0]);
        batch.Epochs().Should().BeEquivalentTo(new Dictionary<int, int> { [1] = 9, [2] = 1, [3] = 1, [4] = 9, [5] = 1, [6] = 1 });
    }

    [Fact]
    public void Under_the_median_rule_too()
    {
        var batch = new BatchBuilder(With(StoppingRule.Median, first: 2), (number, epoch) => number).Start(BatchBuilder.Members(3)).ToTheEnd(due => due[0]).Start(BatchBuilder.Members(6)).ToTheEnd(due => due[0]);
        batch.Epochs().Values.Should().AllBeEquivalentTo(9, "each has two others");
    }

    [Fact]
    public void A_run_that_was_dropped_is_compared_with_none()
    {
        var batch = new BatchBuilder(With(StoppingRule.Median, first: 2), (number, epoch) => number).Start(BatchBuilder.Members(5)).Train(1).Train(2).Train(3).Do(new InterruptBatch("stopped by SIGTERM"));
        batch.Start(BatchBuilder.Members(3, first: 3)).Train(4).Train(5);
        batch.State.Members.Values.Select(member => member.StopReason).Should().Equal(null, null, null);
    }

    [Fact]
    public void A_stopped_run_that_was_removed_comes_to_the_same_end_again()
    {
        var batch = new BatchBuilder(With(StoppingRule.Halving)).Start(BatchBuilder.Members(3)).ToTheEnd(due => due[0]);
        var before = batch.State.Members[3].Result;
        batch.Start(BatchBuilder.Members(3), lost: 3).State.Due.Select(member => member.Number).Should().Equal(3);
        batch.ToTheEnd(due => due[0]).State.Members[3].Result.Should().Be(before);
    }

    [Fact]
    public void Asha_lets_a_run_go_on_without_waiting_for_all_others()
    {
        var batch = new BatchBuilder(With(StoppingRule.Asha)).Start(BatchBuilder.Members(12)).Train(1).Train(2).Train(3);
        batch.State.Members[1].Should().Match<MemberState>(member => member.Stage == MemberStage.Due && member.Rung == 1);
        batch.State.Due.First().Number.Should().Be(1, "one that has come farther goes first");
    }

    [Fact]
    public void Asha_ends_with_at_least_one_run_at_its_end() => Gen.Select(Gen.Double[0, 3].Array[1, 15], Gen.Int.Array[60], Gen.Int[2, 4]).Sample((losses, order, factor) =>
    {
        var turn = 0;
        var batch = new BatchBuilder(With(StoppingRule.Asha, factor: factor), (number, epoch) => losses[number - 1] + 1.0 / epoch).Start(BatchBuilder.Members(losses.Length))
            .ToTheEnd(due => due[(int)((uint)order[turn++ % order.Length] % due.Count)]);
        batch.Epochs().Values.Should().Contain(9);
        batch.State.Status.Should().Be(RunStatus.Completed);
    });

    [Fact]
    public void The_median_rule_stops_a_run_that_is_worse_than_most_after_the_same_epoch()
    {
        var batch = new BatchBuilder(With(StoppingRule.Median, first: 2), (number, epoch) => number).Start(BatchBuilder.Members(5)).ToTheEnd(due => due[0]);
        batch.Epochs().Should().BeEquivalentTo(new Dictionary<int, int> { [1] = 9, [2] = 9, [3] = 9, [4] = 2, [5] = 2 });
        batch.State.Members[4].Result!.Reason.Should().Be("stopped after epoch 2: its best loss of 4.0000 is above 2.0000, the median of 3 others");
    }

    [Fact]
    public void Without_a_rule_every_run_trains_to_its_end() =>
        new BatchBuilder(With(StoppingRule.None)).Start(BatchBuilder.Members(4)).ToTheEnd(due => due[0]).Epochs().Values.Should().AllBeEquivalentTo(9);
}
