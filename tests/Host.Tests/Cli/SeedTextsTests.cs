using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class SeedTextsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_generates_its_replicas_from_every_seed_text_and_sample_gives_them_again()
    {
        var run = await FinishedRun.OfAsync(folder, "--set", "experiment.epochs=1", "--set", "sampling.seed-texts=[\"The river\", \"a stone\"]");

        run.Process.ExitCode.Should().Be(0, run.Process.Error);
        run.Samples.Select(line => ((double)line["temperature"]!, (int)line["replica"]!, (string)line["seed_text"]!)).Should().Equal(
            (0.5, 0, "the river"), (0.5, 1, "the river"), (0.5, 2, "a stone"), (0.5, 3, "a stone"),
            (1.0, 0, "the river"), (1.0, 1, "the river"), (1.0, 2, "a stone"), (1.0, 3, "a stone"));
        run.Samples.Select(line => (string)line["text"]!).Should().OnlyHaveUniqueItems();
        run.Process.Output.Should().Contain("seed text: \"the river\"").And.Contain("seed text: \"a stone\"");

        var again = await ActorLstmProcess.RunAsync("sample", "small", "--runs", folder["runs"], "--json");
        again.MustBe(0);
        again.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Text).Should().Equal(run.Samples.Select(line => (string)line["text"]!));
    }

    [Fact]
    [Trait("Case", "T7")]
    public async Task A_seed_text_that_cannot_be_read_is_refused_by_its_number_before_anything_starts()
    {
        var run = await ActorLstmProcess.RunAsync([.. Configured(), "--set", "sampling.seed-texts=[\"the river\", \"the rivér\"]"]);

        run.MustBe(2);
        run.Error.Should().Contain("sampling.seed-texts, text 2: ").And.Contain("'é' (U+00E9) at position 7");
        Directory.Exists(folder["runs"]).Should().BeFalse();
    }

    private string[] Configured()
    {
        FinishedRun.Configure(folder);
        return FinishedRun.Arguments(folder);
    }

    private static string Text(string line) => (string)System.Text.Json.Nodes.JsonNode.Parse(line)!["text"]!;
}
