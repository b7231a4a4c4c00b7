using System.Text.Json.Nodes;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Reports;

public sealed class CompareTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_row_for_each_run_has_what_distinguishes_it_and_what_came_of_it()
    {
        Write();
        var compared = await Compare("slow", "fast");
        compared.Output.ReplaceLineEndings("\n").Split('\n').Select(line => string.Join('|', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Should().Equal(
            "run|experiment.epochs|training.learning-rate|status|epochs|loss|best|validation|best|seconds|id|not|comparable",
            "slow|3|0.001|completed|3/3|1.5000|1.5000|1.7500|1.7500|7.5|20260314-150926-aaaa",
            "fast|2|0.1|diverged|2/2|NaN|1.9000|Infinity|2.0000|5.0|20260314-150926-bbbb|experiment.epochs|is|2,|not|3",
            "");
        compared.Error.Should().StartWith("2 settings differ; ").And.Contain("the same in all: corpus.source ../../river.txt, model.hidden 16");
    }

    [Fact]
    public async Task In_json_the_values_of_a_setting_stand_in_the_order_of_the_runs()
    {
        Write();
        var compared = JsonNode.Parse((await Compare("fast", "slow", "--json")).Output)!;
        compared["runs"]!.AsArray().Select(run => (string?)run!["name"]).Should().Equal("fast", "slow");
        ((string?)compared["runs"]![0]!["last_loss"]).Should().Be("NaN");
        compared["differences"]!.AsArray().Single(difference => (string?)difference!["path"] == "training.learning-rate")!["values"]!.AsArray().Select(value => (string?)value).Should().Equal("0.1", "0.001");
        ((string?)compared["same"]!["model.hidden"]).Should().Be("16");
        compared["same"]!.AsObject().Should().NotContainKey("training.learning-rate").And.NotContainKey("experiment.name");
    }

    [Fact]
    public async Task A_batch_stands_for_its_runs()
    {
        var runs = Write();
        ToldRun.WriteBatch(folder, "20260314-150925-zzzz", "rates", runs);
        JsonNode.Parse((await Compare("rates", "--json")).Output)!["runs"]!.AsArray().Should().HaveCount(2);
    }

    [Theory]
    [InlineData("slow")]
    [InlineData("slow", "20260314-150926-aaaa")]
    public async Task One_run_is_not_compared_with_itself(params string[] names)
    {
        Write();
        var compared = await ActorLstmProcess.RunAsync(["compare", .. names], environment: null, folder.Path);
        compared.MustBe(2);
        compared.Error.Should().Contain("There is one run, 20260314-150926-aaaa: give two runs or more, or a batch, to compare.");
    }

    [Fact]
    public async Task Runs_of_the_same_settings_are_said_to_be_so()
    {
        new ToldRun("20260314-150926-aaaa", "twin").Write(folder);
        new ToldRun("20260314-150926-bbbb", "other").Write(folder);
        (await Compare("twin", "other")).Error.Should().StartWith("all settings are the same; the same in all: ");
    }

    private ToldRun[] Write()
    {
        ToldRun[] runs =
        [
            new("20260314-150926-aaaa", "slow") { LearningRate = 0.001 },
            new("20260314-150926-bbbb", "fast") { LearningRate = 0.1, Losses = [(1.9, 2), (double.NaN, double.PositiveInfinity)], Status = RunStatus.Diverged },
        ];
        runs[0].Write(folder);
        runs[1].Write(folder);
        return runs;
    }

    private async Task<ProcessResult> Compare(params string[] arguments)
    {
        var compared = await ActorLstmProcess.RunAsync(["compare", .. arguments], environment: null, folder.Path);
        compared.MustBe(0);
        return compared;
    }
}
