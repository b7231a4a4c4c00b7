using ActorLstm.Actors.Runs;
using AwesomeAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class RunIdTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero));

    [Fact]
    public void An_id_says_when_it_was_given() => RunId.New(time, _ => false).Should().StartWith("20260314-150926-").And.Match(id => RunId.IsWhole(id));

    [Fact]
    public void One_that_is_taken_is_not_given_again()
    {
        var asked = new List<string>();
        var id = RunId.New(time, candidate =>
        {
            asked.Add(candidate);
            return asked.Count < 3;
        });
        asked.Should().HaveCount(3);
        id.Should().Be(asked[^1]);
    }
}
