namespace ActorLstm.Host.Bench;

/// <summary>The peak memory of a process that runs the book's experiment, beside the one-hot arrays that the book makes of its text.</summary>
internal static class MemoryBench
{
    /// <summary>The row that it gives.</summary>
    public const string Row = "peak_memory";

    // 200,278 windows of 60 characters out of 57: what the book's arrays of booleans take, without anything else.
    private const double BookMegabytes = 200_278.0 * 60 * 57 / 1e6;

    /// <summary>Runs it.</summary>
    /// <returns>The row; null where the system does not tell the peak of a process.</returns>
    public static BenchRow? Measure(BenchScope scope, CancellationToken cancellation)
    {
        scope.Say("the peak memory of a run");
        var run = ChildRun.Start(scope, "memory", $$"""
            actorlstm {
              experiment { name = memory, epochs = 1 }
              corpus.source = nietzsche
              training { threads = {{scope.Threads}}, device = cpu }
              {{(scope.Quick ? "windows.step = 30" : "")}}
            }
            """, cancellation);
        return run.PeakBytes == 0 ? null : new BenchRow(
            Row, "peak memory of the book's experiment", "the book's one-hot arrays as booleans", "MB",
            BookMegabytes, run.PeakBytes / 1e6, run.PeakBytes / 1e6, Bound.Most(500, "MB"), Bound.Most(350, "MB"), 0,
            scope.Quick ? "a tenth of an epoch" : "one epoch and its texts");
    }
}
