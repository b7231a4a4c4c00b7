using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Scheduling;
using ActorLstm.Actors.Tests.Support;
using Akka.Actor;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Batches;

public sealed class BatchCoordinatorTests : BatchKit
{
    private static readonly BatchOptions Halving = new() { MaxConcurrent = 10, Stopping = BatchBuilder.Rule(StoppingRule.Halving) };

    [Fact]
    public async Task A_slot_is_asked_for_each_run_and_a_run_begins_when_it_has_one()
    {
        var slots = new Heard<object>();
        var batch = await BeginAsync(3, new BatchOptions { MaxConcurrent = 2 }, slots: slots.Listener(Sys));
        for (var number = 1; number <= 3; number++)
        {
            (await slots.Next<RequestSlot>()).Should().Be(new RequestSlot(number, new SlotRequest("test", 2, 1, 0, 0)));
        }

        batch.Batch.Tell(new SlotGranted(2));
        var launched = await batch.Runs.Launched();
        launched.Member.Number.Should().Be(2);
        launched.EpochLimit.Should().BeNull();
        (await batch.Event<MemberBegun>()).RunId.Should().Be(launched.RunId);

        await batch.Runs.Close(2, RunStatus.Completed);
        (await slots.Next<ReturnSlot>()).Number.Should().Be(2);
        (await batch.Event<MemberEnded>()).Result.Should().Be(new MemberResult(RunStatus.Completed, null, 9, 1, 1));
    }

    [Fact]
    public async Task No_two_runs_have_one_id()
    {
        var ids = new Queue<string>(["a", "a", "a", "b"]);
        var batch = Coordinate(newId: ids.Dequeue);
        batch.Batch.Tell(Start(2));
        (await batch.Runs.Launched()).RunId.Should().Be("a");
        (await batch.Runs.Launched()).RunId.Should().Be("b");
    }

    [Fact]
    public async Task A_run_whose_id_is_refused_begins_under_another()
    {
        var ids = new Queue<string>(["a", "b"]);
        var batch = Coordinate(newId: ids.Dequeue);
        batch.Batch.Tell(Start(1));
        await batch.Runs.Launched();
        await batch.Runs.Refuse(1, "a");
        (await batch.Runs.Launched()).RunId.Should().Be("b");
        await batch.Runs.Close(1, RunStatus.Completed);
        (await batch.Closed()).Members[1].RunId.Should().Be("b");
        batch.Events.OfType<MemberBegun>().Select(begun => begun.RunId).Should().Equal("a", "b");
    }

    [Fact]
    public async Task An_id_that_is_refused_after_the_batch_was_paused_costs_no_slot()
    {
        var batch = await BeginAsync(1, new BatchOptions { MaxConcurrent = 1 });
        var first = await batch.Runs.Launched();
        batch.Batch.Tell(new PauseBatch());
        await batch.Runs.Heard<PauseRun>(1);
        await batch.Runs.Refuse(1, first.RunId);
        await batch.Event<MemberBegun>(begun => begun.RunId != first.RunId);
        batch.Batch.Tell(new ContinueBatch());
        (await batch.Runs.Launched()).RunId.Should().NotBe(first.RunId);
    }

    [Fact]
    public async Task A_run_that_has_come_farther_asks_for_its_slot_as_such()
    {
        var slots = new Heard<object>();
        var batch = await BeginAsync(2, new BatchOptions { MaxConcurrent = 1, Stopping = BatchBuilder.Rule(StoppingRule.Asha, factor: 2) }, slots: slots.Listener(Sys));
        await slots.Next<RequestSlot>();
        await slots.Next<RequestSlot>();
        batch.Batch.Tell(new SlotGranted(1));
        await batch.Runs.Hold(1, 1, loss: 1);
        await batch.Runs.Heard<InterruptRun>(1);
        await batch.Runs.Close(1, RunStatus.Interrupted, 1, loss: 1);
        await slots.Next<ReturnSlot>();
        batch.Batch.Tell(new SlotGranted(2));
        await batch.Runs.Hold(2, 1, loss: 2);
        (await slots.Next<RequestSlot>()).Should().Be(new RequestSlot(3, new SlotRequest("test", 1, 1, 0, 1)), "each wish has a number of its own");
    }

