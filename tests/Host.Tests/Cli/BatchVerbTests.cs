using System.Text.Json.Nodes;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Tests.Durability.Batches;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>The verbs that look at batches and steer them, on the program itself.</summary>
public sealed class BatchVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Runs => folder["runs"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_batch_is_listed_shown_paused_continued_cancelled_and_removed()
    {
        var batch = new DurableBatch(folder, "batch.stopping.rule=none", "experiment.epochs=100000", "sampling.every-epochs=100000");
        using var process = ActorLstmProcess.Start(batch.Start(Runs));
        await process.OutputHas("\"event\":\"run_begun\",\"number\":2,");
        await process.OutputHas("\"event\":\"epoch\"");

        One(await Verb("list", "--batches")).Should().Match<JsonNode>(line => Status(line) == "running" && (string?)line["name"] == "rates" && (int)line["runs"]! == 12 && (int)line["runs_ended"]! == 0);
        (await Verb("remove", "rates")).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains($"is in use by process {process.Id} on "));
        (await Verb("resume", "rates")).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains("it goes on already"));

        foreach (var run in new[] { 1, 2 })
        {
            Status(One(await Verb("pause", "rates"))).Should().Be("paused");
            Status(One(await Verb("show", "rates"))).Should().Be("paused");
            var trained = One(await Verb("show", DurableBatch.Ids(Runs)[run]!));
            Status(trained).Should().Be("paused", "it had stopped before that was said");
            Status(One(await Verb("show", DurableBatch.Ids(Runs)[3 - run]!))).Should().Be("paused");
            Status(One(await Verb("resume", "rates"))).Should().Be("running");
            await process.OutputHas($"\"run_id\":\"{(string?)trained["id"]}\",\"epoch\":{(int)trained["epochs_trained"]! + 20},");
        }

        Status(One(await Verb("cancel", "rates"))).Should().Be("cancelled");
        (await process.WaitAsync()).MustBe(1);
        (await Verb("cancel", "rates")).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains("No process works on the batch"));
        One(await Verb("list", "--batches", "--status", "cancelled")).Should().Match<JsonNode>(line => (int)line["runs_ended"]! == 2);
        (await Verb("list", "--batches", "--status", "running")).Output.Should().BeEmpty();

        (await Verb("remove", "rates")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(3, "two runs had begun");
        Directory.EnumerateDirectories(Runs, "2*", SearchOption.AllDirectories).Should().BeEmpty();
        (await Verb("remove", "rates")).ExitCode.Should().Be(2);
    }

    [Fact]
    [Trait("Case", "R5")]
    public async Task A_batch_that_another_process_makes_at_the_same_moment_is_not_made_twice()
    {
        var store = new BatchStore(new RunStore(Runs, folder.Path));
        var making = await store.LockAsync(TimeProvider.System, TestContext.Current.CancellationToken);
        using var process = ActorLstmProcess.Start(new DurableBatch(folder).Start(Runs));
        await process.ErrorHas("rates: a batch of 12 runs");

        // It has found none of that name by now.
        var (id, batch) = store.Create(TimeProvider.System);
        using var lease = RunLease.Take(batch, new RunOwner("there", 7, "token"), TimeProvider.System);
        await File.WriteAllTextAsync(Path.Combine(batch, BatchStore.ConfigurationFile), "actorlstm { experiment.name = rates, batch.list = [{}] }", TestContext.Current.CancellationToken);
        making.Dispose();
        var refused = await process.WaitAsync();
        refused.MustBe(2);
        refused.Error.Should().Contain($"The batch rates ({id}) is worked on by process 7 on there. Wait for it");
        Path.GetFileName(DurableBatch.OnlyBatchIn(Runs)).Should().Be(id);
    }

    private static JsonNode One(ProcessResult result)
    {
        result.ExitCode.Should().Be(0, result.Error);
        return JsonNode.Parse(result.Output)!;
    }

    private static string? Status(JsonNode line) => (string?)line["status"];

    private Task<ProcessResult> Verb(string verb, params string[] arguments) => ActorLstmProcess.RunAsync([verb, .. arguments, "--runs", Runs, "--json"]);
}
