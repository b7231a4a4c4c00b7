using ActorLstm.Model.Corpora;
using ActorLstm.Model.Memory;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Memory;

[Trait("Case", "F1")]
public sealed class MemoryModelTests
{
    private static readonly CorpusSize Nietzsche = new(600_901, 600_893, 57);

    private static readonly Experiment Book = new() { Name = "book", Corpus = new CorpusOptions { Source = "nietzsche" } };

    [Fact]
    public void The_gates_of_the_books_batch_take_what_the_kernel_allocates()
    {
        // 60 characters of 128 windows: 8 panels of 64 gates; hidden values and cells in rows of 144, and their derivatives for the last position.
        const long Rows = 60 * 128;
        var buffers = 4 * (Rows * 8 * 64 + 2 * Rows * 144 + 3 * 128 * 144 + 128 * 64 + 128 * 144);
        Of(Book, KernelKind.Fused).Batch.Should().BeInRange(buffers, buffers + 500_000);
    }

    [Fact]
    public void A_batch_that_is_larger_than_the_corpus_takes_what_the_corpus_has() =>
        MemoryModel.Of(Book with { Training = new TrainingOptions { BatchSize = 100_000 } }, new CorpusSize(1000, 1000, 40), KernelKind.Fused, isOnCpu: true, cores: 2)
            .Total.Should().BeLessThan(1_000_000_000);

    [Fact]
    public void A_batch_on_a_gpu_takes_no_memory_of_the_machine() => MemoryModel.Of(Book, Nietzsche, KernelKind.Torch, isOnCpu: false, cores: 2).Batch.Should().Be(0);

    [Fact]
    public void Adam_takes_a_number_more_for_each_weight_than_rmsprop()
    {
        var wide = Book with { Network = new NetworkOptions { Hidden = 1024 } };
        var adam = wide with { Training = new TrainingOptions { Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam } } };
        (Of(adam, KernelKind.Fused).Weights - Of(wide, KernelKind.Fused).Weights).Should().BeGreaterThanOrEqualTo(4 * wide.Network.Parameters(57));
    }

    [Fact]
    public void No_more_texts_grow_at_once_than_those_of_an_epoch_or_than_keep_the_cores_busy()
    {
        SamplingOptions.TextsAtOnce(texts: 1, epochs: 60, cores: 2).Should().Be(4);
        SamplingOptions.TextsAtOnce(texts: 1, epochs: 2, cores: 2).Should().Be(2);
        SamplingOptions.TextsAtOnce(texts: 20, epochs: 60, cores: 2).Should().Be(20);
        SamplingOptions.TextsAtOnce(texts: 100_000, epochs: 1_000_000, cores: 2).Should().Be(64);
    }

    [Fact]
    public void Every_experiment_within_the_limits_has_an_estimate_that_is_no_overflow() =>
        (from maxlen in OneOf(1, 2, 1000, 1_000_000)
         from batch in OneOf(1, 100_000, 1_000_000)
         from hidden in OneOf(1, 16, 8192)
         from layers in OneOf(1, 64)
         from replicas in OneOf(1, 25_000)
         from distinct in OneOf(1, 1000, Vocabulary.MaximumCount)
         from targets in Gen.Enum<Targets>()
         from context in Gen.Enum<SamplingContext>()
         from dropout in OneOf(0.0, 0.5)
         from kernel in OneOf(KernelKind.Fused, KernelKind.Torch)
         select (Experiment: Book with
         {
             Windows = new WindowOptions { MaxLength = maxlen, Step = 1, Targets = targets },
             Network = new NetworkOptions { Hidden = hidden, Layers = layers, Dropout = dropout },
             Training = new TrainingOptions { BatchSize = batch },
             Sampling = new SamplingOptions { Replicas = replicas, Context = context, Length = 1_000_000 },
         }, Corpus: new CorpusSize(500_000_000, 500_000_000, distinct), Kernel: kernel))
        .Sample(drawn =>
        {
            var estimate = MemoryModel.Of(drawn.Experiment, drawn.Corpus, drawn.Kernel, isOnCpu: true, cores: 64);
            return ShapeLimits.Exceeded(drawn.Experiment).Any() || (estimate is { Corpus: > 0, Weights: > 0, Batch: > 0, Checkpoint: > 0, Texts: > 0, LargestArray: > 0 } && estimate.Total > estimate.Run);
        });

    [Fact]
    [Trait("Case", "F2")]
    public void What_is_too_much_becomes_little_enough_by_any_one_setting_that_is_named()
    {
        var large = Book with { Network = new NetworkOptions { Layers = 8 }, Windows = new WindowOptions { MaxLength = 1000 }, Training = new TrainingOptions { BatchSize = 1000 } };
        const long Limit = 1_500_000_000;
        Of(large, KernelKind.Fused).Total.Should().BeGreaterThan(10 * Limit);
        MemoryAdvice.Of(large, other => Of(other, KernelKind.Fused).Total <= Limit)
            .Select(setting => setting.Split(" = ")[0]).Should().Equal("training.batch-size", "windows.maxlen");
    }

    [Fact]
    public void Where_no_single_setting_suffices_none_is_named() => MemoryAdvice.Of(Book, _ => false).Should().BeEmpty();

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static MemoryEstimate Of(Experiment experiment, KernelKind kernel) => MemoryModel.Of(experiment, Nietzsche, kernel, isOnCpu: true, cores: 2);
}