    [Fact]
    public async Task What_a_run_is_told_it_is_told_once()
    {
        var batch = await BeginAsync(2);
        await batch.Runs.Launched(launched => launched.Member.Number == 2);
        batch.Batch.Tell(new PauseBatch());
        await batch.Runs.Heard<PauseRun>(2);
        await batch.Runs.Close(1, RunStatus.Completed);
        await batch.Event<MemberEnded>();
        batch.Batch.Tell(new ContinueBatch());
        await batch.Runs.Heard<ContinueRun>(2);
        batch.Runs.Told.OfType<TellMember>().Where(told => told.Number == 2).Select(told => told.Command).Should().Equal(new PauseRun(), new ContinueRun());
    }

    [Theory]
    [InlineData(2, typeof(CompleteRun))]
    [InlineData(0.5, typeof(LimitRun))]
    public async Task A_run_about_which_is_decided_while_it_is_paused_goes_on_before_it_is_told(double loss, Type told)
    {
        var batch = await BeginAsync(2, Halving);
        await batch.Runs.Hold(1, 1, loss: 1);
        await batch.Runs.Heard<InterruptRun>(1);
        await batch.Runs.Close(1, RunStatus.Interrupted, 1, loss: 1);
        batch.Batch.Tell(new PauseBatch());
        await batch.Runs.Heard<PauseRun>(2);

        // It had come there before it heard that it is to pause.
        await batch.Runs.Hold(2, 1, loss);
        await batch.Event<MemberHeld>(held => held.Number == 2);
        await batch.Runs.Pause(2, 1, loss);
        batch.Batch.Tell(new ContinueBatch());
        await batch.Runs.Heard<ContinueRun>(2);
        await batch.Runs.Continue(2, 1, loss);
        (await batch.Runs.Heard<IRunCommand>(2)).Should().BeOfType(told);
    }

    [Fact]
    public async Task No_more_runs_go_on_at_once_than_there_are_slots()
    {
        var batch = await BeginAsync(5, new BatchOptions { MaxConcurrent = 2 });
        var live = new List<int> { (await batch.Runs.Launched()).Member.Number, (await batch.Runs.Launched()).Member.Number };
        for (var next = 3; next <= 5; next++)
        {
            await batch.Runs.Close(live[0], RunStatus.Completed);
            live.RemoveAt(0);
            live.Add((await batch.Runs.Launched()).Member.Number);
        }

        batch.Runs.Told.OfType<LaunchMember>().Select(launched => launched.Member.Number).Should().Equal(1, 2, 3, 4, 5);
        await Task.WhenAll(live.Select(number => batch.Runs.Close(number, RunStatus.Completed)));
        (await batch.Closed()).Status.Should().Be(RunStatus.Completed);
        batch.Runs.Told.OfType<LaunchMember>().Should().HaveCount(5);
    }

    [Fact]
    public async Task A_run_that_stands_still_is_let_go_and_its_slot_goes_to_another()
    {
        var batch = await BeginAsync(3, Halving with { MaxConcurrent = 1 });
        for (var number = 1; number <= 2; number++)
        {
            (await batch.Runs.Launched()).Should().Match<LaunchMember>(launched => launched.Member.Number == number && launched.EpochLimit == 1);
            await batch.Runs.Hold(number, 1, loss: number);
            (await batch.Runs.Heard<InterruptRun>(number)).Reason.Should().Be("it waits for the other runs of its batch, rates");
            await batch.Runs.Close(number, RunStatus.Interrupted, epochs: 1, loss: number);
        }

        (await batch.Runs.Launched()).Member.Number.Should().Be(3);
    }

