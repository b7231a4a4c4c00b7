namespace ActorLstm.Host.Service.Events;

/// <summary>The events of one run or batch as lines, in their order and without a gap. May be used by several threads.</summary>
/// <typeparam name="TEvent">What is recorded of it.</typeparam>
/// <param name="time">The clock.</param>
internal abstract class EventLog<TEvent>(TimeProvider time)
{
    // What goes on in another process tells nothing here: it is looked at so often.
    private static readonly TimeSpan ReadingPace = TimeSpan.FromSeconds(1);

    // Progress comes many times a second: those who watch are told now and then, all at once.
    private static readonly TimeSpan ProgressPace = TimeSpan.FromMilliseconds(500);

    private readonly Lock guard = new();
    private readonly List<EventLine> lines = [];

    // Those that came before the journal was read: what that has comes first.
    private readonly List<EventLine> early = [];
    private readonly Dictionary<int, (long Version, EventLine Line)> progress = [];
    private readonly Dictionary<int, long> progressAt = [];

    // Behind which line each recorded event ends.
    private readonly List<int> places = [];
    private TaskCompletionSource changed = New();
    private long version;
    private long? progressToldAt;
    private long? readAt;
    private bool isRead;
    private bool isHeard;
    private bool isBehind;
    private bool isClosed;

    /// <summary>How many recorded events there are.</summary>
    public int Count
    {
        get
        {
            lock (guard)
            {
                return places.Count;
            }
        }
    }

    /// <summary>Whether it has come to an end after the last event.</summary>
    protected abstract bool HasEnded { get; }

    /// <summary>The line of an event, and what it changes.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="happened">The event.</param>
    protected abstract EventLine Tell(long number, TEvent happened);

    /// <summary>Whether a process begins to work on it with an event.</summary>
    protected abstract bool IsTaken(TEvent happened);

    /// <summary>Adds an event that was just recorded. One that does not follow is left out: the journal has it, and what came before it.</summary>
    public void Append(long number, TEvent happened)
    {
        lock (guard)
        {
            if (number == places.Count + 1)
            {
                Add(happened);
            }

            isHeard = number <= places.Count;
            isBehind |= !isHeard;
            Wake();
        }
    }

    /// <summary>Adds what the journal has beyond what is here.</summary>
    /// <param name="after">How many events came before these.</param>
    /// <param name="events">The events.</param>
    public void Append(int after, IReadOnlyList<TEvent> events)
    {
        lock (guard)
        {
            var before = places.Count;
            foreach (var happened in events.Skip(before - after))
            {
                Add(happened);
            }

            if (places.Count > before || !isRead)
            {
                isRead = true;
                lines.AddRange(early);
                early.Clear();
                Wake();
            }
        }
    }

    /// <summary>Adds a line of something that is recorded elsewhere.</summary>
    protected void Append(EventLine line)
    {
        lock (guard)
        {
            (isRead ? lines : early).Add(line);
            Wake();
        }
    }

    /// <summary>Notes how training stands; only the latest is told.</summary>
    /// <param name="run">The run that trains, by its number in a batch; else 0.</param>
    /// <param name="write">Writes the line of it.</param>
    protected void Note(int run, Func<EventLine> write)
    {
        lock (guard)
        {
            if (!IsDue(progressAt.TryGetValue(run, out var at) ? at : null))
            {
                return;
            }

            progressAt[run] = time.GetTimestamp();
            progress[run] = (++version, write());
            if (IsDue(progressToldAt))
            {
                progressToldAt = time.GetTimestamp();
                Wake();
            }
        }
    }

    /// <summary>How training stood is of no interest any more.</summary>
    /// <param name="run">The run that trained, by its number in a batch; else 0.</param>
    protected void ForgetProgress(int run)
    {
        lock (guard)
        {
            progress.Remove(run);
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

    /// <summary>Whether the journal is to be read again, by whoever asks first: at first, where an event was not heard, and from time to time where nobody tells what happens.</summary>
    public bool IsToBeRead()
    {
        lock (guard)
        {
            if (readAt is { } since && !isBehind && ((isHeard && isRead) || time.GetElapsedTime(since) < ReadingPace))
            {
                return false;
            }

            readAt = time.GetTimestamp();
            isBehind = false;
            return true;
        }
    }

    /// <summary>The lines behind a place, and what else is new. Before the journal was read nothing is told: nobody knows what comes after an event.</summary>
    /// <param name="after">The number of the last event that is known; 0 for the beginning.</param>
    /// <param name="place">Behind which line, of those that were told; null before any were.</param>
    /// <param name="known">The version of the progress that is known.</param>
    public EventReading Read(long after, int? place, long known)
    {
        lock (guard)
        {
            if (!isRead)
            {
                return new EventReading([], null, [], known, IsOver: false, changed.Task);
            }

            var from = place ?? PlaceAfter(after);
            var fresh = version == known ? [] : progress.Values.Where(latest => latest.Version > known).OrderBy(latest => latest.Version).Select(latest => latest.Line).ToList();
            return new EventReading(lines.GetRange(from, lines.Count - from), lines.Count, fresh, version, HasEnded && (isClosed || !isHeard), changed.Task);
        }
    }

    // Behind which line an event ends.
    private int PlaceAfter(long number) => number <= 0 ? 0 : number > places.Count ? lines.Count : places[(int)number - 1];

    private bool IsDue(long? since) => since is not { } last || time.GetElapsedTime(last) >= ProgressPace;

    private void Add(TEvent happened)
    {
        lines.Add(Tell(places.Count + 1, happened));
        places.Add(lines.Count);
        isClosed &= !IsTaken(happened);
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
/// <param name="Place">The place behind them; null where the journal was not read yet.</param>
/// <param name="Progress">How training stands, where that is newer.</param>
/// <param name="Version">The version of that.</param>
/// <param name="IsOver">Whether it has come to an end, and nothing of this process holds it any more: by then its folder may be removed.</param>
/// <param name="Changed">Completes when there is more.</param>
internal sealed record EventReading(IReadOnlyList<EventLine> Lines, int? Place, IReadOnlyList<EventLine> Progress, long Version, bool IsOver, Task Changed);
