using System.Text;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Bench;

/// <summary>How costs grow: with the corpus, with the units of the network, and with the texts that are generated at once.</summary>
internal static class ScaleBench
{
    /// <summary>Measures all three.</summary>
    public static IReadOnlyList<ScalePoint> Measure(BenchScope scope, CancellationToken cancellation) =>
    [
        .. Corpora(scope, cancellation), .. Units(scope, cancellation), .. Streams(scope, cancellation),
    ];

    // An epoch in a process of its own. Windows lie so far apart that it takes a minute for the largest; every character is read all the same.
    private static IEnumerable<ScalePoint> Corpora(BenchScope scope, CancellationToken cancellation)
    {
        foreach (var megabytes in scope.Quick ? [1, 4] : new[] { 1, 10, 100 })
        {
            scope.Say($"an epoch of a corpus of {megabytes} MB");
            var corpus = Path.Combine(scope.Folder, $"{megabytes}.txt");
            Write(corpus, scope, megabytes * 1_000_000L);
            var run = ChildRun.Start(scope, $"corpus-{megabytes}", $$"""
                actorlstm {
                  experiment { name = scale, epochs = 1 }
                  corpus.source = "{{corpus}}"
                  windows { step = 600, targets = every }
                  training { batch-size = 32, optimizer = adam, threads = {{scope.Threads}}, device = cpu }
                  sampling { length = 1 }
                }
                """, cancellation);
            File.Delete(corpus);
            yield return new ScalePoint("corpus", megabytes, "MB", "epoch", run.EpochSeconds, "s");
            if (run.PeakBytes > 0)
            {
                yield return new ScalePoint("corpus", megabytes, "MB", "peak memory", run.PeakBytes / 1e6, "MB");
            }
        }
    }

    private static IEnumerable<ScalePoint> Units(BenchScope scope, CancellationToken cancellation)
    {
        var rate = Sgemm.Rate(scope);
        foreach (var hidden in scope.Quick ? [128, 256] : new[] { 128, 256, 512, 1024 })
        {
            scope.Say($"training steps with {hidden} units");
            using var torch = new TrainingStep(TrainingBench.Recipe(scope, KernelKind.Torch, hidden), scope.Corpus);
            using var fused = new TrainingStep(TrainingBench.Recipe(scope, KernelKind.Fused, hidden), scope.Corpus);
            var pairs = scope.Compare(Math.Max(5, scope.Rounds * 128 * 128 / (hidden * hidden)), torch.Take, fused.Take, cancellation);
            yield return new ScalePoint("units", hidden, "", "step with torch", 1e3 * pairs.Reference, "ms");
            yield return new ScalePoint("units", hidden, "", "step", 1e3 * pairs.Figure, "ms");
            yield return new ScalePoint("units", hidden, "", "share of the arithmetic floor", 100 * fused.Flops / rate / pairs.Figure, "%");
        }
    }

    private static IEnumerable<ScalePoint> Streams(BenchScope scope, CancellationToken cancellation)
    {
        var checkpoint = SamplingBench.Checkpoint(scope);
        var network = checkpoint.Freeze();
        foreach (var streams in scope.Quick ? [4, 64] : new[] { 4, 16, 64, 256, 1024, 4096 })
        {
            scope.Say($"{streams} texts at once");
            foreach (var context in Enum.GetValues<SamplingContext>())
            {
                var options = new SamplingOptions { Length = 200, Context = context };
                var addresses = Enumerable.Range(0, streams).Select(replica => new RandomAddress(1, RandomPurpose.Sample, 1, 1, replica));
                void Generate() => Parallel.ForEach(
                    addresses.Chunk(Math.Min(64, (streams + scope.Threads - 1) / scope.Threads)),
                    new ParallelOptions { MaxDegreeOfParallelism = scope.Threads, CancellationToken = cancellation },
                    group => new SampleBatch(checkpoint.Manifest, network, options, checkpoint.Manifest.SeedText, group).Advance(options.Length));
                var rounds = streams > 256 ? 1 : 4; // The first of several only warms up.
                var seconds = Pairs.Quantile([.. Enumerable.Range(0, rounds).Select(_ => scope.Seconds(Generate)).Skip(rounds > 1 ? 1 : 0)], 0.5);
                yield return new ScalePoint("streams", streams, "", $"{context.ToString().ToLowerInvariant()} context", streams * options.Length / seconds, "characters/s");
            }
        }
    }

    // Words of the corpus, drawn at random.
    private static void Write(string path, BenchScope scope, long bytes)
    {
        var words = scope.Corpus.TextAt(0, scope.Corpus.Length).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var random = RandomStream.At(new RandomAddress(1, "words"));
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        for (var written = 0L; written < bytes;)
        {
            var word = words[random.NextInt(words.Length)];
            file.Write(word);
            file.Write(' ');
            written += Encoding.UTF8.GetByteCount(word) + 1;
        }
    }
}

/// <summary>A figure at one size.</summary>
/// <param name="Scale">What grows.</param>
/// <param name="Size">How large it is.</param>
/// <param name="SizeUnit">The unit of the size.</param>
/// <param name="Figure">What is measured.</param>
/// <param name="Value">Its value.</param>
/// <param name="Unit">Its unit.</param>
internal sealed record ScalePoint(string Scale, double Size, string SizeUnit, string Figure, double Value, string Unit);