    [Fact]
    public async Task A_run_that_is_the_best_goes_on_from_where_it_stands_and_one_that_was_let_go_is_begun_again()
    {
        var batch = await BeginAsync(6, Halving);
        for (var number = 1; number <= 5; number++)
        {
            await batch.Runs.Hold(number, 1, loss: number);
            await batch.Runs.Heard<InterruptRun>(number);
        }

        await batch.Runs.Close(2, RunStatus.Interrupted, 1, loss: 2);
        await batch.Runs.Hold(6, 1, loss: 0.5);
        (await batch.Runs.Heard<LimitRun>(6)).EpochLimit.Should().Be(3);

        // The first one had been told to end for now: it is begun again once it has.
        (await batch.Event<MemberStopped>(stopped => stopped.Number == 2)).Reason.Should().StartWith("stopped after epoch 1: number 3 of 6");
        (await batch.Runs.Launched(launched => launched.Member.Number == 2)).Should().Match<LaunchMember>(launched => launched.EpochLimit == 1 && launched.Completion!.StartsWith("stopped after epoch 1"));
        await batch.Runs.Close(1, RunStatus.Interrupted, 1, loss: 1);
        (await batch.Runs.Launched(launched => launched.Member.Number == 1)).Should().Match<LaunchMember>(launched => launched.EpochLimit == 3 && launched.Completion == null);
    }

    [Fact]
    public async Task A_run_that_is_stopped_while_it_stands_still_is_told_to_end()
    {
        var batch = await BeginAsync(2, Halving);
        await batch.Runs.Hold(1, 1, loss: 1);
        await batch.Runs.Heard<InterruptRun>(1);
        await batch.Runs.Hold(2, 1, loss: 2);
        (await batch.Runs.Heard<CompleteRun>(2)).Reason.Should().Be("stopped after epoch 1: number 2 of 2 by its loss of 2.0000");
        await batch.Runs.Close(2, RunStatus.Completed, 1, loss: 2);
        (await batch.Event<MemberEnded>()).Number.Should().Be(2);
    }

    [Fact]
    public async Task A_run_that_is_lost_has_failed_and_the_others_go_on()
    {
        var batch = await BeginAsync(2);
        await batch.Runs.Lose(1, "its journal cannot be used: database or disk is full");
        (await batch.Event<MemberEnded>()).Result.Should().Be(new MemberResult(RunStatus.Failed, "its journal cannot be used: database or disk is full", 0, null, null));
        await batch.Runs.Close(2, RunStatus.Completed);
        (await batch.Closed()).Should().Match<BatchState>(state => state.Status == RunStatus.Completed && state.Reason == "of 2 runs 1 failed");
    }

    [Fact]
    public async Task A_run_that_failed_or_was_lost_is_begun_again_as_often_as_the_batch_says()
    {
        var batch = await BeginAsync(1, new BatchOptions { Retries = 2 });
        var first = await batch.Runs.Launched();
        await batch.Runs.Lose(1, "no lease");
        (await batch.Runs.Launched()).RunId.Should().Be(first.RunId, "it goes on with what there is of it");
        await batch.Runs.Close(1, RunStatus.Failed, 2, reason: "broken");
        (await batch.Runs.Launched()).RunId.Should().Be(first.RunId);
        await batch.Runs.Close(1, RunStatus.Failed, 3, reason: "broken");
        (await batch.Closed()).Members[1].Result.Should().Be(new MemberResult(RunStatus.Failed, "broken", 3, 1, 1));
        batch.Events.OfType<MemberRetried>().Select(retried => retried.Attempt).Should().Equal(1, 2);
    }

