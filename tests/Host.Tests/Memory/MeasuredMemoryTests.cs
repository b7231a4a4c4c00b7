using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Tests.Acceptance;
using ActorLstm.Host.Tests.Durability;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Memory;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Memory;

/// <summary>The estimate of memory beside what whole processes take at their peak, for experiments that are drawn by chance.</summary>
[Collection(AloneOnTheMachine.Name)]
[Trait("Case", "F1")]
[Trait("Case", "F2")]
public sealed class MeasuredMemoryTests(ITestOutputHelper report) : IDisposable
{
    private const double Tolerance = 0.25;

    // Some seconds on one core. The ranges hold experiments that fit into the memory and take days.
    private const double MostOperations = 5e10;

    private static readonly MemoryLimit Limit = new(900_000_000, "a test");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task Drawn_experiments_are_refused_with_figures_or_take_what_was_estimated() => MeasureAsync(drawn: 60, measured: 20);

    [Fact]
    [Trait("Suite", "memory")]
    public Task Three_hundred_drawn_experiments_are_refused_with_figures_or_take_what_was_estimated() => MeasureAsync(drawn: 300, measured: 300);

    private async Task MeasureAsync(int drawn, int measured)
    {
        await PeakMemory.RequireAsync();
        var random = Chance.Random(report);
        var ratios = new List<double>();
        var (refused, exceptions) = (0, new List<string>());
        for (var number = 0; number < drawn; number++)
        {
            var experiment = DrawnExperiment.Draw(random, isWide: number % 3 == 0);
            folder.Write("text.txt", experiment.Text);
            var (estimate, refusal) = await EstimateAsync(experiment);
            if (estimate is null)
            {
                refused++;
                refusal.Should().MatchRegex(@"\d");
                continue;
            }

            if (ratios.Count == measured || experiment.Operations > MostOperations)
            {
                continue;
            }

            var peak = await PeakOfAsync(experiment, number);
            ratios.Add((double)peak / estimate.Total);
            report.WriteLine($"{number}: {peak / 1e6:F0} MB of {estimate.Total / 1e6:F0} ({ratios[^1]:F2}): {string.Join(' ', experiment.Settings)}");
            if (Math.Abs(ratios[^1] - 1) > Tolerance)
            {
                exceptions.Add($"{ratios[^1]:F2} of {estimate}, {experiment.Text.Length} characters: {string.Join(' ', experiment.Settings)}");
            }
        }

        report.WriteLine($"{drawn} drawn, {refused} refused, {ratios.Count} measured: peak over estimate {ratios.Min():F2} to {ratios.Max():F2}, mean {ratios.Average():F2}");
        exceptions.Should().BeEmpty();
        (ratios.Count, refused).Should().Match<(int Measured, int Refused)>(count => count.Measured >= Math.Min(measured, drawn / 4) && count.Refused >= drawn / 10);
    }

    private async Task<long> PeakOfAsync(DrawnExperiment experiment, int number)
    {
        var peak = new PeakMemory(folder[$"peak-{number}"]);
        using var process = ActorLstmProcess.Start(["run", folder["drawn.conf"], "--runs", folder[$"runs-{number}"], "--json"], folder: folder.Path, prefix: peak.Prefix);
        var result = await process.WaitAsync();
        result.ExitCode.Should().Be(0, "{0}\n{1}\n{2}", string.Join(' ', experiment.Settings), result.Error, result.Output);
        return peak.Bytes;
    }

    // What the program itself computes and refuses, for less memory than this machine has.
    private async Task<(MemoryEstimate? Estimate, string Refusal)> EstimateAsync(DrawnExperiment experiment)
    {
        folder.Write("drawn.conf", $"actorlstm {{\nexperiment {{ epochs = 2, seed = 3 }}\ncorpus.source = \"text.txt\"\ntraining {{ threads = 1, device = cpu }}\ndivergence.policy = continue\n{string.Join('\n', experiment.Settings)}\n}}\n");
        using var http = new HttpClient();
        var corpora = new CorpusShelf(new CorpusLocator(CorpusPlaces.FromEnvironment(_ => null, folder.Path), http));
        try
        {
            var configuration = ConfigurationLoader.LoadFile(folder["drawn.conf"], new Dictionary<string, string>(), []);
            return ((await PreparedRun.PrepareAsync(configuration, corpora, TestContext.Current.CancellationToken, Limit)).Memory, "");
        }
        catch (Exception fault) when (fault is ConfigurationException or InvalidInputException)
        {
            return (null, fault.Message);
        }
    }
}
