using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>Runs of one folder, with one journal, that are at work at once.</summary>
public sealed class ConcurrentRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [Trait("Case", "R5")]
    [Trait("Case", "R13")]
    public async Task Runs_of_one_name_that_start_at_once_are_runs_of_their_own_and_equal_one_alone(int count)
    {
        var experiment = new DurableExperiment(folder, "experiment.epochs=3");
        var reference = await experiment.ReferenceAsync();
        var runs = experiment.Runs("together");

        var processes = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => ActorLstmProcess.RunAsync(experiment.Start(runs))));

        Array.ForEach(processes, process => process.MustBe(0));
        var finished = Directory.GetDirectories(runs);
        finished.Should().HaveCount(count);
        Array.ForEach(finished, run => RunImage.Of(run).DifferencesFrom(reference).Should().BeEmpty());
    }
}
