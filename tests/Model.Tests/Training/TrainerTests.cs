using ActorLstm.Model.Corpora;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using TorchSharp;
using Xunit;

namespace ActorLstm.Model.Tests.Training;

public sealed class TrainerTests
{
    private readonly Corpus corpus = Texts.Proverbs;
    private readonly Experiment experiment = Texts.SmallExperiment;

    [Fact]
    public void Two_epochs_lower_the_loss()
    {
        using var trainer = Start(experiment);
        var losses = Enumerable.Range(0, 2).Select(_ => TrainEpoch(trainer).Loss).ToList();
        losses[0].Should().BeLessThan(Math.Log(corpus.Vocabulary.Count));
        losses[1].Should().BeLessThan(losses[0]);
    }

    [Fact]
    public void The_size_of_the_slices_changes_no_weight()
    {
        Weights(slice: 1).Should().Equal(Weights(slice: 1000));

        float[] Weights(int slice)
        {
            using var trainer = Start(experiment);
            TrainEpoch(trainer, slice);
            return [.. trainer.Capture().Weights.SelectMany(weight => weight.Values)];
        }
    }

    [Theory]
    [InlineData(OptimizerKind.RmsProp, 0, 0)]
    [InlineData(OptimizerKind.Adam, 0.3, 0)]
    [InlineData(OptimizerKind.Sgd, 0, 0.9)]
    public void Two_epochs_and_two_resumed_ones_give_the_weights_of_four(OptimizerKind kind, double dropout, double momentum)
    {
        var four = experiment with
        {
            Epochs = 4,
            Network = experiment.Network with { Layers = 2, Dropout = dropout },
            Training = experiment.Training with
            {
                Optimizer = new OptimizerOptions { Kind = kind, Momentum = momentum },
                LearningRate = 0.003,
                Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine, Floor = 0.1 },
                ClipNorm = 1,
            },
        };
        using var straight = Start(four);
        TrainEpoch(straight);
        TrainEpoch(straight);
        var middle = straight.Capture();
        TrainEpoch(straight);
        TrainEpoch(straight);

        using var resumed = new Trainer(four, corpus, torch.CPU, TimeProvider.System, middle);
        TrainEpoch(resumed);
        TrainEpoch(resumed);

        resumed.Capture().Should().BeEquivalentTo(straight.Capture());
        resumed.Capture().Manifest.Epoch.Should().Be(4);
    }

    private Trainer Start(Experiment what) => new(what, corpus, torch.CPU, TimeProvider.System);

    private static SliceProgress TrainEpoch(Trainer trainer, int slice = 1000)
    {
        var progress = trainer.RunSlice(slice);
        while (!progress.EndsEpoch)
        {
            progress = trainer.RunSlice(slice);
        }

        return progress;
    }
}
