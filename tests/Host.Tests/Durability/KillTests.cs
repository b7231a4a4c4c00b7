using ActorLstm.Host.Runs.Journals;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>A run that is killed again and again, at any moment, and resumed each time, ends as if nothing had happened.</summary>
public sealed class KillTests(ITestOutputHelper report) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Case", "R1")]
    [Trait("Case", "R3")]
    public async Task A_run_that_is_killed_a_dozen_times_ends_as_one_that_is_not() => await KillAsync(12);

    [Fact]
    [Trait("Suite", "kill")]
    [Trait("Case", "R1")]
    [Trait("Case", "R3")]
    public async Task A_run_that_is_killed_hundreds_of_times_ends_as_one_that_is_not()
    {
        var figures = await KillAsync(Chance.Count("ACTORLSTM_TEST_KILLS", 200));
        figures.InsideAWrite.Should().BeGreaterThan(figures.Kills / 3);
    }

    private async Task<KillFigures> KillAsync(int kills)
    {
        var figures = await new KillSeries(folder, new PersistenceOptions(), Chance.Random(report), report).KillAsync(kills);
        (figures.Lost, figures.Duplicates).Should().Be((0, 0));
        return figures;
    }
}