    [Fact]
    public async Task A_run_whose_journal_was_away_is_launched_again_and_has_not_failed()
    {
        var batch = await BeginAsync(2, new BatchOptions { MaxConcurrent = 1 });
        var first = await batch.Runs.Launched();
        await batch.Runs.Lose(1, "its journal cannot be used: the server is away", comesBack: true);
        (await batch.Runs.Launched()).Should().Be(first);
        await batch.Runs.Close(1, RunStatus.Completed);
        (await batch.Runs.Launched()).Member.Number.Should().Be(2);
        await batch.Runs.Close(2, RunStatus.Completed);
        (await batch.Closed()).Reason.Should().BeNull();
        batch.Events.OfType<MemberRetried>().Should().BeEmpty();
    }

    [Fact]
    public async Task A_paused_run_whose_journal_was_away_is_launched_again_when_its_batch_goes_on()
    {
        var batch = await BeginAsync(1);
        var first = await batch.Runs.Launched();
        batch.Batch.Tell(new PauseBatch());
        await batch.Runs.Heard<PauseRun>(1);
        await batch.Runs.Lose(1, "its journal cannot be used: the server is away", comesBack: true);
        batch.Batch.Tell(new ContinueBatch());
        (await batch.Runs.Launched()).Should().Be(first);
        await batch.Runs.Close(1, RunStatus.Completed);
        (await batch.Closed()).Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task A_run_that_ends_as_interrupted_though_nobody_told_it_to_has_failed()
    {
        var batch = await BeginAsync(1);
        await batch.Runs.Close(1, RunStatus.Interrupted, 2, reason: "the machine was tired");
        (await batch.Closed()).Members[1].Result.Should().Match<MemberResult>(result => result.Status == RunStatus.Failed && result.Reason == "the machine was tired");
    }

    [Fact]
    public async Task A_failed_run_stops_the_others_where_the_batch_says_so()
    {
        var batch = await BeginAsync(3, new BatchOptions { MaxConcurrent = 2, OnFailure = BatchFailurePolicy.Stop });
        await batch.Runs.Launched(launched => launched.Member.Number == 2);
        await batch.Runs.Close(1, RunStatus.Failed, 0, reason: "broken");
        (await batch.Runs.Heard<InterruptRun>(2)).Reason.Should().Be("its batch, rates, ended: run 1 failed: broken");
        await batch.Runs.Close(2, RunStatus.Interrupted, 1);
        (await batch.Closed()).Should().Match<BatchState>(state => state.Status == RunStatus.Failed && state.Members[2].Stage == MemberStage.Due && state.Members[3].RunId == null);
    }

    [Fact]
    public async Task A_paused_batch_has_its_runs_pause_and_begins_none_until_it_goes_on()
    {
        var batch = await BeginAsync(2, new BatchOptions { MaxConcurrent = 1 });
        await batch.Runs.Launched();
        batch.Batch.Tell(new PauseBatch());
        await batch.Runs.Heard<PauseRun>(1);
        await batch.Runs.Close(1, RunStatus.Completed);
        await batch.Event<MemberEnded>();
        batch.Runs.Told.OfType<LaunchMember>().Should().ContainSingle();
        batch.Batch.Tell(new ContinueBatch());
        (await batch.Runs.Launched()).Member.Number.Should().Be(2);
    }

    [Fact]
    public async Task A_paused_batch_gives_its_slots_to_others_and_its_runs_go_on_when_they_have_slots_again()
    {
        var slots = new Heard<object>();
        var batch = await BeginAsync(2, new BatchOptions { MaxConcurrent = 2 }, slots: slots.Listener(Sys));
        for (var number = 1; number <= 2; number++)
        {
            await slots.Next<RequestSlot>();
            batch.Batch.Tell(new SlotGranted(number));
            await batch.Runs.Launched();
        }

        batch.Batch.Tell(new PauseBatch());
        for (var number = 1; number <= 2; number++)
        {
            await batch.Runs.Heard<PauseRun>(number);
            await batch.Runs.Pause(number, 1, loss: 1);
            (await slots.Next<ReturnSlot>()).Number.Should().Be(number);
        }

        batch.Batch.Tell(new ContinueBatch());
        var (first, second) = ((await slots.Next<RequestSlot>()).Number, (await slots.Next<RequestSlot>()).Number);
        batch.Batch.Tell(new SlotGranted(second));
        await batch.Runs.Heard<ContinueRun>(2);
        batch.Batch.Tell(new PauseBatch());
        (await slots.Next<ReturnSlot>()).Number.Should().Be(first, "it waits for a slot no longer");
        await batch.Runs.Heard<PauseRun>(2);
        batch.Runs.Told.OfType<TellMember>().Where(told => told.Number == 1).Select(told => told.Command).Should().Equal(new PauseRun());
        batch.Runs.Told.OfType<LaunchMember>().Should().HaveCount(2);
    }

    [Fact]
    public async Task A_slot_that_was_given_back_before_it_came_is_not_taken_for_the_next_one()
    {
        var slots = new Heard<object>();
        var batch = await BeginAsync(1, slots: slots.Listener(Sys));
        var first = (await slots.Next<RequestSlot>()).Number;
        batch.Batch.Tell(new PauseBatch());
        (await slots.Next<ReturnSlot>()).Number.Should().Be(first);
        batch.Batch.Tell(new ContinueBatch());
        var second = (await slots.Next<RequestSlot>()).Number;

        batch.Batch.Tell(new SlotGranted(first));
        batch.Batch.Tell(new PauseBatch());
        (await slots.Next<ReturnSlot>()).Number.Should().Be(second, "it still waited");
        batch.Runs.Told.OfType<LaunchMember>().Should().BeEmpty();

        batch.Batch.Tell(new ContinueBatch());
        batch.Batch.Tell(new SlotGranted((await slots.Next<RequestSlot>()).Number));
        await batch.Runs.Launched();
    }

    [Fact]
    public async Task A_run_that_pauses_after_its_batch_has_gone_on_keeps_its_slot()
    {
        var slots = new Heard<object>();
        var queue = slots.Listener(Sys);
        var batch = await BeginAsync(1, slots: queue);
        await slots.Next<RequestSlot>();
        batch.Batch.Tell(new SlotGranted(1));
        batch.Batch.Tell(new PauseBatch());
        await batch.Runs.Heard<PauseRun>(1);
        batch.Batch.Tell(new ContinueBatch());
        await batch.Runs.Heard<ContinueRun>(1);
        await batch.Runs.Pause(1, 1, loss: 1);
        await batch.Runs.Continue(1, 1, loss: 1);
        await batch.Runs.Close(1, RunStatus.Completed);
        await batch.Closed();
        queue.Tell("all was said");
        await slots.Next<string>();
        slots.All.OfType<ReturnSlot>().Should().ContainSingle("it had one until its end");
    }

    [Fact]
    public async Task A_batch_that_goes_on_has_its_paused_runs_go_on()
    {
        var batch = await BeginAsync(1);
        await batch.Runs.Launched();
        batch.Batch.Tell(new PauseBatch());
        await batch.Runs.Heard<PauseRun>(1);
        batch.Batch.Tell(new ContinueBatch());
        await batch.Runs.Heard<ContinueRun>(1);
        batch.Batch.Tell(new PauseBatch());
        await batch.Runs.Heard<PauseRun>(1);
    }

    [Fact]
    public async Task A_run_that_was_paused_under_another_coordinator_goes_on_when_it_has_a_slot()
    {
        var batch = await BeginAsync(1);
        await batch.Runs.Notice(1, new RunRecovered(PlayedRuns.State(1, loss: 1) with { Status = RunStatus.Paused }));
        await batch.Notices.Next<BatchRunNotice>();
        batch.Batch.Tell(new PauseBatch());
        await batch.Runs.Heard<PauseRun>(1);
        batch.Runs.Told.OfType<TellMember>().Select(told => told.Command).Should().Equal(new ContinueRun(), new PauseRun());
    }

    [Fact]
    public async Task A_run_that_is_to_end_and_was_paused_under_another_coordinator_goes_on_first()
    {
        var batch = await BeginAsync(2, Halving);
        await batch.Runs.Launched(launched => launched.Member.Number == 2);
        await batch.Runs.Hold(2, 1, loss: 2);
        await batch.Runs.Heard<InterruptRun>(2);
        await batch.Runs.Close(2, RunStatus.Interrupted, 1, loss: 2);
        await batch.Runs.Hold(1, 1, loss: 1);
        (await batch.Runs.Launched(launched => launched.Member.Number == 2)).Completion.Should().NotBeNull();

        // The batch has told it to end before it hears that the run is paused.
        await batch.Runs.Close(1, RunStatus.Completed);
        await batch.Runs.Heard<CompleteRun>(2);
        await batch.Runs.Notice(2, new RunRecovered(PlayedRuns.State(1, loss: 2) with { EpochLimit = 1, Status = RunStatus.Paused }));
        await batch.Runs.Heard<ContinueRun>(2);
        await batch.Runs.Continue(2, 1, loss: 2);
        await batch.Runs.Heard<CompleteRun>(2);
    }

    [Fact]
    public async Task A_run_that_is_paused_by_itself_stays_paused_when_its_journal_failed()
    {
        var batch = await BeginAsync(1);
        var run = PlayedRuns.State(1, loss: 1);
        await batch.Runs.Notice(1, new RunRecovered(run));
        await batch.Runs.Pause(1, 1, loss: 1);
        await batch.Runs.Notice(1, new RunRecovered(run with { Status = RunStatus.Paused }));
        await batch.Notices.Next<BatchRunNotice>(told => told.Notice is RunRecovered { State.Status: RunStatus.Paused });
        batch.Batch.Tell(new PauseBatch());
        await batch.Runs.Heard<PauseRun>(1);
        batch.Runs.Told.OfType<TellMember>().Select(told => told.Command).Should().Equal(new PauseRun());
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("cancel")]
    [InlineData("interrupt")]
    public async Task A_run_that_is_being_let_go_while_the_batch_is_told_something_has_not_failed(string what)
    {
        var batch = await BeginAsync(2, Halving);
        await batch.Runs.Launched(launched => launched.Member.Number == 2);
        await batch.Runs.Hold(1, 1, loss: 1);
        await batch.Runs.Heard<InterruptRun>(1);
        batch.Batch.Tell(what switch { "pause" => new PauseBatch(), "cancel" => new CancelBatch(), _ => (IBatchCommand)new InterruptBatch("stopped by SIGTERM") });
        switch (what)
        {
            case "pause":
                await batch.Runs.Heard<PauseRun>(2);
                break;
            case "cancel":
                await batch.Runs.Heard<CancelRun>(2);
                break;
            default:
                await batch.Runs.Heard<InterruptRun>(2);
                break;
        }

        await batch.Runs.Close(1, RunStatus.Interrupted, 1, loss: 1);
        await batch.Runs.Close(2, RunStatus.Completed, 9, loss: 2);
        await batch.Event<MemberEnded>(ended => ended.Number == 2);
        batch.Events.OfType<MemberEnded>().Should().ContainSingle();
    }

    [Fact]
    public async Task A_cancelled_batch_cancels_its_runs_and_closes_when_all_are_closed()
    {
        var batch = await BeginAsync(3, new BatchOptions { MaxConcurrent = 2 });
        await batch.Runs.Launched(launched => launched.Member.Number == 2);
        batch.Batch.Tell(new CancelBatch());
        await batch.Runs.Heard<CancelRun>(1);
        await batch.Runs.Heard<CancelRun>(2);
        await batch.Runs.Close(2, RunStatus.Cancelled, 1);
        await batch.Event<MemberEnded>();
        batch.Notices.All.OfType<BatchClosed>().Should().BeEmpty("a run is still open");
        await batch.Runs.Close(1, RunStatus.Cancelled, 1);
        (await batch.Closed()).Should().Match<BatchState>(state => state.Status == RunStatus.Cancelled && state.Members[1].Result!.Status == RunStatus.Cancelled && state.Members[3].Result == null);
        batch.Events[^1].Should().BeOfType<MemberEnded>().Which.Number.Should().Be(1, "it waits for every run");
    }

    [Fact]
    public async Task An_interrupted_batch_interrupts_its_runs_and_they_are_due_when_it_is_started_again()
    {
        var batch = await BeginAsync(2);
        var first = await batch.Runs.Launched(launched => launched.Member.Number == 1);
        await batch.Runs.Launched(launched => launched.Member.Number == 2);
        batch.Batch.Tell(new InterruptBatch("stopped by SIGTERM"));
        await batch.Runs.Heard<InterruptRun>(1);
        await batch.Runs.Heard<InterruptRun>(2);
        await batch.Runs.Close(1, RunStatus.Interrupted, 2);
        await batch.Runs.Close(2, RunStatus.Completed);
        (await batch.Closed()).Status.Should().Be(RunStatus.Interrupted);

        var next = Coordinate();
        (await next.Notices.Next<BatchRecovered>()).State.Members[2].Result!.Status.Should().Be(RunStatus.Completed);
        next.Batch.Tell(Start(2, owner: Owner with { Token = "another" }));
        (await next.Runs.Launched()).Should().Match<LaunchMember>(launched => launched.Member.Number == 1 && launched.RunId == first.RunId);
        await next.Runs.Close(1, RunStatus.Completed);
        (await next.Closed()).Status.Should().Be(RunStatus.Completed);
        next.Runs.Told.OfType<LaunchMember>().Should().ContainSingle();
    }

    [Fact]
    [Trait("Case", "F28")]
    public async Task A_batch_that_is_taken_over_after_the_clock_was_set_back_records_nothing_before_its_latest_event()
    {
        var batch = await BeginAsync(2);
        await batch.Runs.Launched(launched => launched.Member.Number == 1);
        Clock.Advance(TimeSpan.FromHours(1));
        await batch.Runs.Close(1, RunStatus.Completed);
        var latest = (await batch.Event<MemberEnded>()).At;
        await Stop(batch.Batch);
        Clock.AdjustTime(Clock.GetUtcNow().AddMinutes(-30));

        var next = Coordinate();
        next.Batch.Tell(Start(2, owner: Owner with { Token = "another" }));
        (await next.Event<BatchTaken>()).At.Should().BeOnOrAfter(latest);
    }

    [Fact]
    public async Task A_run_that_has_come_farther_than_its_batch_knows_is_taken_from_there()
    {
        var batch = await BeginAsync(2, Halving);
        await batch.Runs.Hold(1, 3, loss: 1);
        (await batch.Event<MemberHeld>()).Epochs.Should().Be(1);
        (await batch.Event<MemberAdvanced>()).Rung.Should().Be(1);
        (await batch.Event<MemberHeld>()).Epochs.Should().Be(3);
        await batch.Runs.Close(2, RunStatus.Completed, 9, loss: 2);
        (await batch.Event<MemberEnded>()).Number.Should().Be(2);
        batch.Events.OfType<MemberHeld>().Where(held => held.Number == 2).Select(held => held.Epochs).Should().Equal(1, 3);
    }

    [Fact]
    public async Task A_batch_whose_page_is_gone_closes_all_the_same_and_says_so()
    {
        var batch = await BeginAsync(1, page: Props.Create(() => new DyingPage()));
        await batch.Runs.Close(1, RunStatus.Completed);
        (await batch.Notices.Next<BatchClosed>()).Should().Match<BatchClosed>(closed => closed.State.Status == RunStatus.Completed && closed.PageFailure == "the actor that writes it stopped");
    }

    private sealed class DyingPage : ReceiveActor
    {
        public DyingPage() => Receive<BatchChanged>(_ => throw new InvalidOperationException("no page"));
    }
}
