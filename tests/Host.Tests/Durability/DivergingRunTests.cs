using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>A learning rate that is far too high, with the rest of the book's recipe.</summary>
[Trait("Case", "R8")]
public sealed class DivergingRunTests : IDisposable
{
    private const string Configuration = """
        actorlstm {
          experiment { name = steep, epochs = 2, seed = 7 }
          corpus.source = "proverbs.txt"
          training { learning-rate = 1, threads = 1, device = cpu }
          sampling { temperatures = [0.5], length = 20 }
        }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_goes_back_in_the_first_epoch_and_completes_at_a_hundredth_of_the_rate()
    {
        var process = await RunAsync("divergence { policy = rollback, rate-factor = 0.01 }");
        process.MustBe(0);
        var diverged = Diverged(process).Should().ContainSingle().Which;
        ((int)diverged["epoch"]!).Should().Be(1);
        ((string)diverged["action"]!).Should().Be("rollback");
        ((double)diverged["rate_factor"]!).Should().Be(0.01);
        ((string)diverged["reason"]!).Should().Contain("in epoch 1, batch ");
        var run = FinishedRun.Of(folder, process);
        ((string)run.Run["status"]!).Should().Be("completed");
        run.Metrics.Select(line => (double)line["learning_rate"]!).Should().Equal(0.01, 0.01);
        run.Metrics.Should().OnlyContain(line => (double)line["loss"]! < 3);
    }

    [Fact]
    public async Task It_ends_as_diverged_when_going_back_did_not_help()
    {
        var process = await RunAsync("divergence { policy = rollback, rate-factor = 0.99, max-rollbacks = 1 }");
        process.MustBe(1);
        Diverged(process).Select(line => (string)line["action"]!).Should().Equal("rollback", "stop");
        var run = FinishedRun.Of(folder, process).Run;
        ((string)run["status"]!).Should().Be("diverged");
        ((string)run["reason"]!).Should().Contain("did not help").And.Contain("training.learning-rate");
    }

    [Fact]
    public async Task It_stops_where_that_is_asked_for_and_cannot_be_resumed()
    {
        var process = await RunAsync("divergence.policy = stop");
        process.MustBe(1);
        Diverged(process).Should().ContainSingle().Which["epoch"]!.GetValue<int>().Should().Be(1);
        ((string)FinishedRun.Of(folder, process).Run["status"]!).Should().Be("diverged");
        var refused = await ActorLstmProcess.RunAsync("resume", "steep", "--runs", folder["runs"]);
        refused.MustBe(2);
        refused.Error.Should().Contain("diverged").And.Contain("training.learning-rate");
    }

    [Fact]
    public async Task It_goes_on_where_that_is_asked_for_and_the_record_stays()
    {
        var process = await RunAsync("divergence.policy = continue");
        process.MustBe(0);
        Diverged(process).First()["action"]!.GetValue<string>().Should().Be("continue");
        FinishedRun.Of(folder, process).Metrics.Should().HaveCount(2);
    }

    [Fact]
    [Trait("Case", "R9")]
    public async Task A_loss_that_is_no_number_is_written_as_such_in_every_line()
    {
        // Steps of gradient / |gradient|: 0 / 0 where the network is saturated.
        var process = await RunAsync("divergence.policy = continue, training { rho = 0, epsilon = 1e-60 }");
        process.MustBe(1);
        var last = Diverged(process)[^1];
        ((string)last["action"]!).Should().Be("stop");
        last["loss"]!.ToJsonString().Should().BeOneOf("\"NaN\"", "\"Infinity\"");
        var run = FinishedRun.Of(folder, process);
        ((string)run.Run["status"]!).Should().Be("diverged");
        ((string)run.Run["reason"]!).Should().StartWith("the loss became ");
    }

    private Task<ProcessResult> RunAsync(string settings)
    {
        folder.Write("proverbs.txt", string.Concat(Enumerable.Repeat("the river asks no leave of the stone, and the stone keeps no ledger of the river. what is patient is not slow. ", 60)));
        var file = folder.Write("steep.conf", Configuration.TrimEnd()[..^1] + $"  {settings}\n}}\n");
        return ActorLstmProcess.RunAsync("run", file, "--runs", folder["runs"], "--json");
    }

    private static List<JsonNode> Diverged(ProcessResult process) =>
    [
        .. from line in process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
           let happened = JsonNode.Parse(line)!
           where (string)happened["event"]! == "training_diverged"
           select happened,
    ];
}
