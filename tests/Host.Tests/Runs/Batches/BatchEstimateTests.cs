using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Tests.Configuration;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Batches;

public sealed class BatchEstimateTests : IDisposable
{
    // 510 characters to train on make 49 windows, 5 batches; the other 510 make 490 windows to check. An epoch takes a second for each batch,
    // 0.35 for each that is checked, and three for its text.
    private const double Training = 5 + 0.35 * 49;
    private const double Texts = 3;
    private const int Bytes = 8 * 1898;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("none", 12 * 9)]
    [InlineData("median", 12 * 9)]
    [InlineData("halving", 12 * 1 + 4 * 2 + 1 * 6)]
    [InlineData("asha", 12 * 1 + 4 * 2 + 1 * 6)]
    public async Task A_batch_takes_the_epochs_that_its_comparisons_leave(string rule, int epochs)
    {
        var estimate = await EstimateAsync(await PrepareAsync(rule));
        estimate.Runs.Should().HaveCount(12).And.OnlyContain(run => Math.Abs(run.Estimate.TrainingSeconds - Training) < 1e-9 && Math.Abs(run.Estimate.TextSeconds - Texts) < 1e-9 && run.Estimate.CheckpointBytes == Bytes);
        estimate.Epochs.Should().BeApproximately(epochs, 1e-9);
        estimate.Bytes.Should().BeApproximately((double)epochs * Bytes, 1e-3);
        estimate.Seconds.Should().BeApproximately(epochs * (Training + Texts / 3) / 2, 1e-6, "two go on at once, and there is a text after every third epoch");
    }

    [Fact]
    public async Task Nothing_takes_no_time()
    {
        var batch = await PrepareAsync("halving");
        (await EstimateAsync(batch with { Runs = batch.Runs.Take(0).ToDictionary() })).Should().Match<BatchEstimate>(estimate => estimate.Runs.Count == 0 && estimate.Seconds == 0);
    }

    private static Task<BatchEstimate> EstimateAsync(PreparedBatch batch) => BatchEstimate.MakeAsync(batch, new EveryThreeSeconds(), TestContext.Current.CancellationToken);

    private async Task<PreparedBatch> PrepareAsync(string rule)
    {
        folder.Write("letters.txt", string.Concat(Enumerable.Repeat("abcdefghij", 102)));
        var batch = Loading.Batch(
            $$"""
            experiment.epochs = 9
            corpus { source = letters.txt, validation-fraction = 0.5 }
            windows { maxlen = 20, step = 10 }
            model.hidden = 16
            training { batch-size = 10, device = cpu }
            sampling { temperatures = [0.5], length = 20, every-epochs = 3 }
            batch { max-concurrent = 2, stopping.rule = {{rule}}, matrix.training.learning-rate = [{{string.Join(", ", Enumerable.Range(1, 12).Select(rate => $"0.{rate:00}"))}}] }
            """);
        using var http = new HttpClient();
        return await PreparedBatch.PrepareAsync(batch, share: null, new CorpusShelf(new CorpusLocator(CorpusPlaces.FromEnvironment(_ => null, folder.Path), http)), TestContext.Current.CancellationToken);
    }

    // Whatever is measured takes three seconds.
    private sealed class EveryThreeSeconds : TimeProvider
    {
        private long now;

        public override long GetTimestamp() => now += 3 * TimestampFrequency;
    }
}
