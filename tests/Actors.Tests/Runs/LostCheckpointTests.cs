using System.Collections.Concurrent;
using Akka.Actor;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

[Trait("Case", "R3")]
public sealed class LostCheckpointTests : RunKit
{
    [Fact]
    public async Task A_trainer_goes_on_from_the_newest_checkpoint_that_can_be_used_and_the_loss_is_recorded()
    {
        using var training = new Gate<TrainerAt>();
        var (first, heard) = Begin(new ScriptedTools(new FakeTools()) { OnSlice = at => PassIf(at is { Epoch: 3, Batch: 2 }, training, at) });
        await training.Arrival();
        await heard.Event<EpochTrained>(epoch => epoch.Epoch == 2);
        await Stop(first, training);

        var written = new HashSet<int>();
        var fake = new FakeTools { IsDamaged = checkpoint => checkpoint.Epoch == 2 && !written.Contains(2) };
        var after = new ScriptedTools(fake) { OnSave = epoch => written.Add(epoch) };
        var (_, notices) = Coordinate(after);
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
        (await notices.SoFar()).OfType<RunProgressed>().First().Progress.Epoch.Should().Be(2, "the checkpoint of epoch 1 is the newest that can be used");
        notices.Events.OfType<CheckpointLost>().Select(lost => lost.Checkpoint).Should().Equal(FakeTools.Checkpoint(2));
        notices.Events.OfType<CheckpointRestored>().Select(restored => restored.By).Should().Equal(FakeTools.Checkpoint(2));
    }

    [Fact]
    public async Task A_text_whose_checkpoint_is_lost_is_generated_once_that_was_trained_again()
    {
        var written = 0;
        var fake = new FakeTools { IsDamaged = checkpoint => checkpoint.Epoch == 3 && Volatile.Read(ref written) < 2 };
        var tools = new ScriptedTools(fake)
        {
            OnSave = epoch =>
            {
                if (epoch == 3)
                {
                    Interlocked.Increment(ref written);
                }
            },
        };
        var (_, notices) = Begin(tools);
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
        notices.Events.OfType<CheckpointLost>().Should().ContainSingle();
        notices.Events.OfType<CheckpointRestored>().Should().ContainSingle();
        tools.Trainers[^1].Should().Be(FakeTools.Checkpoint(2));
    }

    [Fact]
    public async Task A_checkpoint_that_is_lost_again_and_again_fails_the_run_with_the_reason()
    {
        var (_, notices) = Begin(new ScriptedTools(new FakeTools { IsDamaged = checkpoint => checkpoint.Epoch == 1 }));
        var state = await notices.Closed();
        state.Status.Should().Be(RunStatus.Failed);
        state.Reason.Should().Be("a checkpoint was lost 3 times, the last time: The checkpoint of epoch 1 is damaged.");
    }

    [Fact]
    public async Task A_run_that_failed_since_a_checkpoint_was_lost_too_often_can_be_resumed()
    {
        var (_, heard) = Begin(new ScriptedTools(new FakeTools { IsDamaged = checkpoint => checkpoint.Epoch == 1 }));
        (await heard.Closed()).Status.Should().Be(RunStatus.Failed);

        var written = new ConcurrentDictionary<int, bool>();
        var fake = new FakeTools { IsDamaged = checkpoint => checkpoint.Epoch == 1 && !written.ContainsKey(1) };
        var other = TestRuns.Owner with { Process = 43, Token = "other" };
        var (run, notices) = Coordinate(new ScriptedTools(fake) { OnSave = epoch => written.TryAdd(epoch, true) }, owner: other);
        run.Tell(new ResumeRun(other, [], null, null));
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
        notices.Events.OfType<CheckpointRestored>().Select(restored => restored.By).Should().Equal(FakeTools.Checkpoint(1));
    }

    [Fact]
    public void An_epoch_that_comes_to_other_weights_fails_the_run_unless_that_was_accepted()
    {
        var state = StateBuilder.Begun().Epoch(1).Epoch(2);
        var other = new RecordEpoch(
            new(2, 3, 3, 30, 1.5, 2, 0.01, 1.5), new WrittenCheckpoint(FakeTools.Checkpoint(2) with { Sha256 = new string('0', 64) }, "seed text"));
        var ended = (RunEnded)state.Decide(other, StateBuilder.At).Single();
        ended.Status.Should().Be(RunStatus.Failed);
        ended.Reason.Should().Contain("epoch 2").And.Contain("--accept-drift");

        var accepted = state.Apply(new RunResumed(TestRuns.Owner with { Token = "other" }, ["another processor"], null, null, StateBuilder.At))
            .Apply(new CheckpointLost(FakeTools.Checkpoint(2), "gone", StateBuilder.At));
        var restored = (CheckpointRestored)accepted.Decide(other, StateBuilder.At).Single();
        accepted.Apply(restored).OutstandingSamples.Where(job => job.Key.Epoch == 2).Should().OnlyContain(job => job.Checkpoint == other.Checkpoint!.Reference);
    }

    private static void PassIf(bool condition, Gate<TrainerAt> gate, TrainerAt at)
    {
        if (condition)
        {
            gate.Pass(at);
        }
    }
}
