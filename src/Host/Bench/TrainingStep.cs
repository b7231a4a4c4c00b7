using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Kernels;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Training;
using static TorchSharp.torch;

namespace ActorLstm.Host.Bench;

/// <summary>A training step: the loss, the gradients and the optimizer's step of one batch, again and again.</summary>
internal sealed class TrainingStep : IDisposable
{
    private readonly Experiment experiment;
    private readonly Batch batch;
    private readonly CharLstm network;
    private readonly ITrainingKernel kernel;
    private readonly Optimizer optimizer;

    /// <param name="experiment">The recipe, with the kernel and the threads to use.</param>
    /// <param name="corpus">The text.</param>
    public TrainingStep(Experiment experiment, Corpus corpus)
    {
        this.experiment = experiment;
        batch = RandomWindows(corpus, experiment);
        network = new CharLstm(corpus.Vocabulary.Count, experiment.Network, experiment.Windows.Targets, CPU);
        network.Initialize(RandomStream.At(new RandomAddress(experiment.Seed, RandomPurpose.Initialization)));
        kernel = TrainingKernels.Start(network, corpus.Vocabulary.Count, experiment, CPU, batch);
        optimizer = Optimizer.Of(experiment.Training.Optimizer, network.Weights);
    }

    /// <summary>The arithmetic that cannot be left out: three products a step of the recurrence, one-hot ones not counted.</summary>
    public double Flops => 24.0 * experiment.Windows.MaxLength * batch.Count * experiment.Network.Hidden * experiment.Network.Hidden;

    /// <summary>Takes it.</summary>
    public void Take()
    {
        using var scope = NewDisposeScope();
        kernel.LossAndGradients(batch);
        optimizer.Step(experiment.Training.LearningRate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        optimizer.Dispose();
        kernel.Dispose();
        network.Dispose();
    }

    private static Batch RandomWindows(Corpus corpus, Experiment experiment)
    {
        var windows = new WindowSet(corpus.Length, experiment.Windows);
        var batch = new Batch(experiment.Training.BatchSize, windows.MaxLength, experiment.Windows.Targets);
        var random = RandomStream.At(new RandomAddress(1, RandomPurpose.Shuffle));
        for (var window = 0; window < batch.Capacity; window++)
        {
            batch.Add(corpus.Indices.Slice(windows.StartOf(random.NextInt(windows.Count)), windows.MaxLength + 1));
        }

        return batch;
    }
}
