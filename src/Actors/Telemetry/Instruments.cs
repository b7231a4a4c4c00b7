using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ActorLstm.Actors.Telemetry;

/// <summary>
/// What the program counts and times of its runs, under the name <see cref="Name"/>. Where nobody listens an instrument costs a look at a
/// field. Nothing here tells one run from another: a run has its own pages for that, and its spans name it.
/// </summary>
public static class Instruments
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "ActorLstm";

    /// <summary>The attribute that says how a run ended, or stands.</summary>
    public const string Status = "actorlstm.run.status";

    private static readonly Meter Meter = new(Name, Version);

    /// <summary>The version of the program, that of the meter and of the source.</summary>
    public static string? Version => typeof(Instruments).Assembly.GetName().Version?.ToString(3);

    internal static ActivitySource Spans { get; } = new(Name, Version);

    internal static Counter<long> RunsStarted { get; } = Meter.CreateCounter<long>("actorlstm.runs.started", "{run}", "Runs that began.");

    internal static Counter<long> RunsEnded { get; } = Meter.CreateCounter<long>("actorlstm.runs.ended", "{run}", "Runs that ended, also those that were interrupted and can be resumed.");

    internal static Counter<long> Epochs { get; } = Meter.CreateCounter<long>("actorlstm.epochs", "{epoch}", "Epochs that were trained.");

    internal static Histogram<double> EpochDuration { get; } = Meter.CreateHistogram<double>(
        "actorlstm.epoch.duration", "s", "Time spent training an epoch.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14400] });

    internal static Counter<long> Sequences { get; } = Meter.CreateCounter<long>("actorlstm.sequences", "{sequence}", "Windows that were trained.");

    internal static Counter<long> Samples { get; } = Meter.CreateCounter<long>("actorlstm.samples", "{sample}", "Texts that were generated.");

    internal static Histogram<double> SampleDuration { get; } = Meter.CreateHistogram<double>(
        "actorlstm.sample.duration", "s", "Time that a text took.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });

    internal static Counter<long> CheckpointBytes { get; } = Meter.CreateCounter<long>("actorlstm.checkpoint.written", "By", "Bytes of checkpoints that were written.");

    internal static Counter<long> JournalFailures { get; } = Meter.CreateCounter<long>("actorlstm.journal.failures", "{failure}", "Times that the journal of a run could not be written or read.");

    internal static Counter<long> TrainersReplaced { get; } = Meter.CreateCounter<long>("actorlstm.trainer.replacements", "{replacement}", "Trainers that failed or hung and were begun again.");

    internal static Counter<long> SamplersReplaced { get; } = Meter.CreateCounter<long>("actorlstm.sampler.replacements", "{replacement}", "Samplers that failed or hung and were begun again.");
}
