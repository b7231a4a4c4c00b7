using ActorLstm.Model.Corpora;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Kernels;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using BenchmarkDotNet.Attributes;
using static TorchSharp.torch;

namespace ActorLstm.Benchmarks;

/// <summary>Loss and gradients of a batch, and the optimizer's step.</summary>
public class KernelBenchmarks : IDisposable
{
    private CharLstm network = null!;
    private ITrainingKernel kernel = null!;
    private Optimizer optimizer = null!;
    private Batch batch = null!;

    /// <summary>What computes them.</summary>
    [Params(KernelKind.Fused, KernelKind.Torch)]
    public KernelKind Kernel { get; set; }

    /// <summary>Which characters are predicted.</summary>
    [Params(Targets.Last, Targets.Every)]
    public Targets Predicted { get; set; }

    /// <summary>Windows.</summary>
    [Params(16, 128)]
    public int Windows { get; set; }

    /// <summary>Makes a batch of random characters.</summary>
    [GlobalSetup]
    public void Begin()
    {
        TorchRuntime.UseThreads(Environment.ProcessorCount);
        var experiment = Texts.SmallExperiment with
        {
            Network = new NetworkOptions(),
            Windows = new WindowOptions { Targets = Predicted },
            Training = new TrainingOptions { Kernel = Kernel },
        };
        batch = new Batch(Windows, 60, Predicted);
        var random = RandomStream.At(new RandomAddress(1, "characters"));
        for (var window = 0; window < Windows; window++)
        {
            batch.Add([.. Enumerable.Range(0, 61).Select(_ => (ushort)random.NextInt(57))]);
        }

        network = new CharLstm(57, experiment.Network, Predicted, CPU);
        network.Initialize(RandomStream.At(new RandomAddress(1, RandomPurpose.Initialization)));
        kernel = TrainingKernels.Start(network, 57, experiment, CPU, batch);
        optimizer = Optimizer.Of(experiment.Training.Optimizer, network.Weights);
        kernel.LossAndGradients(batch);
    }

    /// <summary>Frees what torch holds.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        optimizer.Dispose();
        kernel.Dispose();
        network.Dispose();
    }

    /// <summary>The kernel's part of a training step.</summary>
    [Benchmark]
    public double LossAndGradients() => kernel.LossAndGradients(batch);

    /// <summary>Forward alone.</summary>
    [Benchmark]
    public double Loss() => kernel.Loss(batch);

    /// <summary>The optimizer's part.</summary>
    [Benchmark]
    public void Step() => optimizer.Step(1e-30);
}
