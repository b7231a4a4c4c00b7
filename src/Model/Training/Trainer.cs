using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Kernels;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using static TorchSharp.torch;

namespace ActorLstm.Model.Training;

/// <summary>
/// Trains one network: owns the model, the optimizer and the order of the windows. Every epoch goes through the windows in an
/// order of its own, and the last partial batch is trained as well. Native memory is freed by <see cref="Dispose"/>.
/// </summary>
public sealed class Trainer : ITrainer
{
    private readonly Experiment experiment;
    private readonly Corpus corpus;
    private readonly WindowSet windows;
    private readonly CorpusSplit split;
    private readonly TimeProvider time;
    private readonly CharLstm network;
    private readonly Batch windowsOfBatch;
    private readonly Batch windowsToCheck;
    private readonly ITrainingKernel kernel;
    private readonly Optimizer optimizer;
    private readonly DivergenceRule rule;
    private readonly IReadOnlyList<PlannedEpoch> plan;
    private readonly int[] order;
    private readonly LearningRates rates;
    private int planned;
    private double learningRate;
    private int batch;
    private double lossSum;
    private long sequences;
    private double seconds;
    private RandomStream? masks;
    private string? divergence;
    private int checkedWindows;
    private double checkedLoss;
    private bool isOver;

    /// <param name="experiment">What to train.</param>
    /// <param name="corpus">The text.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="time">Measures the epochs.</param>
    /// <param name="start">Where to begin, and the epochs from there on.</param>
    /// <exception cref="InvalidInputException">The corpus is too short, or the checkpoint has another alphabet, network or optimizer.</exception>
    public Trainer(Experiment experiment, Corpus corpus, Device device, TimeProvider time, TrainingStart start)
    {
        this.experiment = experiment;
        this.corpus = corpus;
        this.time = time;
        plan = start.Epochs;
        start.From?.Manifest.Alphabet.RequireSame(corpus.Vocabulary);
        split = new CorpusSplit(corpus.Length, experiment.Corpus, experiment.Windows);
        windows = split.Training;
        order = new int[windows.Count];
        rule = new DivergenceRule(experiment.Divergence.Multiple, start.Before.Select(epoch => epoch.Training).Append(Math.Log(corpus.Vocabulary.Count)).Min());
        rates = new LearningRates(Options, experiment.Epochs);
        foreach (var epoch in start.Before)
        {
            rates.Take(epoch.Decisive);
        }

        network = new CharLstm(corpus.Vocabulary.Count, experiment.Network, experiment.Windows.Targets, device);
        windowsOfBatch = new Batch(Math.Min(Options.BatchSize, windows.Count), windows.MaxLength, experiment.Windows.Targets);
        windowsToCheck = new Batch(windowsOfBatch.Capacity, windows.MaxLength, Targets.Last);
        kernel = TrainingKernels.Start(network, corpus.Vocabulary.Count, experiment, device, windowsOfBatch);
        optimizer = Optimizer.Of(experiment.Training.Optimizer, network.Weights);
        try
        {
            Begin(start.From);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private TrainingOptions Options => experiment.Training;

    private int Epoch => plan[planned].Epoch;

    private double MeanLoss => lossSum / Math.Max(sequences, 1);

    private bool IsChecked => checkedWindows == (split.Validation?.Count ?? 0);

    private double? ValidationLoss => split.Validation is null ? null : checkedLoss / checkedWindows;

    private int Batches => windows.BatchesOf(Options.BatchSize);

    /// <inheritdoc/>
    public SliceProgress RunSlice(int batches)
    {
        TorchRuntime.UseThreads(Options.ThreadsHere);
        if (isOver)
        {
            rates.Take(new EpochLoss(MeanLoss, ValidationLoss).Decisive);
            BeginEpoch(planned + 1, null);
        }

        var started = time.GetTimestamp();
        var broken = double.IsFinite(lossSum) ? null : divergence;
        var left = batches;
        for (; left > 0 && batch < Batches && broken is null; left--)
        {
            broken = TrainBatch();
            if (batch == Batches)
            {
                broken = EndTraining() ?? broken;
            }
        }

        for (; left > 0 && batch == Batches && !IsChecked; left--)
        {
            CheckBatch();
        }

        isOver = batch == Batches && IsChecked;
        seconds += time.GetElapsedTime(started).TotalSeconds;
        return new SliceProgress(Epoch, batch, Batches, sequences, MeanLoss, seconds, learningRate, rule.RecentLoss, broken)
        {
            IsValidating = batch == Batches && !isOver,
            ValidationLoss = isOver ? ValidationLoss : null,
        };
    }

    /// <inheritdoc/>
    public Checkpoint Capture() => new(
        new CheckpointManifest
        {
            Epoch = Epoch,
            Progress = isOver ? null : new CheckpointProgress(batch, sequences, lossSum, rule.RecentLoss, seconds),
            Steps = optimizer.Steps,
            Loss = MeanLoss,
            ValidationLoss = isOver ? ValidationLoss : null,
            Seed = experiment.Seed,
            SeedText = experiment.Sampling.GivenSeedTexts is [var given, ..]
                ? SeedText.Normalize(given, experiment.Corpus, corpus.Vocabulary)
                : SeedText.Draw(corpus, experiment.Windows.MaxLength, experiment.Seed, Epoch),
            Corpus = new CheckpointCorpus(corpus.File.Name, corpus.File.Sha256, corpus.Length, experiment.Corpus with { Source = corpus.File.Name }),
            Vocabulary = corpus.Vocabulary.ToString(),
            Windows = experiment.Windows,
            Network = experiment.Network,
            Optimizer = Options.Optimizer,
        },
        network.Save(),
        optimizer.Save());

    /// <inheritdoc/>
    public void Dispose()
    {
        kernel.Dispose();
        optimizer.Dispose();
        network.Dispose();
    }

    private void Begin(Checkpoint? from)
    {
        if (from is null)
        {
            network.Initialize(RandomStream.At(new RandomAddress(experiment.Seed, RandomPurpose.Initialization)));
        }
        else
        {
            network.Load(from.Weights);
            optimizer.Restore(from.OptimizerState, from.Manifest.Steps);
        }

        BeginEpoch(0, from?.Manifest.Progress);
    }

    private void BeginEpoch(int next, CheckpointProgress? progress)
    {
        planned = next;
        learningRate = rates.Of(Epoch) * plan[next].RateFactor;
        batch = progress?.Batch ?? 0;
        lossSum = progress?.LossSum ?? 0;
        sequences = progress?.Sequences ?? 0;
        seconds = progress?.Seconds ?? 0;
        divergence = null;
        checkedWindows = 0;
        checkedLoss = 0;
        isOver = false;
        rule.BeginEpoch(progress?.RecentLoss ?? 0);
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        RandomStream.At(new RandomAddress(experiment.Seed, RandomPurpose.Shuffle, Epoch)).Shuffle<int>(order);
        if (experiment.Network.Dropout > 0)
        {
            masks = RandomStream.At(new RandomAddress(experiment.Seed, RandomPurpose.Dropout, Epoch));
            for (var done = 0; done < batch; done++)
            {
                masks.NextBits();
            }
        }
    }

    private string? TrainBatch()
    {
        using var scope = NewDisposeScope();
        var first = batch * Options.BatchSize;
        windowsOfBatch.Clear();
        foreach (var window in order.AsSpan(first, Math.Min(Options.BatchSize, order.Length - first)))
        {
            windowsOfBatch.Add(corpus.Indices.Slice(windows.StartOf(window), windows.MaxLength + 1));
        }

        // Each batch has masks of its own, so that training can go on from any batch.
        windowsOfBatch.MaskSeed = masks?.NextBits();
        var mean = kernel.LossAndGradients(windowsOfBatch);
        if (Options.ClipNorm > 0)
        {
            nn.utils.clip_grad_norm_(network.Weights.Select(weight => weight.Value), Options.ClipNorm);
        }

        optimizer.Step(learningRate);
        lossSum += mean * windowsOfBatch.Count;
        sequences += windowsOfBatch.Count;
        batch++;
        return OnceAnEpoch(rule.Take(mean, batch, Batches));
    }

    // Every window counts once, whatever the targets of training: the character after it.
    private void CheckBatch()
    {
        var validation = split.Validation!;
        windowsToCheck.Clear();
        for (var last = Math.Min(checkedWindows + windowsToCheck.Capacity, validation.Count); checkedWindows < last; checkedWindows++)
        {
            windowsToCheck.Add(corpus.Indices.Slice(split.ValidationStart + validation.StartOf(checkedWindows), windows.MaxLength + 1));
        }

        checkedLoss += kernel.Loss(windowsToCheck) * windowsToCheck.Count;
    }

    // A step after the last loss can still spoil the weights; what no sampler could read is no end of an epoch, and has no loss.
    private string? EndTraining()
    {
        if (!network.IsFinite())
        {
            rule.Take(double.NaN, batch, Batches);
            return "the weights became no numbers any more";
        }

        rule.EndEpoch(lossSum / sequences);
        return null;
    }

    // A caller that goes on all the same is told no more of it, unless the loss is no number at all.
    private string? OnceAnEpoch(string? broken)
    {
        if (divergence is not null && double.IsFinite(rule.RecentLoss))
        {
            return null;
        }

        return divergence = broken;
    }
}
