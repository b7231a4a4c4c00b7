using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Tests.Networks;
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

    // At a learning rate too small to move a weight the loss of an epoch is that of all its windows, in whatever order.
    [Theory]
    [InlineData(Targets.Last, 7)]
    [InlineData(Targets.Last, 1000)]
    [InlineData(Targets.Every, 7)]
    public void An_epoch_s_loss_is_the_mean_over_every_window_and_its_target(Targets targets, int batchSize)
    {
        var still = experiment with
        {
            Windows = new WindowOptions { MaxLength = 6, Step = 2, Targets = targets },
            Network = new NetworkOptions { Hidden = 5 },
            Training = experiment.Training with { BatchSize = batchSize, LearningRate = 1e-30 },
        };
        var text = Texts.Corpus("the river asks no leave of the stone, and the stone keeps no ledger.");
        using var trainer = new Trainer(still, text, torch.CPU, TimeProvider.System, TrainingStart.Anew(still.Epochs));
        var progress = TrainEpoch(trainer);

        var (windows, next) = (new List<int[]>(), new List<int[]>());
        for (var start = 0; start + 6 < text.Length; start += 2)
        {
            windows.Add([.. text.Indices.Slice(start, 6).ToArray().Select(index => (int)index)]);
            next.Add([.. text.Indices.Slice(targets == Targets.Last ? start + 6 : start + 1, targets == Targets.Last ? 1 : 6).ToArray().Select(index => (int)index)]);
        }

        var initial = KerasInitializer.Weights(text.Vocabulary.Count, still.Network, RandomStream.At(new RandomAddress(still.Seed, RandomPurpose.Initialization)));
        var reference = new ReferenceLstm(text.Vocabulary.Count, still.Network, targets == Targets.Every, initial);
        progress.Loss.Should().BeApproximately(reference.LossAndGradients([.. windows], [.. next]).Loss, 1e-6);
        progress.Sequences.Should().Be(windows.Count);
        progress.Batch.Should().Be((windows.Count + batchSize - 1) / batchSize);
    }

    // The weights are captured after the epoch: the loss on the tail is theirs.
    [Theory]
    [InlineData(Targets.Last, 1, 0.0)]
    [InlineData(Targets.Every, 2, 0.4)]
    public void The_validation_loss_is_the_mean_over_every_window_of_the_tail_and_drops_nothing(Targets targets, int step, double dropout)
    {
        var text = Texts.Corpus("the river asks no leave of the stone, and the stone keeps no ledger. what is patient is not slow.");
        var split = experiment with
        {
            Corpus = experiment.Corpus with { ValidationFraction = 0.3, ValidationStep = step },
            Windows = new WindowOptions { MaxLength = 6, Step = 5, Targets = targets },
            Network = new NetworkOptions { Hidden = 5, Dropout = dropout },
            Training = experiment.Training with { BatchSize = 4 },
        };
        using var trainer = new Trainer(split, text, torch.CPU, TimeProvider.System, TrainingStart.Anew(2));
        var progress = TrainEpoch(trainer, slice: 1);

        var (windows, next) = (new List<int[]>(), new List<int[]>());
        for (var start = text.Length - (int)(0.3 * text.Length); start + 6 < text.Length; start += step)
        {
            windows.Add([.. text.Indices.Slice(start, 6).ToArray().Select(index => (int)index)]);
            next.Add([text.Indices[start + 6]]);
        }

        var checkpoint = trainer.Capture();
        var reference = new ReferenceLstm(text.Vocabulary.Count, split.Network, every: false, checkpoint.Weights);
        progress.ValidationLoss.Should().BeApproximately(reference.LossAndGradients([.. windows], [.. next]).Loss, 1e-6);
        checkpoint.Manifest.ValidationLoss.Should().Be(progress.ValidationLoss);
        progress.Sequences.Should().Be(new WindowSet(text.Length - (int)(0.3 * text.Length), split.Windows).Count);
    }

    [Fact]
    public void Without_a_tail_there_is_no_validation_loss()
    {
        using var trainer = Start(experiment);
        TrainEpoch(trainer).ValidationLoss.Should().BeNull();
    }

    [Fact]
    public void An_epoch_that_goes_on_while_its_tail_is_checked_ends_the_same()
    {
        var split = experiment with { Corpus = experiment.Corpus with { ValidationFraction = 0.3 } };
        using var straight = Start(split);
        var progress = straight.RunSlice(1);
        while (!progress.IsValidating)
        {
            progress = straight.RunSlice(1);
        }

        progress.EndsEpoch.Should().BeFalse();
        progress.ValidationLoss.Should().BeNull();
        var middle = straight.Capture();
        middle.Manifest.Progress!.Batch.Should().Be(progress.Batches);
        using var resumed = new Trainer(split, corpus, torch.CPU, TimeProvider.System, new TrainingStart(middle, [new PlannedEpoch(1), new PlannedEpoch(2)]));
        TrainEpoch(resumed).ValidationLoss.Should().Be(TrainEpoch(straight).ValidationLoss);
        TrainEpoch(resumed);
        TrainEpoch(straight);
        Bytes(resumed.Capture()).Should().Equal(Bytes(straight.Capture()));
    }

    [Fact]
    public void On_a_plateau_the_rate_goes_down_in_a_resumed_trainer_as_well()
    {
        var flat = experiment with
        {
            Epochs = 4,
            Training = experiment.Training with { LearningRate = 1e-30, Schedule = new ScheduleOptions { Kind = ScheduleKind.Plateau, Decay = 0.5, Patience = 1 } },
        };
        using var straight = new Trainer(flat, corpus, torch.CPU, TimeProvider.System, TrainingStart.Anew(4));
        var first = TrainEpoch(straight);
        var second = TrainEpoch(straight);
        using var resumed = new Trainer(
            flat, corpus, torch.CPU, TimeProvider.System,
            new TrainingStart(straight.Capture(), [new PlannedEpoch(3)], new EpochLoss(first.Loss, null), new EpochLoss(second.Loss, null)));
        (first.LearningRate, second.LearningRate).Should().Be((1e-30, 1e-30));
        TrainEpoch(straight).LearningRate.Should().Be(0.5e-30).And.Be(TrainEpoch(resumed).LearningRate);
    }

    // With weights that stay as they are, the loss of a first batch tells which windows it had.
    [Fact]
    public void Every_epoch_has_an_order_of_its_own_which_a_resumed_run_has_as_well()
    {
        var still = experiment with { Training = experiment.Training with { LearningRate = 1e-30 } };
        using var trainer = Start(still);
        var first = trainer.RunSlice(1).Loss;
        TrainEpoch(trainer);
        var checkpoint = trainer.Capture();
        var second = trainer.RunSlice(1).Loss;
        second.Should().NotBe(first);
        using var resumed = new Trainer(still, corpus, torch.CPU, TimeProvider.System, new TrainingStart(checkpoint, [new PlannedEpoch(2)]));
        resumed.RunSlice(1).Loss.Should().Be(second);
    }

    [Fact]
    public void The_size_of_the_slices_changes_no_weight()
    {
        Weights(slice: 1).Should().Equal(Weights(slice: 1000));

        float[] Weights(int slice)
        {
            using var trainer = Start(experiment);
            TrainEpoch(trainer, slice);
            return AllWeights(trainer);
        }
    }

    [Fact]
    public void Progress_counts_batches_and_windows()
    {
        using var trainer = Start(experiment);
        var windows = new WindowSet(corpus.Length, experiment.Windows).Count;
        var batches = (windows + 31) / 32;
        trainer.RunSlice(3).Should().Match<SliceProgress>(at => at.Epoch == 1 && at.Batch == 3 && at.Batches == batches && at.Sequences == 96 && !at.EndsEpoch);
        trainer.RunSlice(batches).Should().Match<SliceProgress>(at => at.Epoch == 1 && at.Sequences == windows && at.EndsEpoch && at.LearningRate == 0.01);
        trainer.RunSlice(1).Should().Match<SliceProgress>(at => at.Epoch == 2 && at.Batch == 1 && at.Sequences == 32);
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

        using var resumed = new Trainer(four, corpus, torch.CPU, TimeProvider.System, new TrainingStart(middle, [new PlannedEpoch(3), new PlannedEpoch(4)]));
        TrainEpoch(resumed);
        TrainEpoch(resumed);

        Bytes(resumed.Capture()).Should().Equal(Bytes(straight.Capture()));
        resumed.Capture().Manifest.Epoch.Should().Be(4);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.3, 7)]
    [InlineData(0.3, 30)]
    public void A_trainer_that_goes_on_in_the_middle_of_an_epoch_gives_the_same_weights_losses_and_order(double dropout, int batch)
    {
        var what = experiment with { Network = experiment.Network with { Layers = 2, Dropout = dropout } };
        using var straight = Start(what);
        TrainEpoch(straight);
        straight.RunSlice(batch);
        var middle = straight.Capture();
        var end = TrainEpoch(straight);

        using var resumed = new Trainer(what, corpus, torch.CPU, TimeProvider.System, new TrainingStart(middle, [new PlannedEpoch(2), new PlannedEpoch(3)]));
        var again = TrainEpoch(resumed);
        again.Loss.Should().Be(end.Loss);
        again.RecentLoss.Should().Be(end.RecentLoss);
        again.Sequences.Should().Be(end.Sequences);
        Bytes(resumed.Capture()).Should().Equal(Bytes(straight.Capture()));
        TrainEpoch(straight);
        TrainEpoch(resumed);
        Bytes(resumed.Capture()).Should().Equal(Bytes(straight.Capture()));
    }

    [Fact]
    public void A_checkpoint_in_the_middle_of_an_epoch_survives_the_disk()
    {
        using var folder = new TemporaryFolder();
        var store = new CheckpointStore(folder.Path);
        using var trainer = Start(experiment);
        trainer.RunSlice(3);
        var middle = trainer.Capture();
        var reference = store.Save(middle);
        (reference.Epoch, reference.Batch).Should().Be((1, 3));
        Path.GetFileName(store.PathOf(reference)).Should().StartWith("epoch-0001-batch-000003-");
        store.Load(reference).Manifest.Progress.Should().Be(middle.Manifest.Progress);
        store.ListProgress().Should().Equal(new CheckpointPlace(store.PathOf(reference), 1, 3));
    }

    [Fact]
    public void An_epoch_can_be_trained_at_a_lower_rate_and_after_another_than_the_one_before()
    {
        using var trainer = Start(experiment);
        TrainEpoch(trainer);
        using var back = new Trainer(experiment, corpus, torch.CPU, TimeProvider.System, new TrainingStart(trainer.Capture(), [new PlannedEpoch(5, 0.5)], new EpochLoss(2, null)));
        var progress = back.RunSlice(1);
        progress.Epoch.Should().Be(5);
        progress.LearningRate.Should().Be(0.005);
    }

    [Fact]
    [Trait("Case", "R8")]
    public void Learning_rate_1_is_noticed_in_the_first_epoch_whatever_the_slices()
    {
        var wild = experiment with { Training = experiment.Training with { LearningRate = 1 } };
        DivergedAt(1).Should().Be(DivergedAt(7)).And.BeInRange(DivergenceRule.Patience, 100);

        int DivergedAt(int slice)
        {
            using var trainer = Start(wild);
            var progress = trainer.RunSlice(slice);
            while (progress.Divergence is null)
            {
                progress.EndsEpoch.Should().BeFalse();
                progress = trainer.RunSlice(slice);
            }

            progress.Epoch.Should().Be(1);
            return progress.Batch;
        }
    }

    // The second of two batches has one window: it lifts the mean of the batches far more than that of the windows.
    [Fact]
    [Trait("Case", "R8")]
    public void An_epoch_whose_last_batch_breaks_the_rule_counts_among_the_best_as_after_a_resumption()
    {
        var uneven = experiment with { Training = experiment.Training with { BatchSize = new WindowSet(corpus.Length, experiment.Windows).Count - 1 } };
        using var trainer = new Trainer(uneven, corpus, torch.CPU, TimeProvider.System, new TrainingStart(null, [new PlannedEpoch(1), new PlannedEpoch(2, 100), new PlannedEpoch(3, 100)]));
        var (first, second) = (TrainEpoch(trainer), TrainEpoch(trainer));
        second.Divergence.Should().StartWith("the loss rose");
        second.Loss.Should().BeLessThan(first.Loss);

        using var resumed = new Trainer(uneven, corpus, torch.CPU, TimeProvider.System, new TrainingStart(trainer.Capture(), [new PlannedEpoch(3, 100)], new EpochLoss(first.Loss, null), new EpochLoss(second.Loss, null)));
        TrainEpoch(trainer).Divergence.Should().StartWith("the loss rose").And.Be(TrainEpoch(resumed).Divergence);
    }

    [Fact]
    public void The_same_seed_trains_the_same_weights_and_another_others()
    {
        Trained(1).Should().Equal(Trained(1));
        Trained(2).SequenceEqual(Trained(1)).Should().BeFalse();

        float[] Trained(long seed)
        {
            using var trainer = Start(experiment with { Seed = seed });
            trainer.RunSlice(3);
            return AllWeights(trainer);
        }
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.02)]
    public void Gradients_are_scaled_down_to_the_norm_asked_for(double norm) =>
        StepLength(norm).Should().BeApproximately(norm, 1e-3 * norm);

    [Fact]
    public void Gradients_below_the_norm_are_left_alone() => StepLength(1e6).Should().Be(StepLength(0));

    [Fact]
    public void A_loss_that_is_no_number_ends_the_slice()
    {
        using var trainer = Start(experiment with { Training = experiment.Training with { LearningRate = 1e38, Optimizer = new() { Kind = OptimizerKind.Sgd } } });
        var progress = trainer.RunSlice(1000);
        progress.Divergence.Should().StartWith("the loss became ");
        progress.EndsEpoch.Should().BeFalse();
        trainer.RunSlice(1000).Batch.Should().Be(progress.Batch);
    }

    [Fact]
    [Trait("Case", "R8")]
    public void Weights_that_are_no_numbers_after_the_last_batch_have_no_loss()
    {
        var spoiling = new TrainingOptions { BatchSize = 1000, Threads = 1, Device = "cpu", LearningRate = 3e38 };
        using var trainer = Start(experiment with { Training = spoiling });
        var progress = trainer.RunSlice(1);
        progress.EndsEpoch.Should().BeTrue();
        progress.Divergence.Should().Be("the weights became no numbers any more");
        progress.RecentLoss.Should().Be(double.NaN);
    }

    [Fact]
    [Trait("Case", "T4")]
    public void Texts_from_a_network_trained_with_dropout_drop_nothing()
    {
        using var trainer = Start(experiment with { Network = experiment.Network with { Dropout = 0.5 } });
        trainer.RunSlice(3);
        var checkpoint = trainer.Capture();
        var expected = new ReferenceLstm(corpus.Vocabulary.Count, checkpoint.Manifest.Network, every: true, checkpoint.Weights).Logits([1, 2, 3])[^1];
        for (var twice = 0; twice < 2; twice++)
        {
            var context = new CarryContext(checkpoint.Freeze(), 1);
            Array.ForEach<ushort>([1, 2, 3], character => context.Read([character]));
            var logits = new float[corpus.Vocabulary.Count];
            context.Logits(logits);
            logits.Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
        }
    }

    [Fact]
    [Trait("Case", "T5")]
    public void A_corpus_too_short_is_refused()
    {
        var start = () => new Trainer(experiment, Texts.Corpus("twelve chars"), torch.CPU, TimeProvider.System, TrainingStart.Anew(experiment.Epochs));
        start.Should().Throw<InvalidInputException>().WithMessage("*at least 13 characters*has 12*");
    }

    [Theory]
    [Trait("Case", "T13")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void The_culture_changes_no_weight(string culture)
    {
        var expected = Trained();
        using var _ = new Culture(culture);
        Trained().Should().Equal(expected);

        byte[] Trained()
        {
            using var trainer = Start(experiment);
            TrainEpoch(trainer);
            return Bytes(trainer.Capture());
        }
    }

    private Trainer Start(Experiment what) => new(what, corpus, torch.CPU, TimeProvider.System, TrainingStart.Anew(10));

    private double StepLength(double clipNorm)
    {
        var plain = experiment with { Training = experiment.Training with { ClipNorm = clipNorm, LearningRate = 1, Optimizer = new() { Kind = OptimizerKind.Sgd } } };
        using var trainer = Start(plain);
        var before = AllWeights(trainer);
        trainer.RunSlice(1);
        return Math.Sqrt(AllWeights(trainer).Zip(before).Sum(pair => Math.Pow((double)pair.First - pair.Second, 2)));
    }

    private static SliceProgress TrainEpoch(Trainer trainer, int slice = 1000)
    {
        var progress = trainer.RunSlice(slice);
        while (!progress.EndsEpoch)
        {
            progress = trainer.RunSlice(slice);
        }

        return progress;
    }

    private static float[] AllWeights(Trainer trainer) => [.. trainer.Capture().Weights.SelectMany(weight => weight.Values)];

    private static byte[] Bytes(Checkpoint checkpoint) =>
        [.. checkpoint.Manifest.Write(), .. Safetensors.Write(checkpoint.Weights, new Dictionary<string, string>()), .. Safetensors.Write(checkpoint.OptimizerState, new Dictionary<string, string>())];
}
