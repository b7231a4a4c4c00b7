using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Projections;

public sealed class SamplesInOrderTests
{
    private static readonly IReadOnlyList<SampleKey> Keys = [.. TestRuns.Plan.SamplesOf(1)];

    [Fact]
    public void Those_of_a_run_before_it_was_resumed_are_passed_over()
    {
        var (samples, before) = (new SamplesInOrder(), StateBuilder.Begun().Epoch(1).Text(Keys[0]));
        samples.Pass(before);

        samples.Next(before.Text(Keys[1])).Select(sample => sample.Key).Should().Equal(Keys[1]);
    }

    [Fact]
    public void One_that_was_held_back_when_a_watched_run_was_resumed_comes_in_its_turn()
    {
        var (samples, watched) = (new SamplesInOrder(), StateBuilder.Begun().Epoch(1).Text(Keys[0]));
        samples.Next(watched).Should().ContainSingle();
        var early = watched.Text(Keys[2]);
        samples.Next(early).Should().BeEmpty("the one before it is missing");
        samples.Pass(early);

        samples.Next(early.Text(Keys[1])).Select(sample => sample.Key).Should().Equal(Keys[1], Keys[2]);
    }
}
