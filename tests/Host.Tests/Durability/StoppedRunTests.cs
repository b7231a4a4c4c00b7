using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>Runs that somebody else ends, or that end since nothing comes of them.</summary>
public sealed class StoppedRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Runs => folder["runs"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("in an epoch", "experiment.epochs=100000", "\"event\":\"epoch\",\"epoch\":1,")]
    [InlineData("while it generates", "sampling.length=1000000", "\"event\":\"epoch\",\"epoch\":10,")]
    [Trait("Case", "R12")]
    public async Task Cancelling_ends_a_run_and_nothing_beside_it(string moment, string setting, string output)
    {
        _ = moment;
        var experiment = new DurableExperiment(folder, "sampling.every-epochs=100000");
        using var beside = ActorLstmProcess.Start(experiment.Start(folder["beside"], "--set", "experiment.epochs=100000"));
        using var run = ActorLstmProcess.Start(experiment.Start(Runs, "--set", setting));
        await run.OutputHas(output);
        await beside.OutputHas("\"event\":\"epoch\",\"epoch\":1,");

        var cancelled = await ActorLstmProcess.RunAsync("cancel", DurableExperiment.Name, "--runs", Runs, "--json");

        cancelled.MustBe(0);
        ((string?)JsonNode.Parse(cancelled.Output)!["status"]).Should().Be("cancelled");
        var ended = await run.WaitAsync();
        ended.MustBe(1);
        ended.Output.Should().Contain("\"status\":\"cancelled\"");
        (await ActorLstmProcess.RunAsync(DurableExperiment.Resume(Runs))).MustBe(2);
        await beside.SignalAsync("INT");
        (await beside.WaitAsync()).MustBe(130);
    }

    [Fact]
    [Trait("Case", "R7")]
    public async Task A_trainer_that_gives_no_sign_of_life_fails_the_run_with_the_reason()
    {
        // A network whose first batch takes far longer than the time-out.
        var experiment = new DurableExperiment(folder, "model.hidden=1024", "training.batch-size=1024", "supervision.stall-timeout=1ms", "supervision.max-retries=1");

        var failed = await ActorLstmProcess.RunAsync(experiment.Start(Runs));

        failed.MustBe(1);
        failed.Error.Should().Contain("the trainer failed 2 times in epoch 1, the last time: it gave no sign of life for 0.001 s");
        failed.Output.Should().Contain("\"event\":\"trainer_replaced\"").And.Contain("\"status\":\"failed\"");
    }
}
