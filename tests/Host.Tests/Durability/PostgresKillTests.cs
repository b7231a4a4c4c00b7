using ActorLstm.Host.Tests.Runs.Journals;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>The same as <see cref="KillTests"/>, with the journal on a server.</summary>
public sealed class PostgresKillTests(TestServer server, ITestOutputHelper report) : IClassFixture<TestServer>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Case", "R1")]
    public Task A_run_that_is_killed_three_times_ends_as_one_that_is_not() => KillAsync(3);

    [Fact]
    [Trait("Suite", "kill")]
    [Trait("Case", "R1")]
    public Task A_run_that_is_killed_twenty_times_ends_as_one_that_is_not() => KillAsync(20);

    private async Task KillAsync(int kills)
    {
        var figures = await new KillSeries(folder, server.Options, Chance.Random(report), report).KillAsync(kills);
        (figures.Lost, figures.Duplicates).Should().Be((0, 0));
    }
}
