using Akka.Actor;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class QueryTests : RunKit
{
    [Fact]
    public async Task Between_any_two_slices_the_run_and_its_trainer_answer()
    {
        using var slices = new Gate<TrainerAt>();
        var (run, notices) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = slices.Pass });
        (await slices.Arrival()).Batch.Should().Be(0);
        slices.Let();
        for (var slice = 1; slice <= 3 * FakeTools.Batches; slice++)
        {
            var at = await slices.Arrival();
            var asked = run.Ask<TrainingProgress>(GetTrainingProgress.Instance, TestContext.Current.CancellationToken);
            var held = await View(run);
            held.Progress?.Batch.Should().Be(at.Batch > 1 ? at.Batch - 1 : FakeTools.Batches);
            held.State.Epochs.Count.Should().Be(at.Epoch - 1);

            slices.Let();
            var answer = await asked;
            (answer.Latest!.Epoch, answer.Latest.Batch).Should().Be((at.Epoch, at.Batch), "the next slice waits at the gate");
        }

        (await notices.Closed()).Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task Before_it_begins_a_run_answers_that_nothing_happened()
    {
        var (run, _) = Coordinate(new FakeTools());
        (await View(run)).Should().Be(new RunView(RunState.Initial, null));
        (await run.Ask<TrainingProgress>(GetTrainingProgress.Instance, TestContext.Current.CancellationToken)).Latest.Should().BeNull();
    }

    [Fact]
    public async Task Once_all_epochs_are_trained_a_run_answers_with_the_last_slice()
    {
        using var samplers = new Gate<SamplerAt>();
        var (run, notices) = Begin(new ScriptedTools(new FakeTools()) { OnPiece = samplers.Pass });
        await notices.Event<EpochTrained>(epoch => epoch.Epoch == 3);
        var answer = await run.Ask<TrainingProgress>(GetTrainingProgress.Instance, TestContext.Current.CancellationToken);
        (answer.Latest!.Epoch, answer.Latest.EndsEpoch).Should().Be((3, true));
        samplers.Dispose();
        await notices.Closed();
    }
}
