using ActorLstm.Host.Configuration.Batches;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Tests.Configuration;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Batches;

public sealed class BatchSlotsTests
{
    [Theory]
    [InlineData("", 8, 1)]
    [InlineData("training.threads = 3", 2, 3)]
    [InlineData("training.threads = 16", 1, 16)]
    [InlineData("batch.max-concurrent = 2, training.threads = 3", 2, 3)]
    [InlineData("batch.max-concurrent = 2", 2, 4)]
    [InlineData("batch.max-concurrent = 3", 3, 2)]
    [InlineData("batch.max-concurrent = 100", 100, 1)]
    public void Eight_cores_are_shared_as_the_batch_says(string text, int atOnce, int threads)
    {
        var slots = Of(text);
        slots.Should().Be(new BatchSlots(atOnce, threads));
        slots.Capacity.Should().Be(atOnce * threads);
    }

    [Theory]
    [InlineData("training.kernel = torch")]
    [InlineData("batch.matrix.training.kernel = [fused, torch]")]
    [InlineData("batch.matrix.training.kernel = [torch, fused]")]
    public void Where_a_run_trains_with_torch_each_has_one_thread_however_many_go_on_at_once(string text)
    {
        Of($"{text}, batch.max-concurrent = 1").Should().Be(new BatchSlots(1, 1));
        Of($"{text}, batch.max-concurrent = 2").Should().Be(new BatchSlots(2, 1));
        Of($"{text}, batch.max-concurrent = 2, training.threads = 4").Should().Be(new BatchSlots(2, 4), "the file says so");
    }

    [Theory]
    [InlineData("", 3, 4)]
    [InlineData("training.threads = 1", 3, 1)]
    [InlineData("batch.max-concurrent = 2", 2, 4)]
    [InlineData("batch.max-concurrent = 100", 3, 4)]
    [InlineData("training.kernel = torch", 3, 1)]
    public void A_service_gives_what_it_gives_to_other_runs_and_the_results_are_the_same(string text, int atOnce, int threads) =>
        BatchSlots.InService(Batch(text), runs: 3, threads: 4).Should().Be(new BatchSlots(atOnce, threads));

    private static BatchSlots Of(string text) => BatchSlots.Of(Batch(text), cores: 8);

    private static BatchConfiguration Batch(string text) => Loading.Batch($"training.device = cpu\nbatch.matrix.model.hidden = [1, 2]\n{text}");
}
