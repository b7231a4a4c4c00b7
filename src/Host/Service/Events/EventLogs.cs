using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ActorLstm.Host.Service.Events;

/// <summary>
/// What happens in runs or batches, told to whoever watches: from any event on, without a gap, however often the watcher or the service was away.
/// The events of what is watched are read from the journal once and kept for all of its watchers, each of whom reads at its own pace.
/// </summary>
/// <typeparam name="TEvent">What is recorded.</typeparam>
/// <typeparam name="TLog">The events of one of them.</typeparam>
/// <param name="peek">Reads what is recorded of one.</param>
/// <param name="time">The clock.</param>
internal abstract class EventLogs<TEvent, TLog>(Func<string, CancellationToken, Task<IReadOnlyList<TEvent>>> peek, TimeProvider time)
    where TLog : EventLog<TEvent>, new()
{
    // What goes on in another process tells nothing here: it is looked at so often.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProgressPace = TimeSpan.FromMilliseconds(500);

    // A watcher that hears nothing for longer may think that the service is gone.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, Watched> watched = [];

    /// <summary>Nothing of this process holds it any more.</summary>
    public void Close(string id) => Find(id)?.Close();

    /// <summary>What happened after an event, and what happens from now on, until nothing works on it any more: the last line says so.</summary>
    /// <param name="id">The run or the batch.</param>
    /// <param name="after">The number of the last event that is known; 0 for all.</param>
    /// <param name="leave">The last line once nothing works on it, null before.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async IAsyncEnumerable<EventLine> WatchAsync(string id, long after, Func<EventLine?> leave, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var log = Enter(id);
        try
        {
            await CatchUpAsync(id, log, cancellation);
            var place = log.PlaceAfter(after);
            long progress = 0;
            long toldAt = 0;
            var heardAt = time.GetTimestamp();
            EventLine? left = null;
            var isPresent = false;
            while (true)
            {
                var reading = log.Read(place, progress);
                place = reading.Place;
                foreach (var line in reading.Lines)
                {
                    heardAt = time.GetTimestamp();
                    yield return line;
                }

                if (!isPresent)
                {
                    isPresent = true;
                    yield return EventLine.Present;
                }

                left = reading.IsOver ? leave() : reading.Lines.Count == 0 ? left : null;
                if (left is not null)
                {
                    yield return left;
                    yield break;
                }

                // Progress comes many times a second: each watcher is told the latest now and then.
                if (reading.Progress.Count > 0 && time.GetElapsedTime(toldAt) >= ProgressPace)
                {
                    (progress, toldAt) = (reading.Version, time.GetTimestamp());
                    heardAt = toldAt;
                    foreach (var line in reading.Progress)
                    {
                        yield return line;
                    }
                }

                if (time.GetElapsedTime(heardAt) >= LongestSilence)
                {
                    heardAt = time.GetTimestamp();
                    yield return EventLine.Alive;
                }

                if (!await HasChangedAsync(reading.Changed, cancellation))
                {
                    left = leave(); // First: what was recorded by then is told before.
                    await CatchUpAsync(id, log, cancellation);
                }
            }
        }
        finally
        {
            Leave(id);
        }
    }

    /// <summary>What has happened so far.</summary>
    public async Task<IReadOnlyList<EventLine>> ReadAsync(string id, CancellationToken cancellation) => (await AllAsync(id, cancellation)).Lines;

    /// <summary>Whether nothing more comes after an event: it is over, and that was its last.</summary>
    public async Task<bool> IsOverAfterAsync(string id, long after, CancellationToken cancellation) =>
        await AllAsync(id, cancellation) is { IsOver: true, Recorded: var recorded } && recorded <= after;

    /// <summary>The events of one that is watched; null where it is not.</summary>
    protected TLog? Find(string id) => watched.GetValueOrDefault(id)?.Log;

    private async Task<EventReading> AllAsync(string id, CancellationToken cancellation)
    {
        var log = new TLog();
        log.Append(await peek(id, cancellation));
        return log.Read(0, 0);
    }

    // Waits for more, and not for long.
    private async Task<bool> HasChangedAsync(Task changed, CancellationToken cancellation)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var tick = Task.Delay(Pace, time, pause.Token);
        var first = await Task.WhenAny(changed, tick);
        cancellation.ThrowIfCancellationRequested();
        await pause.CancelAsync();
        return first != tick;
    }

    private async Task CatchUpAsync(string id, TLog log, CancellationToken cancellation)
    {
        if (log.IsToBeRead(Pace, time))
        {
            log.Append(await peek(id, cancellation));
        }
    }

    private TLog Enter(string id) => watched.AddOrUpdate(id, _ => new Watched(new TLog(), 1), (_, log) => log with { Watchers = log.Watchers + 1 }).Log;

    private void Leave(string id)
    {
        while (watched.TryGetValue(id, out var log))
        {
            var left = log with { Watchers = log.Watchers - 1 };
            if (left.Watchers == 0 ? watched.TryRemove(KeyValuePair.Create(id, log)) : watched.TryUpdate(id, left, log))
            {
                return;
            }
        }
    }

    private sealed record Watched(TLog Log, int Watchers);
}
