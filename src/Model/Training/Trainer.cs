using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
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
    private readonly TimeProvider time;
    private readonly Device device;
    private readonly CharLstm network;
    private readonly Optimizer optimizer;
    private readonly int[] order;
    private int epoch;
    private int batch;
    private double lossSum;
    private long sequences;
    private TimeSpan spent;

    /// <param name="experiment">What to train.</param>
    /// <param name="corpus">The text.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="time">Measures the epochs.</param>
    /// <param name="from">The checkpoint to go on from; null begins with Keras's initial weights.</param>
    /// <exception cref="InvalidInputException">The corpus is too short, or the checkpoint has another alphabet, network or optimizer.</exception>
    public Trainer(Experiment experiment, Corpus corpus, Device device, TimeProvider time, Checkpoint? from = null)
    {
        this.experiment = experiment;
        this.corpus = corpus;
        this.device = device;
        this.time = time;
        from?.Manifest.Alphabet.RequireSame(corpus.Vocabulary);
        windows = new WindowSet(corpus.Length, experiment.Windows);
        order = new int[windows.Count];
        network = new CharLstm(corpus.Vocabulary.Count, experiment.Network, experiment.Windows.Targets, device);
        optimizer = Optimizer.Of(experiment.Training.Optimizer, network.Weights);
        try
        {
            Begin(from);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private TrainingOptions Options => experiment.Training;

    private double LearningRate => Options.Schedule.RateAt(Options.LearningRate, epoch, experiment.Epochs);

    /// <inheritdoc/>
    public SliceProgress RunSlice(int batches)
    {
        if (batch == windows.BatchesOf(Options.BatchSize))
        {
            BeginEpoch(epoch + 1);
        }

        var started = time.GetTimestamp();
        var last = Math.Min(batch + batches, windows.BatchesOf(Options.BatchSize));
        while (batch < last && double.IsFinite(lossSum))
        {
            TrainBatch();
        }

        // A step after the last loss can still spoil the weights; what no sampler could read is no end of an epoch.
        if (batch == windows.BatchesOf(Options.BatchSize) && !network.IsFinite())
        {
            lossSum = double.NaN;
        }

        spent += time.GetElapsedTime(started);
        return new SliceProgress(
            epoch, batch, windows.BatchesOf(Options.BatchSize), sequences, lossSum / Math.Max(sequences, 1), spent.TotalSeconds, LearningRate);
    }

    /// <inheritdoc/>
    public Checkpoint Capture() => new(
        new CheckpointManifest
        {
            Epoch = epoch,
            Steps = optimizer.Steps,
            Loss = lossSum / Math.Max(sequences, 1),
            Seed = experiment.Seed,
            SeedText = experiment.Sampling.SeedText is { } given
                ? SeedText.Normalize(given, experiment.Corpus, corpus.Vocabulary)
                : SeedText.Draw(corpus, experiment.Windows.MaxLength, experiment.Seed, epoch),
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
        network.DropoutMasks?.Dispose();
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

        BeginEpoch((from?.Manifest.Epoch ?? 0) + 1);
    }

    private void BeginEpoch(int next)
    {
        epoch = next;
        batch = 0;
        lossSum = 0;
        sequences = 0;
        spent = TimeSpan.Zero;
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        RandomStream.At(new RandomAddress(experiment.Seed, RandomPurpose.Shuffle, epoch)).Shuffle<int>(order);
        if (experiment.Network.Dropout > 0)
        {
            var masks = RandomStream.At(new RandomAddress(experiment.Seed, RandomPurpose.Dropout, epoch));
            network.DropoutMasks?.Dispose();
            network.DropoutMasks = new Generator(masks.NextBits(), device);
        }
    }

    private void TrainBatch()
    {
        using var scope = NewDisposeScope();
        var first = batch * Options.BatchSize;
        var chosen = order.AsSpan(first, Math.Min(Options.BatchSize, order.Length - first));
        network.zero_grad();
        var loss = network.Loss(Inputs(chosen), Next(chosen));
        loss.backward();
        if (Options.ClipNorm > 0)
        {
            nn.utils.clip_grad_norm_(network.Weights.Select(weight => weight.Value), Options.ClipNorm);
        }

        optimizer.Step(LearningRate);
        lossSum += loss.item<float>() * (double)chosen.Length;
        sequences += chosen.Length;
        batch++;
    }

    // [B, T]
    private Tensor Inputs(ReadOnlySpan<int> chosen) => Gather(chosen, 0, windows.MaxLength);

    // [B], the character after each window; or [B, T], the character after each position
    private Tensor Next(ReadOnlySpan<int> chosen) => experiment.Windows.Targets == Targets.Last
        ? Gather(chosen, windows.MaxLength, 1)
        : Gather(chosen, 1, windows.MaxLength);

    private Tensor Gather(ReadOnlySpan<int> chosen, int offset, int length)
    {
        var gathered = new long[chosen.Length * length];
        var place = 0;
        foreach (var window in chosen)
        {
            foreach (var character in corpus.Indices.Slice(windows.StartOf(window) + offset, length))
            {
                gathered[place++] = character;
            }
        }

        return tensor(gathered, [chosen.Length, length], device: device);
    }
}
