namespace ActorLstm.Host.Exports;

/// <summary>Lines of a run as a table.</summary>
/// <param name="Name">What its file is called, without an ending.</param>
/// <param name="Columns">Its columns, each with a value for every line.</param>
public sealed record Table(string Name, IReadOnlyList<Column> Columns)
{
    /// <summary>The number of lines.</summary>
    public int Count => Columns[0].Values.Length;

    /// <summary>The metrics and the samples, under the names of <c>metrics.jsonl</c> and <c>samples.jsonl</c>; what is inside another value there has both names.</summary>
    public static IReadOnlyList<Table> Of(ExportedRun run) =>
    [
        new("metrics",
        [
            new("epoch", Values(run.Epochs, line => line.Epoch)),
            new("loss", Values(run.Epochs, line => line.Loss)),
            new("validation_loss", Values(run.Epochs, line => line.ValidationLoss)),
            new("seconds", Values(run.Epochs, line => line.Seconds)),
            new("sequences_per_second", Values(run.Epochs, line => line.SequencesPerSecond)),
            new("learning_rate", Values(run.Epochs, line => line.LearningRate)),
            new("checkpoint", Values(run.Epochs, line => line.Checkpoint)),
        ]),
        new("samples",
        [
            new("epoch", Values(run.Samples, line => line.Epoch)),
            new("temperature", Values(run.Samples, line => line.Temperature)),
            new("replica", Values(run.Samples, line => line.Replica)),
            new("seed_text", Values(run.Samples, line => line.SeedText)),
            new("text", Values(run.Samples, line => line.Text)),
            new("seconds", Values(run.Samples, line => line.Seconds)),
            new("node", Values(run.Samples, line => line.Node)),
            new("checkpoint", Values(run.Samples, line => line.Checkpoint)),
            new("metrics_log_probability", Values(run.Samples, line => line.Metrics.LogProbability)),
            new("metrics_entropy", Values(run.Samples, line => line.Metrics.Entropy)),
        ]),
    ];

    private static TValue[] Values<TLine, TValue>(IReadOnlyList<TLine> lines, Func<TLine, TValue> value) => [.. lines.Select(value)];
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Whole numbers, numbers, numbers that may be missing, or texts that may be missing.</param>
public sealed record Column(string Name, Array Values);
