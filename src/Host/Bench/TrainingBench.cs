using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Kernels;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Training;
using static TorchSharp.torch;

namespace ActorLstm.Host.Bench;

/// <summary>A training step of the book's recipe: loss, gradients and the optimizer's step of a batch, the fused kernel beside torch's.</summary>
internal static class TrainingBench
{
    /// <summary>How much of the sgemm rate a step reaches: three products a step of the recurrence, forward, back and for the weights.</summary>
    public const double FlopsPerUnit = 24;

    /// <summary>The rows that it gives.</summary>
    public static IReadOnlyList<string> Rows { get; } = ["training_step", "arithmetic_floor"];

    /// <summary>Compares them.</summary>
    public static IReadOnlyList<BenchRow> Measure(BenchScope scope, CancellationToken cancellation)
    {
        scope.Say("training steps of the book's recipe, torch's and the fused kernel's by turns");
        var experiment = new Experiment
        {
            Name = "bench",
            Corpus = new CorpusOptions { Source = KnownCorpus.Sample },
            Training = new TrainingOptions { Threads = scope.Threads },
        };
        var batch = Batch(scope.Corpus, experiment);
        using var torch = new Step(experiment with { Training = experiment.Training with { Kernel = KernelKind.Torch } }, scope.Corpus, batch);
        using var fused = new Step(experiment with { Training = experiment.Training with { Kernel = KernelKind.Fused } }, scope.Corpus, batch);
        using var sgemm = new Sgemm();
        var rates = new List<double>();
        var pairs = scope.Compare(
            2 * scope.Rounds,
            torch.Take,
            () =>
            {
                fused.Take();
            },
            cancellation);
        for (var round = 0; round < scope.Rounds; round++)
        {
            rates.Add(Sgemm.Flops / scope.Seconds(sgemm.Multiply));
        }

        var rate = Pairs.Quantile(rates, 0.5);
        var units = (double)experiment.Network.Hidden * experiment.Network.Hidden * experiment.Windows.MaxLength * batch.Count;
        var floor = FlopsPerUnit * units / rate;
        return
        [
            new BenchRow(
                "training_step", "training step, book recipe, CPU", "torch.nn.LSTM and automatic differentiation", "ms",
                1e3 * pairs.Reference, 1e3 * pairs.Figure, pairs.Ratio, Bound.Most(0.50, "x"), Bound.Most(0.35, "x"), pairs.Spread),
            new BenchRow(
                "arithmetic_floor", "the same, share of the arithmetic floor", $"sgemm at {rate / 1e9:F0} GFLOP/s", "ms",
                1e3 * floor, 1e3 * pairs.Figure, floor / pairs.Figure, Bound.Least(0.60, "%"), Bound.Least(0.80, "%"),
                floor / Pairs.Quantile(pairs.Figures, 0.25) - floor / Pairs.Quantile(pairs.Figures, 0.75),
                $"torch's step reaches {floor / pairs.Reference:P0}"),
        ];
    }

    private static Batch Batch(Corpus corpus, Experiment experiment)
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

    private sealed class Step : IDisposable
    {
        private readonly Experiment experiment;
        private readonly Batch batch;
        private readonly CharLstm network;
        private readonly ITrainingKernel kernel;
        private readonly Optimizer optimizer;

        public Step(Experiment experiment, Corpus corpus, Batch batch)
        {
            this.experiment = experiment;
            this.batch = batch;
            network = new CharLstm(corpus.Vocabulary.Count, experiment.Network, experiment.Windows.Targets, CPU);
            network.Initialize(RandomStream.At(new RandomAddress(experiment.Seed, RandomPurpose.Initialization)));
            kernel = TrainingKernels.Start(network, corpus.Vocabulary.Count, experiment, CPU, batch);
            optimizer = Optimizer.Of(experiment.Training.Optimizer, network.Weights);
        }

        public void Take()
        {
            using var scope = NewDisposeScope();
            kernel.LossAndGradients(batch);
            optimizer.Step(experiment.Training.LearningRate);
        }

        public void Dispose()
        {
            optimizer.Dispose();
            kernel.Dispose();
            network.Dispose();
        }
    }

    // Matrices so large that nothing but arithmetic counts.
    private sealed class Sgemm : IDisposable
    {
        private const int Size = 1024;
        private readonly Tensor left = rand(Size, Size);
        private readonly Tensor right = rand(Size, Size);
        private readonly Tensor product = zeros(Size, Size);

        public static double Flops => 2.0 * Size * Size * Size;

        public void Multiply() => product.addmm_(left, right, 0, 1);

        public void Dispose()
        {
            left.Dispose();
            right.Dispose();
            product.Dispose();
        }
    }
}
