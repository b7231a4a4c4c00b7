using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Runs;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Actors.Tests.Batches;

public sealed class BatchStateTests
{
    private static readonly BatchOptions Plain = new() { MaxConcurrent = 2 };

    [Fact]
    public void All_runs_are_due_in_their_order_and_the_batch_is_done_when_they_are()
    {
        var batch = new BatchBuilder(Plain).Start(BatchBuilder.Members(3));
        batch.State.Due.Select(member => member.Number).Should().Equal(1, 2, 3);
        batch.ToTheEnd(due => due[^1]);
        batch.State.Status.Should().Be(RunStatus.Completed);
        batch.Epochs().Values.Should().AllBeEquivalentTo(9);
    }

    [Fact]
    public void Those_of_higher_priority_come_first()
    {
        var members = BatchBuilder.Members(3);
        new BatchBuilder(Plain).Start([members[0], members[1] with { Priority = 2 }, members[2] with { Priority = 1 }])
            .State.Due.Select(member => member.Number).Should().Equal(2, 3, 1);
    }

    [Fact]
    public void A_batch_that_is_started_again_runs_only_what_is_missing()
    {
        var batch = new BatchBuilder(Plain).Start(BatchBuilder.Members(3)).Train(1).Train(2).Do(new InterruptBatch("stopped by SIGTERM"));
        batch.State.Status.Should().Be(RunStatus.Interrupted);
        batch.Start(BatchBuilder.Members(3)).State.Due.Select(member => member.Number).Should().Equal(3);
    }

    [Fact]
    public void Runs_that_are_added_get_new_numbers_and_the_others_keep_theirs()
    {
        var batch = new BatchBuilder(Plain).Start(BatchBuilder.Members(2)).ToTheEnd(due => due[0]);
        batch.Start([.. BatchBuilder.Members(1, first: 7), .. BatchBuilder.Members(2)]);
        batch.State.Due.Select(member => member.Member.Identity).Should().Equal("identity-7");
        batch.State.Members[3].Member.Identity.Should().Be("identity-7");
        batch.State.EndedCount.Should().Be(2);
        batch.State.IsRunning.Should().BeTrue();
    }

    [Fact]
    public void A_run_that_the_file_does_not_have_any_more_is_dropped_unless_it_has_ended()
    {
        var batch = new BatchBuilder(Plain).Start(BatchBuilder.Members(3)).Train(1).Do(new InterruptBatch("stopped by SIGTERM"));
        batch.Start(BatchBuilder.Members(1, first: 3));
        batch.State.Members.Keys.Should().Equal(1, 3);
        batch.State.Members[3].Stage.Should().Be(MemberStage.Due);
        batch.Train(3).State.Should().Match<BatchState>(state => state.IsDone && state.EndedCount == 2);
    }

    [Fact]
    public void Started_with_nothing_missing_it_is_completed_again_at_once() =>
        new BatchBuilder(Plain).Start(BatchBuilder.Members(2)).ToTheEnd(due => due[0]).Start(BatchBuilder.Members(2)).State.Status.Should().Be(RunStatus.Completed);

    [Fact]
    public void One_failed_run_never_takes_the_others_along()
    {
        var batch = new BatchBuilder(Plain).Start(BatchBuilder.Members(3)).End(2, RunStatus.Failed, 1);
        batch.State.Due.Select(member => member.Number).Should().Equal(1, 3);
        batch.ToTheEnd(due => due[0]);
        batch.State.Should().Match<BatchState>(state => state.Status == RunStatus.Completed && state.Reason == "of 3 runs 1 failed" && state.HasFailures);
    }

    [Fact]
    public void Unless_the_batch_is_to_stop_then()
    {
        var batch = new BatchBuilder(Plain with { OnFailure = BatchFailurePolicy.Stop }).Start(BatchBuilder.Members(3)).End(2, RunStatus.Failed, 1);
        batch.State.Should().Match<BatchState>(state => state.Status == RunStatus.Failed && state.Reason == "run 2 failed: the disk is full");
        batch.State.Due.Should().BeEmpty();
    }

    [Fact]
    public void A_batch_that_was_to_stop_goes_on_without_the_run_that_diverged_when_it_is_started_again()
    {
        var batch = new BatchBuilder(Plain with { OnFailure = BatchFailurePolicy.Stop }).Start(BatchBuilder.Members(3)).End(2, RunStatus.Diverged, 1);
        batch.State.Status.Should().Be(RunStatus.Failed);
        batch.Start(BatchBuilder.Members(3)).State.Due.Select(member => member.Number).Should().Equal(1, 3);
        batch.ToTheEnd(due => due[0]).State.Should().Match<BatchState>(state => state.Status == RunStatus.Completed && state.Reason == "of 3 runs 1 diverged");
    }

    [Fact]
    public void A_failed_run_is_resumed_as_often_as_the_batch_says()
    {
        var batch = new BatchBuilder(Plain with { Retries = 2 }).Start(BatchBuilder.Members(1)).End(1, RunStatus.Failed, 1).End(1, RunStatus.Failed, 1);
        batch.State.Members[1].Should().Match<MemberState>(member => member.Stage == MemberStage.Due && member.Attempts == 2);
        batch.End(1, RunStatus.Failed, 1).State.Members[1].Result!.Status.Should().Be(RunStatus.Failed);
    }

