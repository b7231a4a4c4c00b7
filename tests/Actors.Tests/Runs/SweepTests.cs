using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Tests.Support;
using Akka.Actor;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class SweepTests : RunKit
{
    private static readonly RunPlan Plan = TestSweeps.Plan;

    [Fact]
    public async Task A_sweep_generates_every_text_of_its_checkpoints_and_begins_no_trainer()
    {
        var tools = new ScriptedTools(new FakeTools());
        var (_, notices) = Sweep(tools);
        var state = await notices.Closed();

        state.Status.Should().Be(RunStatus.Completed);
        state.Texts().Select(sample => (sample.Key, sample.Text)).Should().Equal(
            from key in Plan.AllSamples() select (key, FakeTools.Text(new SampleJob(key, FakeTools.Checkpoint(key.Epoch), FakeTools.SeedText(key.Epoch)))));
        tools.Trainers.Should().BeEmpty();
    }

    [Fact]
    public async Task A_sweep_that_is_opened_again_generates_what_is_missing_alone()
    {
        using var held = new Gate<SamplerAt>();
        var left = new SampleKey(2, 1.0, 1);
        var (first, heard) = Sweep(new ScriptedTools(new FakeTools())
        {
            OnPiece = at =>
            {
                if (at.Key == left)
                {
                    held.Pass(at);
                }
            },
        });
        await held.Arrival();
        for (var sample = 0; sample < 7; sample++)
        {
            await heard.Event<SampleGenerated>();
        }

        await Stop(first, held);
        var after = new ScriptedTools(new FakeTools());
        var (_, notices) = Coordinate(after);
        var state = await notices.Closed();

        after.Samplers.Select(job => job.Key).Should().Equal(left);
        var (_, undisturbed) = Sweep(new FakeTools(), "undisturbed");
        state.ShouldEqual(await undisturbed.Closed());
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_used_ends_the_sweep_with_the_reason()
    {
        var (_, notices) = Sweep(new FakeTools { IsDamaged = checkpoint => checkpoint.Epoch == 5 });
        var state = await notices.Closed();
        state.Status.Should().Be(RunStatus.Failed);
        state.Reason.Should().StartWith("the checkpoint of epoch 5, taken over from the run source, is lost: The checkpoint of epoch 5 is damaged.");
    }

    [Fact]
    public async Task Its_files_tell_the_texts_in_their_order_and_what_was_taken_over()
    {
        using var folder = new TemporaryFolder();
        var (_, notices) = Sweep(new FakeTools(), folder: RunFolderActor.Props(folder.Path, new CheckpointStore(folder["checkpoints"]), new CheckpointOptions()));
        await notices.Closed();

        RunFolder.Samples(folder.Path).Select(line => new SampleKey(line.Epoch, line.Temperature, line.Replica)).Should().Equal(Plan.AllSamples());
        RunFolder.Epochs(folder.Path).Should().BeEmpty();
        var page = JsonSerializer.Deserialize<RunDocument>(await File.ReadAllTextAsync(folder[RunFolder.RunFile], TestContext.Current.CancellationToken), RunJson.Page)!;
        (page.Sweep!.Run, page.Epochs, page.EpochsTrained).Should().Be(("source", 0, 0));
        page.Sweep.Epochs.Should().Equal(2, 5);
        page.Sweep.Checkpoints.Should().Equal(
            new[] { 2, 5 }.Select(epoch => new AdoptedLine(epoch, 1.5, 1.75, FakeTools.Checkpoint(epoch).Sha256, FakeTools.SeedText(epoch))));
    }

    [Fact]
    [Trait("Case", "R4")]
    public async Task A_sweep_whose_journal_is_lost_is_what_its_files_say()
    {
        using var folder = new TemporaryFolder();
        var store = new CheckpointStore(folder["checkpoints"]);
        var (_, notices) = Sweep(new FakeTools(), folder: RunFolderActor.Props(folder.Path, store, new CheckpointOptions()));
        var ended = await notices.Closed();

        var page = JsonSerializer.Deserialize<RunDocument>(await File.ReadAllTextAsync(folder[RunFolder.RunFile], TestContext.Current.CancellationToken), RunJson.Page)!;
        var restored = RunRecord.Read(folder.Path, page, Plan, ended.Configuration!, store).Aggregate(RunState.Initial, (state, happened) => state.Apply(happened));

        restored.Texts().Should().Equal(ended.Texts());
        restored.MissingSamples.Should().BeEmpty();
        restored.Facts!.Sweep.Should().Be(ended.Facts!.Sweep);
        restored.Adopted.Keys.Should().Equal(2, 5);
    }

    private (IActorRef Run, Notices Notices) Sweep(IRunTools tools, string id = "test", Props? folder = null)
    {
        var (run, notices) = Coordinate(tools, id, folder);
        run.Tell(TestSweeps.Start(id: id));
        run.Tell(TestSweeps.Adopt(2, 5));
        return (run, notices);
    }
}
