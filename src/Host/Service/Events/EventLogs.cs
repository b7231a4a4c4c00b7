using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ActorLstm.Host.Service.Events;

/// <summary>
/// What happens in runs or batches, told to whoever watches: from any event on, without a gap, however often the watcher or the service was away.
/// The events of what is watched are read from the journal once and kept for all of its watchers, each of whom reads at its own pace.
/// </summary>
/// <typeparam name="TEvent">What is recorded.</typeparam>
/// <typeparam name="TLog">The events of one of them.</typeparam>
/// <param name="peek">Reads what is recorded of one after so many events.</param>
/// <param name="make">Makes the log of one that is watched.</param>
/// <param name="time">The clock.</param>
internal abstract class EventLogs<TEvent, TLog>(Func<string, long, CancellationToken, Task<IReadOnlyList<TEvent>>> peek, Func<TLog> make, TimeProvider time)
    where TLog : EventLog<TEvent>
{
    // So often a watcher looks whether it is still worked on.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    // A watcher that hears nothing for longer may think that the service is gone.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, Watched> watched = [];

    /// <summary>Nothing of this process holds it any more.</summary>
    public void Close(string id) => Find(id)?.Close();

    /// <summary>
    /// What happened after an event, and what happens from now on, until nothing works on it any more: the last line says so. What
    /// there is to tell at a moment comes together.
    /// </summary>
    /// <param name="id">The run or the batch.</param>
    /// <param name="after">The number of the last event that is known; 0 for all.</param>
    /// <param name="leave">The last line once nothing works on it, null before.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async IAsyncEnumerable<IReadOnlyList<EventLine>> WatchAsync(string id, long after, Func<EventLine?> leave, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var log = Enter(id);
        try
        {
            await CatchUpAsync(id, log, isLeft: false, cancellation);
            int? place = null;
            long progress = 0;
            var toldAt = time.GetTimestamp();
            EventLine? left = null;
            while (true)
            {
                var reading = log.Read(after, place, progress);
                left = reading.IsOver ? leave() : reading.Lines.Count == 0 && place is not null ? left : null;
                var told = Told(reading, isFirst: place is null, left);
                (place, progress) = (reading.Place, reading.Version);
                if (told.Count == 0 && time.GetElapsedTime(toldAt) >= LongestSilence)
                {
                    told = [EventLine.Alive];
                }

                if (told.Count > 0)
                {
                    toldAt = time.GetTimestamp();
                    yield return told;
                }

                if (left is not null)
                {
                    yield break;
                }

                if (!await HasChangedAsync(reading.Changed, cancellation))
                {
                    left = leave(); // First: what was recorded by then is told before.
                }

                await CatchUpAsync(id, log, left is not null, cancellation);
            }
        }
        finally
        {
            Leave(id);
        }
    }

    /// <summary>What has happened so far.</summary>
    public Task<IReadOnlyList<TEvent>> ReadAsync(string id, CancellationToken cancellation) => peek(id, 0, cancellation);

    /// <summary>Whether nothing more comes after an event: it is over, and that was its last.</summary>
    public async Task<bool> IsOverAfterAsync(string id, long after, CancellationToken cancellation) =>
        await ReadAsync(id, cancellation) is var events && events.Count <= after && IsEnd(events);

    /// <summary>Whether it has come to an end after all of its events.</summary>
    protected abstract bool IsEnd(IReadOnlyList<TEvent> events);

    /// <summary>The events of one that is watched; null where it is not.</summary>
    protected TLog? Find(string id) => watched.GetValueOrDefault(id)?.Log;

    private static IReadOnlyList<EventLine> Told(EventReading reading, bool isFirst, EventLine? left)
    {
        IReadOnlyList<EventLine> present = isFirst && reading.Place is not null ? [EventLine.Present] : [];
        return [.. reading.Lines, .. present, .. left is null ? reading.Progress : [left]];
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

    // Who leaves does not rely on what another watcher is about to read.
    private async Task CatchUpAsync(string id, TLog log, bool isLeft, CancellationToken cancellation)
    {
        if (log.IsToBeRead() || isLeft)
        {
            var known = log.Count;
            log.Append(known, await peek(id, known, cancellation));
        }
    }

    private TLog Enter(string id) => watched.AddOrUpdate(id, _ => new Watched(make(), 1), (_, log) => log with { Watchers = log.Watchers + 1 }).Log;

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