    [Fact]
    public void A_batch_that_is_started_again_runs_its_failed_runs_again_and_those_that_were_removed()
    {
        var batch = new BatchBuilder(Plain).Start(BatchBuilder.Members(3)).Train(1).Train(2).End(3, RunStatus.Failed, 2);
        batch.Start(BatchBuilder.Members(3), lost: 2);
        batch.State.Due.Select(member => (member.Number, member.RunId is null)).Should().Equal((2, true), (3, true));
    }

    [Fact]
    public void What_comes_late_or_twice_leads_to_nothing()
    {
        var batch = new BatchBuilder(Plain).Start(BatchBuilder.Members(1)).Train(1);
        var before = batch.Events.Count;
        batch.Train(1).Do(new CancelBatch()).Do(new PauseBatch()).Do(new ContinueBatch()).Do(new InterruptBatch("late"));
        batch.Events.Should().HaveCount(before);
    }

    [Fact]
    public void A_paused_batch_has_nothing_due_until_it_goes_on()
    {
        var batch = new BatchBuilder(Plain).Start(BatchBuilder.Members(2)).Do(new PauseBatch());
        batch.State.Due.Should().BeEmpty();
        batch.Do(new ContinueBatch()).State.Due.Should().HaveCount(2);
    }

    [Fact]
    public void Numbers_of_runs_that_were_dropped_are_not_given_again()
    {
        var batch = new BatchBuilder(Plain).Start(BatchBuilder.Members(3)).Do(new InterruptBatch("stopped by SIGTERM"));
        batch.Start(BatchBuilder.Members(2)).Do(new InterruptBatch("stopped by SIGTERM"));
        batch.Start([.. BatchBuilder.Members(2), .. BatchBuilder.Members(1, first: 7)]);
        batch.State.Members.Keys.Should().Equal(1, 2, 4);
    }

    [Fact]
    public void A_removed_run_that_the_file_does_not_have_any_more_is_dropped()
    {
        var batch = new BatchBuilder(Plain).Start(BatchBuilder.Members(2)).ToTheEnd(due => due[0]);
        batch.Start(BatchBuilder.Members(1), lost: [1, 2, 9]);
        batch.State.Members.Keys.Should().Equal(1);
        batch.State.Due.Select(member => member.Number).Should().Equal(1);
    }

    [Theory]
    [InlineData(StoppingRule.None)]
    [InlineData(StoppingRule.Asha)]
    [InlineData(StoppingRule.Median)]
    public void Runs_that_stand_still_go_on_where_the_rule_has_become_another(StoppingRule rule)
    {
        var batch = new BatchBuilder(Plain with { Stopping = BatchBuilder.Rule(StoppingRule.Halving, first: 2) }).Start(BatchBuilder.Members(4)).Train(1).Train(2).Do(new InterruptBatch("stopped by SIGTERM"));
        var other = new BatchBuilder(Plain with { Stopping = BatchBuilder.Rule(rule) }) { State = batch.State };
        other.Next(batch).Start(BatchBuilder.Members(4)).ToTheEnd(due => due[0]).State.Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public void Whatever_events_are_lost_the_runs_tell_what_was_decided() =>
        Gen.Select(Gen.Int[1, 10], Gen.Double[0, 3].Array[10], Gen.Int[0, 1000], Gen.Int[0, 1000]).Sample((count, losses, kept, seed) =>
        {
            var options = Plain with { Stopping = BatchBuilder.Rule(StoppingRule.Halving) };
            var whole = new BatchBuilder(options, (number, epoch) => losses[number - 1] / epoch).Start(BatchBuilder.Members(count)).ToTheEnd(due => due[seed % due.Count]);
            var left = whole.Events.Take(kept % whole.Events.Count).Aggregate(BatchState.Initial, (state, happened) => state.Apply(happened));
            var again = new BatchBuilder(options, (number, epoch) => losses[number - 1] / epoch) { State = left };
            again.Next(whole).Start(BatchBuilder.Members(count));
            foreach (var member in again.State.Due.ToList())
            {
                var result = whole.State.Members[member.Number].Result!;
                again.Do(new RecordEnd(member.Number, result, again.Losses(member.Number, result.Epochs)));
            }

            again.ToTheEnd(due => due[0]).Epochs().Should().BeEquivalentTo(whole.Epochs());
            again.State.Members.Values.Select(member => string.Join(' ', member.Losses)).Should().Equal(whole.State.Members.Values.Select(member => string.Join(' ', member.Losses)));
        });

    [Fact]
    public void Runs_that_are_found_are_gone_on_with_and_not_begun_again()
    {
        var batch = new BatchBuilder(Plain);
        batch.Do(new StartBatch("20260314-150926-batc", "rates", Plain, BatchBuilder.Members(2), [], "/home", new RunOwner("here", 1, "1")) { Found = new Dictionary<string, string> { ["identity-2"] = "run-two", ["gone"] = "run-x" } });
        batch.State.Members.Values.Select(member => member.RunId).Should().Equal(null, "run-two");
    }

    [Fact]
    public void The_same_events_give_the_same_batch() => Gen.Select(Gen.Int[1, 12], Gen.Enum<StoppingRule>(), Gen.Int[0, 1000]).Sample((count, rule, seed) =>
    {
        var batch = new BatchBuilder(Plain with { Stopping = BatchBuilder.Rule(rule) }).Start(BatchBuilder.Members(count)).ToTheEnd(due => due[seed % due.Count]);
        batch.Events.Aggregate(BatchState.Initial, (state, happened) => state.Apply(happened)).Should().BeEquivalentTo(batch.State);
        batch.State.Status.Should().Be(RunStatus.Completed);
        batch.State.IsDone.Should().BeTrue();
    });
}
