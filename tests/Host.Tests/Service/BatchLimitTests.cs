using System.Net;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>How many runs of batches the service takes: each keeps memory until it has ended.</summary>
[Trait("Case", "F40")]
public sealed class BatchLimitTests : IDisposable
{
    private const string Settings = "corpus.source = sample, windows { maxlen = 20, step = 40 }, model.hidden = 8, training.threads = 1, sampling { length = 10, temperatures = [0.5] }";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("matrix { experiment.seed = [SEEDS] }")]
    [InlineData("random { count = 20001, seed = 1, ranges { training.learning-rate = { from = 0.001, to = 0.1, scale = log } } }")]
    public async Task A_batch_with_more_runs_than_the_service_takes_is_refused_with_the_limit(string way)
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);

        var answer = await service.PostAsync("/api/runs", Batch("large", way.Replace("SEEDS", string.Join(", ", Enumerable.Range(1, 20_001)), StringComparison.Ordinal)));

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Text.Should().Contain("makes 20,001 runs, and service.batch-runs allows a batch at most 20,000");
        Directory.GetDirectories(folder["runs"]).Select(Path.GetFileName).Should().Equal("service");
    }

    [Fact]
    public async Task Batches_that_have_not_ended_share_the_limit_also_after_a_restart()
    {
        string first;
        using (var service = await ServedProgram.StartAsync(folder["runs"], null, "service.batch-runs=5"))
        {
            first = await service.SubmitAsync(Batch("first", "matrix { experiment.seed = [1, 2, 3] }"));
            await ShouldRefuseAsync(service, 3);
            await service.SubmitAsync(Batch("second", "matrix { experiment.seed = [1, 2] }"));
            await service.KillAsync();
        }

        using var again = await ServedProgram.StartAsync(folder["runs"], null, "service.batch-runs=5");
        await ShouldRefuseAsync(again, 5);
        (await again.PostAsync($"/api/batches/{first}/cancel")).Status.Should().Be(HttpStatusCode.OK);
        await ServedProgram.HasAsync(async () => await again.StatusOfBatchAsync(first) == "cancelled");
        await again.SubmitAsync(Batch("third", "matrix { experiment.seed = [1, 2, 3] }"));
    }

    [Fact]
    public async Task A_batch_that_is_resumed_counts_too_and_only_with_the_runs_that_it_lacks()
    {
        const string Short = "epochs = 1";
        string first;
        using (var service = await ServedProgram.StartAsync(folder["runs"]))
        {
            first = await service.SubmitAsync(Batch("first", "matrix { experiment.seed = [1, 2, 3] }").Replace("epochs = 1000000", Short, StringComparison.Ordinal));
            await service.WatchBatchAsync(first);
            await service.StopAsync();
        }

        File.Delete(Directory.GetFiles(folder["runs"], "submission.json", SearchOption.AllDirectories).Single(file => file.Contains(first, StringComparison.Ordinal)));
        using var again = await ServedProgram.StartAsync(folder["runs"], null, "service.batch-runs=5");
        await again.SubmitAsync(Batch("second", "matrix { experiment.seed = [1, 2, 3, 4] }"));

        // Three of its runs have ended: it asks for one more.
        var added = await again.PostAsync("/api/runs", Batch("first", "matrix { experiment.seed = [1, 2, 3, 4] }").Replace("epochs = 1000000", Short, StringComparison.Ordinal));
        added.Status.Should().Be(HttpStatusCode.OK, added.Text);
        (await again.PostAsync("/api/batches/second/cancel")).Status.Should().Be(HttpStatusCode.OK);
        await again.WatchBatchAsync(first);
        foreach (var run in (await again.GetAsync($"/api/runs?batch={first}"))["runs"]!.AsArray().Select(run => (string)run!["id"]!))
        {
            Directory.Delete(folder["runs", run], recursive: true);
        }

        await again.SubmitAsync(Batch("third", "matrix { experiment.seed = [1, 2, 3] }"));
        var resumed = await again.PostAsync($"/api/batches/{first}/resume");
        resumed.Status.Should().Be(HttpStatusCode.TooManyRequests);
        resumed.Text.Should().Contain("The batch has 4 runs, and other batches have 3 that have not ended: service.batch-runs allows 5 together. Resume it when more have ended");
    }

    private static async Task ShouldRefuseAsync(ServedProgram service, int others)
    {
        var answer = await service.PostAsync("/api/runs", Batch("third", "matrix { experiment.seed = [1, 2, 3] }"));
        answer.Status.Should().Be(HttpStatusCode.TooManyRequests);
        answer.Text.Should().Contain($"The batch has 3 runs, and other batches have {others} that have not ended: service.batch-runs allows 5 together");
    }

    private static string Batch(string name, string way) => $"actorlstm {{ experiment {{ name = {name}, epochs = 1000000 }}, {Settings}, batch {{ {way} }} }}";
}
