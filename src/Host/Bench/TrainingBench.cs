using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Bench;

/// <summary>A training step of the book's recipe, the fused kernel beside torch's.</summary>
internal static class TrainingBench
{
    /// <summary>The rows that it gives.</summary>
    public static IReadOnlyList<string> Rows { get; } = ["training_step", "arithmetic_floor"];

    /// <summary>Compares them.</summary>
    public static IReadOnlyList<BenchRow> Measure(BenchScope scope, CancellationToken cancellation)
    {
        scope.Say("training steps of the book's recipe, torch's and the fused kernel's by turns");
        using var torch = new TrainingStep(Recipe(scope, KernelKind.Torch), scope.Corpus);
        using var fused = new TrainingStep(Recipe(scope, KernelKind.Fused), scope.Corpus);
        var pairs = scope.Compare(2 * scope.Rounds, torch.Take, fused.Take, cancellation);
        var rate = Sgemm.Rate(scope);
        var floor = fused.Flops / rate;
        return
        [
            new BenchRow(
                Rows[0], "training step, book recipe, CPU", "torch.nn.LSTM and automatic differentiation", "ms",
                1e3 * pairs.Reference, 1e3 * pairs.Figure, pairs.Ratio, Bound.Most(0.50, "x"), Bound.Most(0.35, "x"), pairs.Spread),
            new BenchRow(
                Rows[1], "the same, share of the arithmetic floor", $"sgemm at {rate / 1e9:F0} GFLOP/s", "ms",
                1e3 * floor, 1e3 * pairs.Figure, floor / pairs.Figure, Bound.Least(0.60, "%"), Bound.Least(0.80, "%"),
                floor / Pairs.Quantile(pairs.Figures, 0.25) - floor / Pairs.Quantile(pairs.Figures, 0.75),
                $"torch's step reaches {floor / pairs.Reference:P0}"),
        ];
    }

    /// <summary>The book's recipe.</summary>
    /// <param name="scope">How many threads to use.</param>
    /// <param name="kernel">What computes it.</param>
    /// <param name="hidden">H.</param>
    public static Experiment Recipe(BenchScope scope, KernelKind kernel, int hidden = 128) => new()
    {
        Name = "bench",
        Corpus = new CorpusOptions { Source = KnownCorpus.Sample },
        Network = new() { Hidden = hidden },
        Training = new TrainingOptions { Threads = scope.Threads, Kernel = kernel },
    };
}
