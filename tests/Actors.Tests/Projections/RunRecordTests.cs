using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Projections;

public sealed class RunRecordTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Case", "R4")]
    public void Drift_that_was_accepted_and_the_number_of_resumptions_outlive_the_journal()
    {
        var state = StateBuilder.Begun()
            .Apply(new RunResumed(TestRuns.Owner, ["another processor"], null, null, StateBuilder.At)).Epoch(1).Texts(1)
            .Apply(new RunResumed(TestRuns.Owner, ["another corpus"], null, null, StateBuilder.At)).Epoch(2);

        var restored = Restore(state);

        restored.Drift.Should().Equal("another processor", "another corpus");
        restored.Resumptions.Should().Be(2);
        restored.Epochs.Keys.Should().Equal(1);
        restored.Samples.Should().HaveCount(4);
    }

    [Fact]
    public void A_run_that_was_never_resumed_is_restored_without_a_resumption()
    {
        var restored = Restore(StateBuilder.Begun().Epoch(1).Texts(1));
        (restored.Resumptions, restored.Drift.Count, restored.Epochs.Count).Should().Be((0, 0, 1));
    }

    private RunState Restore(RunState state)
    {
        using (var files = new RunFolder(folder.Path))
        {
            files.Update(state);
        }

        var document = JsonSerializer.Deserialize<RunDocument>(File.ReadAllText(folder[RunFolder.RunFile]), RunJson.Page)!;
        var store = new CheckpointStore(folder[RunFolder.CheckpointsFolder]);
        return RunRecord.Read(folder.Path, document, state.Plan!, state.Configuration!, store).Aggregate(RunState.Initial, (state, happened) => state.Apply(happened));
    }
}
