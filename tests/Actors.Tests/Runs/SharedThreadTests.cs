using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class SharedThreadTests : RunKit
{
    /// <inheritdoc/>
    protected override int? SharedSamplerThreads => 1;

    [Fact]
    public async Task Samplers_that_share_a_thread_take_turns()
    {
        using var first = new Gate<SamplerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnPiece = first.Pass };
        var (run, notices) = Begin(tools, TestRuns.Plan with { Epochs = 1 });
        await first.Arrival();
        await View(run);

        first.Dispose();
        (await notices.Closed()).Status.Should().Be(RunStatus.Completed);
        tools.Pieces.TakeWhile(at => at.Piece < FakeTools.Pieces).Select(at => at.Key).Distinct().Should().HaveCount(4, "none finishes before all began");
    }
}
