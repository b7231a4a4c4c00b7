using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class BenchTests
{
    [Fact]
    public async Task It_gives_each_figure_with_its_reference_and_its_bounds()
    {
        var measured = await ActorLstmProcess.RunAsync("bench", "--quick", "--rows", "carry_sampling,sampler_rate", "--corpus", "sample", "--json");
        measured.ExitCode.Should().BeOneOf(0, 1);
        var report = JsonNode.Parse(measured.Output)!;
        ((int?)report["machine"]!["cores"]).Should().Be(Environment.ProcessorCount);
        ((double)report["machine"]!["sgemm_gflops"]!).Should().BePositive();
        ((bool?)report["quick"]).Should().BeTrue();
        var rows = report["rows"]!.AsArray();
        rows.Select(row => (string?)row!["id"]).Should().Equal("carry_sampling", "sampler_rate");
        foreach (var row in rows)
        {
            row!.AsObject().Select(property => property.Key).Should().Contain(
                ["id", "figure", "reference", "measured", "ratio", "must", "goal", "must_met", "goal_met", "spread"]);
            ((double)row["ratio"]!).Should().BePositive();
            ((bool)row["must_met"]!).Should().Be((double)row["ratio"]! >= (double)row["must"]!["value"]!);
        }

        measured.Error.Should().Contain("measuring");
    }

    [Fact]
    public async Task A_table_says_which_bounds_are_kept()
    {
        var measured = await ActorLstmProcess.RunAsync("bench", "--quick", "--rows", "training_step", "--corpus", "sample");
        measured.Output.Should().Contain("training step").And.MatchRegex("<= 0.5 x +(met|MISSED)");
    }

    [Fact]
    public async Task A_missing_corpus_is_refused_as_by_run()
    {
        var refused = await ActorLstmProcess.RunAsync(["bench", "--quick", "--rows", "peak_memory"], new Dictionary<string, string?> { ["ACTORLSTM_DATA"] = null, ["XDG_CACHE_HOME"] = "/nowhere", ["HTTPS_PROXY"] = "http://127.0.0.1:9" });
        refused.MustBe(2);
        refused.Error.Should().Contain("The corpus nietzsche is not on this machine").And.NotContain("The details are in");
    }

    [Theory]
    [InlineData("--rows", "speed", "--rows knows no figure 'speed'")]
    [InlineData("--threads", "0", "--threads wants a whole number from 1 to 1024")]
    public async Task What_cannot_be_measured_is_refused(string option, string value, string message)
    {
        var refused = await ActorLstmProcess.RunAsync("bench", option, value);
        refused.MustBe(2);
        refused.Error.Should().Contain(message);
    }
}
