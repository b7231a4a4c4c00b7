using ActorLstm.Actors.Batches;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability.Batches;

/// <summary>Batches of runs that fail, that decide in the order in which they come, or that only say what they would do.</summary>
public sealed class BatchTests : IDisposable
{
    private const string Diverging = "batch.list=[{ training.learning-rate = 0.01 }, { training.learning-rate = 1000 }, { training.learning-rate = 0.02 }, { training.learning-rate = 0.03 }]";

    private readonly TemporaryFolder folder = new();

    private string Runs => folder["runs"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_that_diverges_takes_no_other_along_and_is_the_exit_code()
    {
        var batch = new DurableBatch(folder, "batch.matrix=null", Diverging, "batch.stopping.rule=none", "experiment.epochs=3");
        var result = await batch.RunAsync(Runs, 1);
        DurableBatch.Told(result, "run_ended").OrderBy(ended => (int)ended["number"]!).Select(ended => (string?)ended["status"]).Should().Equal("completed", "diverged", "completed", "completed");
        var ending = DurableBatch.Told(result, "batch_ended").Should().ContainSingle().Which;
        ((string?)ending["status"], (string?)ending["reason"]).Should().Be(("completed", "of 4 runs 1 diverged"));

        // It would diverge again.
        DurableBatch.Told(await batch.RunAsync(Runs, 1), "run_begun").Should().BeEmpty();
    }

    [Fact]
    public async Task It_stops_the_others_where_the_batch_says_so()
    {
        var batch = new DurableBatch(folder, "batch.matrix=null", Diverging, "batch.stopping.rule=none", "experiment.epochs=1000", "batch.on-failure=stop");
        var result = await batch.RunAsync(Runs, 1);
        var ending = DurableBatch.Told(result, "batch_ended").Should().ContainSingle().Which;
        ((string?)ending["status"]).Should().Be("failed");
        ((string?)ending["reason"]).Should().StartWith("run 2 diverged: ");
        DurableBatch.Told(result, "run_ended").Should().ContainSingle();
        ending["runs"]!.AsArray().Select(run => (int)run!["number"]!).Should().Equal(1, 2, 3, 4);
    }

    [Theory]
    [Trait("Case", "R13")]
    [InlineData("fused")]
    [InlineData("fused, torch")]
    public async Task Where_the_threads_are_left_open_the_results_are_the_same_however_many_go_on_at_once(string kernels)
    {
        var batch = new DurableBatch(folder, "batch.matrix=null", $"batch.matrix={{ training.kernel = [{kernels}], model.hidden = [16, 24] }}", "batch.stopping.rule=none", "training.threads=0", "experiment.epochs=2");
        var one = await batch.RunAsync(folder["one"], 0, "batch.max-concurrent=1");
        var two = await batch.RunAsync(folder["two"], 0, "batch.max-concurrent=2");
        foreach (var name in DurableBatch.Page(folder["one"])["runs"]!.AsArray().Select(run => (string)run!["name"]!))
        {
            FinishedRun.Called(name, folder["two"], two).Results.Should().Be(FinishedRun.Called(name, folder["one"], one).Results);
        }
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_run_and_starts_nothing()
    {
        var batch = new DurableBatch(folder);
        var result = await batch.RunAsync(Runs, 0, "--dry-run");
        result.Output.Should().Contain("\"epoch_seconds\":").And.Contain("\"training.learning-rate\":\"0.001\"");
        Directory.Exists(Runs).Should().BeFalse();
    }

    [Fact]
    public async Task A_signal_just_after_the_first_run_has_begun_ends_all_of_them()
    {
        var batch = new DurableBatch(folder, "batch.stopping.rule=none", "experiment.epochs=1000000");
        using var process = ActorLstmProcess.Start(batch.Start(Runs));
        await process.OutputHas("\"event\":\"run_begun\"");
        await process.SignalAsync("INT");
        (await process.WaitAsync()).MustBe(130);
    }

    [Theory]
    [InlineData(StoppingRule.Asha)]
    [InlineData(StoppingRule.Median)]
    public async Task What_depends_on_the_order_is_decided_once_and_holds_when_it_is_resumed(StoppingRule rule)
    {
        var batch = new DurableBatch(folder, $"batch.stopping.rule={rule.ToString().ToLowerInvariant()}", "batch.matrix.model.hidden=[16]", "batch.stopping.first-epoch=2");
        await DurableBatch.KillAsync(batch.Start(Runs), "\"event\":\"run_begun\",\"number\":6,");
        var before = (await DurableBatch.ReadAsync(Runs)).Events;
        (await ActorLstmProcess.RunAsync(DurableBatch.Resume(Runs))).MustBe(0);

        var reading = await DurableBatch.ReadAsync(Runs);
        reading.Events.Take(before.Count).Select(Decision).Should().Equal(before.Select(Decision));
        reading.Events.OfType<MemberStopped>().Should().OnlyHaveUniqueItems(stopped => stopped.Number);
        reading.Events.OfType<MemberAdvanced>().Should().OnlyHaveUniqueItems(advanced => $"{advanced.Number} to {advanced.Rung}");
        foreach (var member in reading.State.Members.Values)
        {
            member.Result!.Epochs.Should().Be(member.StopReason is null ? 9 : member.Losses.Keys.Last());
        }

        before.Where(happened => happened is MemberStopped or MemberAdvanced).Should().NotBeEmpty("something was decided by then");
        reading.State.Members.Values.Should().Contain(member => member.StopReason == null);
    }

    private static string Decision(IBatchEvent happened) => happened switch
    {
        MemberStopped stopped => $"{stopped.Number} is stopped: {stopped.Reason}",
        MemberAdvanced advanced => $"{advanced.Number} goes on to {advanced.Rung}",
        MemberHeld held => $"{held.Number} stands still after {held.Epochs} at {held.Loss}",
        _ => happened.GetType().Name,
    };
}
