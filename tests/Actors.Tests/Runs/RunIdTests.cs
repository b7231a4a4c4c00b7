using ActorLstm.Actors.Runs;
using AwesomeAssertions;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class RunIdTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero));
    private readonly RunIds ids = new();

    [Fact]
    public void An_id_says_when_it_was_given() => New().Should().StartWith("20260314-150926-").And.Match(id => RunId.IsWhole(id));

    [Fact]
    public void One_that_is_taken_is_not_given_again()
    {
        var asked = new List<string>();
        var id = ids.New(time, candidate =>
        {
            asked.Add(candidate);
            return asked.Count < 3;
        });
        asked.Should().HaveCount(3);
        id.Should().Be(asked[^1]);
    }

    [Fact]
    [Trait("Case", "F55")]
    public void Ids_of_one_instant_sort_in_the_order_in_which_they_were_given()
    {
        string[] given = [.. Enumerable.Range(0, 2000).Select(_ => New())];
        given.Should().OnlyHaveUniqueItems().And.BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    [Trait("Case", "F55")]
    public void An_id_sorts_behind_those_before_it_also_where_the_clock_was_set_back()
    {
        var before = New();
        time.AdjustTime(time.GetUtcNow().AddHours(-1));
        StringComparer.Ordinal.Compare(New(), before).Should().BePositive();
    }

    [Fact]
    [Trait("Case", "F55")]
    public void Ids_of_two_processes_sort_by_the_microsecond() => Gen.Select(Gen.Long[0, 40L * 365 * 86_400_000_000], Gen.Int[1, 2_000_000]).Sample((microsecond, later) =>
    {
        var at = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(microsecond * TimeSpan.TicksPerMicrosecond);
        var (first, second) = (IdAt(at), IdAt(at.AddTicks(later * TimeSpan.TicksPerMicrosecond)));
        StringComparer.Ordinal.Compare(first, second).Should().BeNegative();
        first.Should().Match(id => RunId.IsWhole(id)).And.StartWith($"{at:yyyyMMdd-HHmmss}-");
    });

    private static string IdAt(DateTimeOffset at) => new RunIds().New(new FakeTimeProvider(at), _ => false);

    private string New() => ids.New(time, _ => false);
}
