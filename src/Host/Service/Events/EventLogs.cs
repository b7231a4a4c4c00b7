using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ActorLstm.Actors.Messages;
using ActorLstm.Host.Runs.Journals;

namespace ActorLstm.Host.Service;

/// <summary>
/// What happens in runs, told to whoever watches: from any event on, without a gap, however often the watcher or the service was away.
/// The events of a watched run are read from the journal once and kept for all of its watchers, each of whom reads at its own pace.
/// </summary>
/// <param name="journal">Where the events are recorded.</param>
/// <param name="time">The clock.</param>
internal sealed class RunEventLogs(RunJournal journal, TimeProvider time)
{
    // A run of another process tells nothing here: it is looked at so often.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProgressPace = TimeSpan.FromMilliseconds(500);

    // A watcher that hears nothing for longer may think that the service is gone.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, Watched> watched = [];

    /// <summary>A run of this process tells something.</summary>
    public void Hear(string id, IRunNotice notice)
    {
        if (!watched.TryGetValue(id, out var log))
        {
            return;
        }

        switch (notice)
        {
            case RunChanged changed:
                log.Log.Append(changed.Number, changed.Happened, changed.State);
                break;
            case RunProgressed progressed:
                log.Log.Progress(progressed.Progress);
                break;
        }
    }

    /// <summary>Nothing of this process holds a run any more.</summary>
    public void Close(string id) => watched.GetValueOrDefault(id)?.Log.Close();

    /// <summary>What happened in a run after an event, and what happens from now on, until nothing works on it any more: the last line says so.</summary>
    /// <param name="id">The run.</param>
    /// <param name="after">The number of the last event that is known; 0 for all.</param>
    /// <param name="leave">The last line once nothing works on the run, null before.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async IAsyncEnumerable<RunEventLine> WatchAsync(string id, long after, Func<RunEventLine?> leave, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var log = Enter(id);
        try
        {
            await CatchUpAsync(id, log, cancellation);
            long progress = 0;
            long toldAt = 0;
            var heardAt = time.GetTimestamp();
            RunEventLine? left = null;
            while (true)
            {
                var (lines, latest, isOver, changed) = log.Read(after, progress);
                foreach (var line in lines)
                {
                    (after, heardAt) = (line.Number!.Value, time.GetTimestamp());
                    yield return line;
                }

                left = isOver ? leave() : lines.Count == 0 ? left : null;
                if (left is not null)
                {
                    yield return left;
                    yield break;
                }

                // Progress comes many times a second: each watcher is told the latest now and then.
                if (latest is { } slice && time.GetElapsedTime(toldAt) >= ProgressPace)
                {
                    (progress, toldAt) = (slice.Version, time.GetTimestamp());
                    heardAt = toldAt;
                    yield return slice.Line;
                }

                if (time.GetElapsedTime(heardAt) >= LongestSilence)
                {
                    heardAt = time.GetTimestamp();
                    yield return RunEventLine.Alive;
                }

                if (!await HasChangedAsync(changed, cancellation))
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

    /// <summary>What has happened in a run so far.</summary>
    public async Task<IReadOnlyList<RunEventLine>> ReadAsync(string id, CancellationToken cancellation) => (await AllAsync(id, cancellation)).Lines;

    /// <summary>Whether nothing more comes after an event: the run is over, and that was its last.</summary>
    public async Task<bool> IsOverAfterAsync(string id, long after, CancellationToken cancellation) =>
        await AllAsync(id, cancellation) is var (lines, isOver) && isOver && lines.Count <= after;

    private async Task<(IReadOnlyList<RunEventLine> Lines, bool IsOver)> AllAsync(string id, CancellationToken cancellation)
    {
        var log = new RunEventLog();
        log.Append(await journal.PeekAsync(id, cancellation));
        var (lines, _, isOver, _) = log.Read(0, 0);
        return (lines, isOver);
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

    private async Task CatchUpAsync(string id, RunEventLog log, CancellationToken cancellation)
    {
        if (log.IsToBeRead(Pace, time))
        {
            log.Append(await journal.PeekAsync(id, cancellation));
        }
    }

    private RunEventLog Enter(string id) => watched.AddOrUpdate(id, _ => new Watched(new RunEventLog(), 1), (_, log) => log with { Watchers = log.Watchers + 1 }).Log;

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

    private sealed record Watched(RunEventLog Log, int Watchers);
}
