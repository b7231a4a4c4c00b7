using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Scheduling;
using ActorLstm.Actors.Tests.Support;
using Akka.Actor;
using Akka.Hosting;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Batches;

[Collection(nameof(FailingJournal))]
public sealed class BatchSupervisorTests : BatchKit
{
    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
        base.ConfigureAkka(builder, provider);
        FailingJournal.AddTo(builder);
    }

    [Fact]
    public async Task A_batch_whose_journal_cannot_be_written_for_a_while_begins_its_runs_again_as_they_were()
    {
        var batch = await SuperviseAsync(2);
        var first = await batch.Runs.Launched(launched => launched.Member.Number == 1);
        var second = await batch.Runs.Launched(launched => launched.Member.Number == 2);
        FailingJournal.Fail(1);
        await batch.Runs.Close(1, RunStatus.Completed);
        (await batch.Notices.Next<BatchJournalFailed>()).Reason.Should().Be("database or disk is full");
        await RecoverAsync(batch, 2);
        (await batch.Runs.Launched(launched => launched.Member.Number == 1)).RunId.Should().Be(first.RunId, "that it had ended was not recorded");
        (await batch.Runs.Launched(launched => launched.Member.Number == 2)).RunId.Should().Be(second.RunId);
        await batch.Runs.Close(1, RunStatus.Completed);
        await batch.Runs.Close(2, RunStatus.Completed);
        (await batch.Closed()).Status.Should().Be(RunStatus.Completed);
        batch.Events.OfType<BatchTaken>().Should().ContainSingle();
    }

    [Fact]
    public async Task A_run_whose_id_could_not_be_recorded_was_not_begun()
    {
        var slots = new Heard<object>();
        var batch = await SuperviseAsync(1, slots.Listener(Sys));
        await slots.Next<RequestSlot>();
        FailingJournal.Fail(1);
        batch.Batch.Tell(new SlotGranted(1));
        await batch.Notices.Next<BatchJournalFailed>();
        await RecoverAsync(batch, 1);
        await slots.Next<RequestSlot>();
        batch.Batch.Tell(new SlotGranted(1));
        var launched = await batch.Runs.Launched();
        batch.Runs.Told.OfType<LaunchMember>().Should().ContainSingle().Which.RunId.Should().Be((await batch.Event<MemberBegun>()).RunId).And.Be(launched.RunId);
    }

    [Fact]
    public async Task A_batch_whose_launcher_dies_is_begun_again_and_goes_on_with_its_runs()
    {
        var batch = await SuperviseAsync(2);
        await batch.Runs.Launched(launched => launched.Member.Number == 1);
        var second = await batch.Runs.Launched(launched => launched.Member.Number == 2);
        await batch.Runs.Close(1, RunStatus.Completed);
        await batch.Event<MemberEnded>();
        batch.Runs.Break();
        await RecoverAsync(batch, 2);
        var again = await batch.Runs.Launched();
        (again.Member.Number, again.RunId).Should().Be((2, second.RunId), "the first one has ended");
        await batch.Runs.Close(2, RunStatus.Completed);
        (await batch.Closed()).Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task A_batch_that_had_ended_when_its_coordinator_stopped_closes_at_its_next_beginning()
    {
        var batch = await SuperviseAsync(1);
        await batch.Runs.Launched();
        batch.Batch.Tell(new CancelBatch());
        await batch.Runs.Heard<CancelRun>(1);
        batch.Runs.Break();
        await RecoverAsync(batch, 1);
        (await batch.Closed()).Status.Should().Be(RunStatus.Cancelled);
    }

    private async Task<BatchUnderTest> SuperviseAsync(int runs, IActorRef? slots = null)
    {
        var batch = Coordinate(slots, isSupervised: true);
        batch.Batch.Tell(Start(runs));
        await batch.Event<BatchTaken>();
        return batch;
    }

    // As the feed does, which tells every coordinator how the batch begins.
    private async Task RecoverAsync(BatchUnderTest batch, int runs)
    {
        await Backoff(batch.Batch);
        await batch.Notices.Next<BatchRecovered>();
        batch.Batch.Tell(Start(runs));
    }
}
