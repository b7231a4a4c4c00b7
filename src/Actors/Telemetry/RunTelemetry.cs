using System.Diagnostics;
using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Telemetry;

/// <summary>
/// Tells whoever listens what happens in a run: counts and times, and a span each for the run in this process, its epochs and its texts.
/// Part of its coordinator. Listeners that throw keep no run from going on.
/// </summary>
/// <param name="runId">The run's id.</param>
public sealed class RunTelemetry(string runId)
{
    private Activity? run;
    private SliceProgress? last;

    /// <summary>Something happened and is recorded.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="after">The run after it.</param>
    public void Note(IRunEvent happened, RunState after) => Quietly(() => Tell(happened, after));

    /// <summary>A slice was trained.</summary>
    public void Note(SliceProgress slice)
    {
        Quietly(() => Instruments.Sequences.Add(SequencesOf(slice, last)));
        last = slice;
    }

    /// <summary>The journal could not be written or read.</summary>
    public static void NoteJournalFailure() => Quietly(() => Instruments.JournalFailures.Add(1));

    /// <summary>The coordinator stops: so does the span of the run.</summary>
    public void Close() => Quietly(() => run?.Dispose());

    // The thread belongs to many actors: none of them is to take a span of this one for its own.
    private static void Quietly(Action tell)
    {
        var current = Activity.Current;
        try
        {
            Activity.Current = null;
            tell();
        }
        catch (Exception)
        {
            // Whoever listens failed, and not the run.
        }
        finally
        {
            Activity.Current = current;
        }
    }

    private void Tell(IRunEvent happened, RunState after)
    {
        switch (happened)
        {
            case RunStarted:
                Instruments.RunsStarted.Add(1);
                Begin(happened.At, after);
                break;
            case RunResumed:
                Begin(happened.At, after);
                break;
            case EpochTrained epoch:
                Instruments.Epochs.Add(1);
                Instruments.EpochDuration.Record(epoch.Seconds);
                Written(epoch.Checkpoint);
                Span("epoch", epoch.Seconds, epoch.At, after, [new("actorlstm.epoch", epoch.Epoch), new("actorlstm.loss", epoch.Loss)]);
                break;
            case ProgressSaved progress:
                Written(progress.Checkpoint);
                break;
            case SampleGenerated { Key: var key } sample:
                Instruments.Samples.Add(1);
                Instruments.SampleDuration.Record(sample.Seconds);
                Span("sample", sample.Seconds, sample.At, after, [new("actorlstm.epoch", key.Epoch), new("actorlstm.temperature", key.Temperature), new("actorlstm.replica", key.Replica)]);
                break;
            case TrainerReplaced:
                Instruments.TrainersReplaced.Add(1);
                break;
            case SamplerReplaced:
                Instruments.SamplersReplaced.Add(1);
                break;
            case RunEnded ended:
                Instruments.RunsEnded.Add(1, new KeyValuePair<string, object?>(Instruments.Status, ended.Status.ToString().ToLowerInvariant()));
                End(ended);
                break;
        }
    }

    private static void Written(CheckpointRef? checkpoint)
    {
        if (checkpoint is not null)
        {
            Instruments.CheckpointBytes.Add(checkpoint.Length);
        }
    }

    /// <summary>The windows that were trained in a slice, which says itself how much of its epoch is done. What a trainer says first is one batch, wherever in the epoch that is.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="last">The one before; null where there was none in this process.</param>
    public static long SequencesOf(SliceProgress slice, SliceProgress? last) => last switch
    {
        { } before when before.Epoch == slice.Epoch && before.Sequences <= slice.Sequences => slice.Sequences - before.Sequences,
        { } before when before.Epoch + 1 == slice.Epoch => slice.Sequences,
        _ => slice.Sequences / Math.Max(1, slice.Batch),
    };

    private void Begin(DateTimeOffset at, RunState after) => run = Start("run", default, at, [new("actorlstm.run.name", after.Facts?.Name)]);

    // A coordinator that was begun again has a span of its own from its first event on.
    private void Span(string name, double seconds, DateTimeOffset until, RunState after, KeyValuePair<string, object?>[] tags)
    {
        if (run is null)
        {
            Begin(until, after);
        }

        using var span = Start(name, run?.Context ?? default, until - TimeSpan.FromSeconds(seconds), tags);
        span?.SetEndTime(until.UtcDateTime);
    }

    private void End(RunEnded ended)
    {
        run?.SetTag(Instruments.Status, ended.Status.ToString().ToLowerInvariant());
        run?.SetStatus(ended.Status is RunStatus.Failed or RunStatus.Diverged ? ActivityStatusCode.Error : ActivityStatusCode.Ok, ended.Reason);
        run?.SetEndTime(ended.At.UtcDateTime);
        run?.Dispose();
    }

    private Activity? Start(string name, ActivityContext parent, DateTimeOffset at, KeyValuePair<string, object?>[] tags) => Instruments.Spans.HasListeners()
        ? Instruments.Spans.StartActivity(name, ActivityKind.Internal, parent, [new("actorlstm.run.id", runId), .. tags], startTime: at)
        : null;
}
