using ActorLstm.Actors.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Service;

/// <summary>The events of one run as lines, in their order and without a gap. May be used by several threads.</summary>
/// <param name="time">The clock.</param>
internal sealed class RunEventLog(TimeProvider time)
{
    // A run of another process tells nothing here: it is looked at so often.
    private static readonly TimeSpan ReadingPace = TimeSpan.FromSeconds(1);

    // Progress comes many times a second: those who watch are told now and then, all at once.
    private static readonly TimeSpan ProgressPace = TimeSpan.FromMilliseconds(500);

    private readonly Lock guard = new();
    private readonly List<RunEventLine> lines = [];
    private TaskCompletionSource changed = New();
    private RunState state = RunState.Initial;
    private RunEventLine? progress;
    private long progressVersion;
    private long? progressAt;
    private long? readAt;
    private bool isHeard;
    private bool isBehind;
    private bool isClosed;

    /// <summary>Whether a run has come to an end from which only its user takes it up again.</summary>
    public static bool IsEnd(RunState run) => run.EndedAt is not null && run.Status != RunStatus.Interrupted;

    /// <summary>How many events there are.</summary>
    public int Count
    {
        get
        {
            lock (guard)
            {
                return lines.Count;
            }
        }
    }

    /// <summary>Adds an event that was just recorded. One that does not follow is left out: the journal has it, and what came before it.</summary>
    public void Append(long number, IRunEvent happened, RunState after)
    {
        lock (guard)
        {
            if (number == lines.Count + 1)
            {
                Add(happened, after);
            }

            isHeard = number <= lines.Count;
            isBehind |= !isHeard;
            Wake();
        }
    }

    /// <summary>Adds what the journal has beyond what is here.</summary>
    /// <param name="after">How many events came before these.</param>
    /// <param name="events">The events.</param>
    public void Append(int after, IReadOnlyList<IRunEvent> events)
    {
        lock (guard)
        {
            var before = lines.Count;
            foreach (var happened in events.Skip(before - after))
            {
                Add(happened, state.Apply(happened));
            }

            if (lines.Count > before)
            {
                Wake();
            }
        }
    }

    /// <summary>Notes how training stands.</summary>
    public void Progress(SliceProgress slice)
    {
        lock (guard)
        {
            if (progressAt is not { } since || time.GetElapsedTime(since) >= ProgressPace)
            {
                progressAt = time.GetTimestamp();
                progress = RunEventLine.Of(slice);
                progressVersion++;
                Wake();
            }
        }
    }

    /// <summary>Nothing holds the run any more.</summary>
    public void Close()
    {
        lock (guard)
        {
            isClosed = true;
            Wake();
        }
    }

    /// <summary>Whether the journal is to be read again, by whoever asks first: at first, where an event was not heard, and from time to time where nobody tells what happens.</summary>
    public bool IsToBeRead()
    {
        lock (guard)
        {
            if (readAt is { } since && !isBehind && (isHeard || time.GetElapsedTime(since) < ReadingPace))
            {
                return false;
            }

            readAt = time.GetTimestamp();
            isBehind = false;
            return true;
        }
    }

    /// <summary>The lines after a number, the latest progress where it is newer, whether the run is over, and what completes when there is more.</summary>
    public (IReadOnlyList<RunEventLine> Lines, (long Version, RunEventLine Line)? Progress, bool IsOver, Task Changed) Read(long after, long progressBefore)
    {
        lock (guard)
        {
            var fresh = progress is not null && progressVersion > progressBefore ? (progressVersion, progress) : ((long, RunEventLine)?)null;
            var from = (int)Math.Clamp(after, 0, lines.Count);
            return (lines.GetRange(from, lines.Count - from), fresh, IsOver, changed.Task);
        }
    }

    // A run of this process is over when it is closed; by then its folder may be removed.
    private bool IsOver => IsEnd(state) && (isClosed || !isHeard);

    private void Add(IRunEvent happened, RunState after)
    {
        state = after;
        lines.Add(RunEventLine.Of(lines.Count + 1, happened, after));
        if (happened is EpochTrained)
        {
            progress = null;
        }

        isClosed &= happened is not RunResumed;
    }

    private void Wake()
    {
        changed.TrySetResult();
        changed = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
