using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli.Displays;

public sealed class RunWordsTests
{
    [Fact]
    public void The_time_of_a_run_that_lay_interrupted_is_told_as_that_from_its_start_to_its_end()
    {
        var told = StoredRuns.Told("20260314-150926-k3xp", epochs: 2, RunStatus.Interrupted);
        var next = told[0].At.AddHours(20);
        IEnumerable<IRunEvent> events = [.. told, new RunResumed(new RunOwner("here", 43, "other"), [], null, null, next), new RunEnded(RunStatus.Cancelled, null, next.AddMinutes(3))];
        RunWords.Ending(events.Aggregate(RunState.Initial, (state, happened) => state.Apply(happened)))
            .Should().StartWith("cancelled after 2 of 10 epochs, ").And.EndWith(", 20 h 03 min from start to end");
    }
}
