using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Acceptance;

/// <summary>The only test of speed: a training step beside torch's own in the same run, as <c>bench</c> measures it.</summary>
[Trait("Suite", "guard")]
public sealed class SpeedGuardTests(ITestOutputHelper report)
{
    // Twice what it is, so that a noisy machine is no failure and a lost optimisation is one.
    private const double Most = 0.65;

    [Fact]
    public async Task A_training_step_takes_at_most_two_thirds_of_torch_s()
    {
        var ratio = await RatioAsync();
        if (ratio > Most)
        {
            ratio = Math.Min(ratio, await RatioAsync());
        }

        ratio.Should().BeLessThanOrEqualTo(Most);
    }

    private async Task<double> RatioAsync()
    {
        var measured = await ActorLstmProcess.RunAsync("bench", "--quick", "--rows", "training_step", "--corpus", "sample", "--json");
        measured.MustBe(0);
        var row = JsonNode.Parse(measured.Output)!["rows"]!.AsArray().Single()!;
        report.WriteLine($"{row["measured"]} against {row["reference"]} {row["unit"]}: {row["ratio"]}");
        return (double)row["ratio"]!;
    }
}
