using ActorLstm.Model.Corpora;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using TorchSharp;
using Xunit;

namespace ActorLstm.Model.Tests.Training;

public sealed class NativeMemoryTests
{
    private readonly Corpus corpus = Texts.Corpus("the river asks no leave of the stone");

    [Theory]
    [InlineData(OptimizerKind.RmsProp, 1000)]
    [InlineData(OptimizerKind.Adam, 200)]
    [InlineData(OptimizerKind.Sgd, 200)]
    public void However_many_batches_leave_no_tensor_behind(OptimizerKind kind, int batches)
    {
        using var trainer = Start(kind);
        Train(trainer, 20);
        var before = Live;
        Train(trainer, batches);
        Live.Should().Be(before);
    }

    [Fact]
    public void Neither_does_a_checkpoint()
    {
        using var trainer = Start(OptimizerKind.Adam);
        Train(trainer, 5);
        trainer.Capture();
        var before = Live;
        trainer.Capture();
        Live.Should().Be(before);
    }

    [Theory]
    [InlineData(OptimizerKind.RmsProp)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Sgd)]
    public void Neither_does_a_trainer_that_is_disposed_of(OptimizerKind kind)
    {
        var before = Live;
        var trainer = Start(kind);
        Train(trainer, 5);
        Live.Should().BeGreaterThan(before);
        trainer.Dispose();
        Live.Should().Be(before);
    }

    // Tensors that this thread made and did not free: what the finalizer frees in its time counts as left behind.
    private static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    private static void Train(Trainer trainer, int batches)
    {
        for (var trained = 0; trained < batches; trained++)
        {
            trainer.RunSlice(1);
        }
    }

    private Trainer Start(OptimizerKind kind) => new(
        Texts.SmallExperiment with
        {
            Windows = new WindowOptions { MaxLength = 3, Step = 1 },
            Network = new() { Layers = 2, Hidden = 4, Dropout = 0.2 },
            Training = new() { BatchSize = 2, ClipNorm = 1, Optimizer = new() { Kind = kind, Momentum = 0.5 } },
        },
        corpus,
        torch.CPU,
        TimeProvider.System,
        TrainingStart.Anew(10_000));
}
