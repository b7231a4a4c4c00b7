namespace ActorLstm.Host.Service.Events;

/// <summary>The events of one run or batch as lines, in their order and without a gap. May be used by several threads.</summary>
/// <typeparam name="TEvent">What is recorded of it.</typeparam>
internal abstract class EventLog<TEvent>
{
    private readonly Lock guard = new();
    private readonly List<EventLine> lines = [];
    private readonly Dictionary<int, (long Version, EventLine Line)> progress = [];

    // Behind which line each recorded event ends.
    private readonly List<int> places = [];
    private TaskCompletionSource changed = New();
    private long version;
    private long? readAt;
    private bool isHeard;
    private bool isClosed;

    /// <summary>Whether it has come to an end after the last event.</summary>
    protected abstract bool HasEnded { get; }

    /// <summary>The line of an event, and what it changes.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="happened">The event.</param>
    protected abstract EventLine Tell(long number, TEvent happened);

    /// <summary>Adds an event that was just recorded. One that does not follow is left out: the journal has it.</summary>
    public void Append(long number, TEvent happened)
    {
        lock (guard)
        {
            isHeard = number == places.Count + 1;
            if (isHeard)
            {
                isClosed = false;
                Add(happened);
                Wake();
            }
        }
    }

    /// <summary>Adds what the journal has beyond what is here.</summary>
    public void Append(IReadOnlyList<TEvent> events)
    {
        lock (guard)
        {
            var before = places.Count;
            foreach (var happened in events.Skip(before))
            {
                Add(happened);
            }

            if (places.Count > before)
            {
                Wake();
            }
        }
    }

    /// <summary>Adds a line of something that is recorded elsewhere.</summary>
    protected void Append(EventLine line)
    {
        lock (guard)
        {
            lines.Add(line);
            Wake();
        }
    }

    /// <summary>Notes how training stands; only the latest is told.</summary>
    /// <param name="run">The run that trains, by its number in a batch; else 0.</param>
    /// <param name="line">How it stands; null where it is of no interest any more.</param>
    protected void Note(int run, EventLine? line)
    {
        lock (guard)
        {
            if (line is null)
            {
                progress.Remove(run);
                return;
            }

            progress[run] = (++version, line);
            Wake();
        }
    }

    /// <summary>Nothing holds it any more.</summary>
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

    /// <summary>Behind which line an event ends.</summary>
    /// <param name="number">The event's number; 0 for the beginning.</param>
    public int PlaceAfter(long number)
    {
        lock (guard)
        {
            return number <= 0 ? 0 : number > places.Count ? lines.Count : places[(int)number - 1];
        }
    }

    /// <summary>The lines behind a place, and what else is new.</summary>
    /// <param name="place">Behind which line.</param>
    /// <param name="known">The version of the progress that is known.</param>
    public EventReading Read(int place, long known)
    {
        lock (guard)
        {
            var fresh = version == known ? [] : progress.Values.Where(latest => latest.Version > known).OrderBy(latest => latest.Version).Select(latest => latest.Line).ToList();
            var from = Math.Clamp(place, 0, lines.Count);
            return new EventReading(lines.GetRange(from, lines.Count - from), lines.Count, places.Count, fresh, version, HasEnded && (isClosed || !isHeard), changed.Task);
        }
    }

    private void Add(TEvent happened)
    {
        lines.Add(Tell(places.Count + 1, happened));
        places.Add(lines.Count);
    }

    private void Wake()
    {
        changed.TrySetResult();
        changed = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What a watcher does not know yet.</summary>
/// <param name="Lines">Lines.</param>
/// <param name="Place">The place behind them.</param>
/// <param name="Recorded">How many events are recorded.</param>
/// <param name="Progress">How training stands, where that is newer.</param>
/// <param name="Version">The version of that.</param>
/// <param name="IsOver">Whether it has come to an end, and nothing of this process holds it any more: by then its folder may be removed.</param>
/// <param name="Changed">Completes when there is more.</param>
internal sealed record EventReading(IReadOnlyList<EventLine> Lines, int Place, long Recorded, IReadOnlyList<EventLine> Progress, long Version, bool IsOver, Task Changed);
