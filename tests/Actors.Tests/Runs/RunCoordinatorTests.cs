using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class RunCoordinatorTests : RunKit
{
    [Fact]
    public async Task A_run_trains_its_epochs_and_generates_a_text_for_each_temperature_and_replica()
    {
        var tools = new ScriptedTools(new FakeTools());
        var (_, notices) = Begin(tools);
        var state = await notices.Closed();

        state.Status.Should().Be(RunStatus.Completed);
        state.Reason.Should().BeNull();
        state.Losses().Should().Equal(Enumerable.Range(1, 3).Select(epoch => FakeTools.Loss(epoch, FakeTools.Batches)));
        state.Texts().Select(sample => (sample.Key, sample.Text)).Should().Equal(
            from epoch in Enumerable.Range(1, 3)
            from key in TestRuns.Plan.SamplesOf(epoch)
            select (key, FakeTools.Text(new SampleJob(key, FakeTools.Checkpoint(epoch), FakeTools.SeedText(epoch)))));
        tools.Trainers.Should().ContainSingle().Which.Should().BeNull();
        tools.Samplers.Select(job => job.Key).Should().OnlyHaveUniqueItems().And.HaveCount(12);
    }
}
