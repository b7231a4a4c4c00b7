using Akka.Actor;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Projections;

public sealed class RunFolderActorTests : RunKit
{
    [Theory]
    [InlineData(RunFolder.RunFile)]
    [InlineData(RunFolder.MetricsFile)]
    [InlineData(RunFolder.SamplesFile)]
    public async Task A_file_that_cannot_be_written_fails_the_run_and_is_named(string file)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder[file]);
        using var training = new Gate<TrainerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = training.Pass };
        var (_, notices) = Begin(tools, folder: Folder(folder));
        await notices.Event<RunEnded>();
        training.Dispose();
        var state = await notices.Closed();
        state.Status.Should().Be(RunStatus.Failed);
        state.Reason.Should().StartWith("the files of the run cannot be written: ").And.Contain(file);
        tools.DisposedTrainers.Should().Be(tools.Trainers.Count);
    }

    [Fact]
    public async Task A_file_that_can_no_longer_be_written_fails_the_run_and_is_named()
    {
        using var folder = new TemporaryFolder();
        using var middle = new Gate<TrainerAt>();
        using var next = new Gate<TrainerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnSlice = at => (at.Epoch == 1 ? middle : next).Pass(at) };
        var (run, notices) = Begin(tools, folder: Folder(folder));
        await middle.Arrival();
        await View(run);
        await Child(run, "folder").Ask<ActorIdentity>(new Identify(null), TestContext.Current.CancellationToken);
        File.Delete(folder[RunFolder.MetricsFile]);
        Directory.CreateDirectory(folder[RunFolder.MetricsFile]);
        middle.Dispose();
        await notices.Event<RunEnded>();
        next.Dispose();
        var state = await notices.Closed();
        state.Status.Should().Be(RunStatus.Failed);
        state.Reason.Should().Contain(RunFolder.MetricsFile);
    }

    [Fact]
    public async Task The_files_are_written_before_the_run_is_closed()
    {
        using var folder = new TemporaryFolder();
        var (_, notices) = Begin(new FakeTools(), folder: Folder(folder));
        await notices.Closed();
        File.ReadAllText(folder[RunFolder.RunFile]).Should().Contain("\"status\": \"completed\"");
        File.ReadAllLines(folder[RunFolder.MetricsFile]).Should().HaveCount(3);
        File.ReadAllLines(folder[RunFolder.SamplesFile]).Should().HaveCount(12);
    }

    [Fact]
    public async Task Checkpoints_that_nobody_needs_are_removed()
    {
        using var folder = new TemporaryFolder();
        var store = new CheckpointStore(folder[RunFolder.CheckpointsFolder]);
        var paths = Enumerable.Range(1, 3).Select(epoch => Directory.CreateDirectory(store.PathOf(FakeTools.Checkpoint(epoch)))).ToList();
        var actor = Sys.ActorOf(RunFolderActor.Props(folder.Path, store, new CheckpointOptions { KeepLast = 1, KeepBest = false }));
        var gone = actor.WatchAsync(TestContext.Current.CancellationToken);
        var state = StateBuilder.Begun().Epoch(1).Texts(1).Epoch(2).Epoch(3).Texts(3);
        actor.Tell(new RunClosed(state.End(RunStatus.Interrupted)));
        await gone;
        paths.Select(path => Directory.Exists(path.FullName)).Should().Equal(false, true, true);
    }

    [Fact]
    [Trait("Case", "R10")]
    public async Task Checkpoints_that_were_removed_and_written_again_are_removed_again()
    {
        using var folder = new TemporaryFolder();
        var store = new CheckpointStore(folder[RunFolder.CheckpointsFolder]);
        var actor = Sys.ActorOf(RunFolderActor.Props(folder.Path, store, new CheckpointOptions { KeepLast = 1, KeepBest = false }));
        var gone = actor.WatchAsync(TestContext.Current.CancellationToken);
        var state = StateBuilder.Begun().Epoch(1).Texts(1).Epoch(2).Texts(2);
        actor.Tell(new RunRecovered(state));
        await actor.Ask<ActorIdentity>(new Identify(null), TestContext.Current.CancellationToken);
        await actor.Ask<ActorIdentity>(new Identify(null), TestContext.Current.CancellationToken);
        var again = Directory.CreateDirectory(store.PathOf(FakeTools.Checkpoint(1)));
        actor.Tell(new RunClosed(state.End(RunStatus.Interrupted)));
        await gone;
        Directory.Exists(again.FullName).Should().BeFalse();
    }

    private static Props Folder(TemporaryFolder folder) =>
        RunFolderActor.Props(folder.Path, new CheckpointStore(folder[RunFolder.CheckpointsFolder]), new CheckpointOptions());
}
