using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;
using static TorchSharp.torch;

namespace ActorLstm.Host.Bench;

/// <summary>Texts, beside the book's loop, which reads the whole window anew for every character.</summary>
internal static class SamplingBench
{
    private const int ManyTexts = 128;
    private const int Together = 64;
    private static readonly double[] Temperatures = [0.2, 0.5, 1.0, 1.2];

    /// <summary>The rows that it gives.</summary>
    public static IReadOnlyList<string> Rows { get; } = ["window_sampling", "carry_sampling"];

    /// <summary>Compares them.</summary>
    public static IReadOnlyList<BenchRow> Measure(BenchScope scope, CancellationToken cancellation)
    {
        scope.Say("texts, the book's loop and the program's by turns");
        var experiment = TrainingBench.Recipe(scope, KernelKind.Torch);
        var checkpoint = Checkpoint(scope);
        var network = checkpoint.Freeze();
        using var book = new BookLoop(experiment, scope.Corpus, checkpoint);
        var length = scope.Quick ? 100 : 400;
        var options = experiment.Sampling with { Length = length };

        var window = scope.Compare(
            scope.Quick ? 3 : 7,
            () => book.Generate(Temperatures.Length, length),
            () => Generate(scope.Threads, [.. Temperatures.Select(temperature => new[] { Address(temperature, 0) })], options),
            cancellation);
        var carry = scope.Compare(
            scope.Quick ? 3 : 7,
            () => book.Generate(1, length),
            () => Generate(
                scope.Threads,
                [.. Enumerable.Range(0, ManyTexts).Select(replica => Address(1, replica)).Chunk(Together)],
                options with { Context = SamplingContext.Carry }),
            cancellation);
        return
        [
            Row("window_sampling", $"4 temperatures x {length} characters, window context", Temperatures.Length, Temperatures.Length, window, 4, 8),
            Row("carry_sampling", $"{ManyTexts} streams x {length} characters, carry context", 1, ManyTexts, carry, 60, 150),
        ];

        BenchRow Row(string id, string figure, int bookTexts, int texts, Pairs pairs, double must, double goal) => new(
            id, figure, "the book's loop: a whole forward pass a character", "characters/s",
            bookTexts * length / pairs.Reference, texts * length / pairs.Figure, texts / (double)bookTexts / pairs.Ratio,
            Bound.Least(must, "x"), Bound.Least(goal, "x"), texts / (double)bookTexts * pairs.Spread / (pairs.Ratio * pairs.Ratio));

        void Generate(int threads, IReadOnlyList<RandomAddress[]> groups, SamplingOptions options) => Parallel.ForEach(
            groups,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            group => new SampleBatch(checkpoint.Manifest, network, options, checkpoint.Manifest.SeedText, group).Advance(options.Length));
    }

    /// <summary>A checkpoint of the book's network.</summary>
    public static Checkpoint Checkpoint(BenchScope scope)
    {
        using var trainer = new Trainer(TrainingBench.Recipe(scope, KernelKind.Fused), scope.Corpus, CPU, scope.Time, TrainingStart.Anew(1));
        trainer.RunSlice(1);
        return trainer.Capture();
    }

    private static RandomAddress Address(double temperature, int replica) => new(1, RandomPurpose.Sample, 1, temperature, replica);

    private sealed class BookLoop : IDisposable
    {
        private readonly CharLstm network;
        private readonly ushort[] seed;

        public BookLoop(Experiment experiment, Corpus corpus, Checkpoint checkpoint)
        {
            network = new CharLstm(corpus.Vocabulary.Count, experiment.Network, Targets.Last, CPU);
            network.Load(checkpoint.Weights);
            network.eval();
            seed = corpus.Vocabulary.Encode(checkpoint.Manifest.SeedText);
        }

        public void Generate(int texts, int length)
        {
            using var _ = no_grad();
            for (var text = 0; text < texts; text++)
            {
                var window = seed.Select(character => (long)character).ToArray();
                var draw = new TemperatureDraw((int)network.Weights[^1].Value.numel(), Temperatures[text % Temperatures.Length]);
                var random = RandomStream.At(Address(Temperatures[text % Temperatures.Length], text));
                for (var drawn = 0; drawn < length; drawn++)
                {
                    using var scope = NewDisposeScope();
                    var logits = network.call(tensor(window, [1, window.Length])).data<float>().ToArray();
                    window = [.. window[1..], TemperatureDraw.Draw(draw.Distribution(logits), random.NextDouble())];
                }
            }
        }

        public void Dispose() => network.Dispose();
    }
}
