using ActorLstm.Actors.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Service;

/// <summary>The events of one run as lines, in their order and without a gap. May be used by several threads.</summary>
internal sealed class RunEventLog
{
    private readonly Lock guard = new();
    private readonly List<RunEventLine> lines = [];
    private TaskCompletionSource changed = New();
    private RunState state = RunState.Initial;
    private RunEventLine? progress;
    private long progressVersion;
    private long? readAt;
    private bool isHeard;
    private bool isClosed;

    /// <summary>Adds an event that was just recorded. One that does not follow is left out: the journal has it.</summary>
    public void Append(long number, IRunEvent happened, RunState after)
    {
        lock (guard)
        {
            isHeard = number == lines.Count + 1;
            if (isHeard)
            {
                Add(happened, after);
                Wake();
            }
        }
    }

    /// <summary>Adds what the journal has beyond what is here.</summary>
    public void Append(IReadOnlyList<IRunEvent> events)
    {
        lock (guard)
        {
            var before = lines.Count;
            foreach (var happened in events.Skip(before))
            {
                Add(happened, state.Apply(happened));
            }

            if (lines.Count > before)
            {
                Wake();
            }
        }
    }

    /// <summary>Notes how training stands; only the latest is told.</summary>
    public void Progress(SliceProgress slice)
    {
        lock (guard)
        {
            progress = RunEventLine.Of(slice);
            progressVersion++;
            Wake();
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

    /// <summary>Whether the journal is to be read again: at first, and from time to time where nobody tells what happens.</summary>
    public bool IsToBeRead(TimeSpan pace, TimeProvider time)
    {
        lock (guard)
        {
            if (readAt is { } since && (isHeard || time.GetElapsedTime(since) < pace))
            {
                return false;
            }

            readAt = time.GetTimestamp();
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
    private bool IsOver => state.EndedAt is not null && state.Status != RunStatus.Interrupted && (isClosed || !isHeard);

    private void Add(IRunEvent happened, RunState after)
    {
        state = after;
        lines.Add(RunEventLine.Of(lines.Count + 1, happened, after));
        if (happened is EpochTrained)
        {
            progress = null;
        }
    }

    private void Wake()
    {
        changed.TrySetResult();
        changed = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
