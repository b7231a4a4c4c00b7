using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

[Trait("Case", "F28")]
public sealed class SteadyClockTests
{
    private readonly SetBackTime time = new();

    [Fact]
    public void A_clock_that_is_set_back_changes_no_duration()
    {
        var clock = new SteadyClock(time);
        var started = clock.Now;
        time.Pass(TimeSpan.FromSeconds(20));
        time.Set(TimeSpan.FromHours(-1));
        time.Pass(TimeSpan.FromSeconds(8));
        (clock.Now - started).Should().Be(TimeSpan.FromSeconds(28));
        time.Pass(TimeSpan.FromSeconds(2));
        (clock.Now - started).Should().Be(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_clock_that_is_set_forward_is_followed()
    {
        var clock = new SteadyClock(time);
        time.Set(TimeSpan.FromHours(8)); // The machine slept.
        clock.Now.Should().Be(time.GetUtcNow());
    }

    [Fact]
    public void What_is_known_already_lies_before()
    {
        var clock = new SteadyClock(time);
        var known = time.GetUtcNow().AddHours(1);
        clock.NotBefore(known);
        time.Pass(TimeSpan.FromSeconds(3));
        clock.Now.Should().Be(known.AddSeconds(3));
        clock.NotBefore(null);
        clock.NotBefore(known.AddHours(-2));
        clock.Now.Should().Be(known.AddSeconds(3));
    }
}
