using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
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
    // So often a watcher looks whether the run is still worked on.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

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

    /// <summary>
    /// What happened in a run after an event, and what happens from now on, until nothing works on it any more: the last line says so. What
    /// there is to tell at a moment comes together.
    /// </summary>
    /// <param name="id">The run.</param>
    /// <param name="after">The number of the last event that is known; 0 for all.</param>
    /// <param name="leave">The last line once nothing works on the run, null before.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async IAsyncEnumerable<IReadOnlyList<RunEventLine>> WatchAsync(string id, long after, Func<RunEventLine?> leave, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var log = Enter(id);
        try
        {
            await CatchUpAsync(id, log, cancellation);
            long progress = 0;
            var toldAt = time.GetTimestamp();
            RunEventLine? left = null;
            while (true)
            {
                var (lines, latest, isOver, changed) = log.Read(after, progress);
                left = isOver ? leave() : lines.Count == 0 ? left : null;
                after += lines.Count;
                progress = latest?.Version ?? progress;
                var isSilent = time.GetElapsedTime(toldAt) >= LongestSilence;
                IReadOnlyList<RunEventLine> told = (left ?? latest?.Line) is { } last ? [.. lines, last] : lines.Count == 0 && isSilent ? [RunEventLine.Alive] : lines;
                if (told.Count > 0)
                {
                    toldAt = time.GetTimestamp();
                    yield return told;
                }

                if (left is not null)
                {
                    yield break;
                }

                if (!await HasChangedAsync(changed, cancellation))
                {
                    left = leave(); // First: what was recorded by then is told before.
                }

                await CatchUpAsync(id, log, cancellation);
            }
        }
        finally
        {
            Leave(id);
        }
    }

    /// <summary>What has happened in a run so far.</summary>
    public Task<IReadOnlyList<IRunEvent>> ReadAsync(string id, CancellationToken cancellation) => journal.PeekAsync(id, 0, cancellation);

    /// <summary>Whether nothing more comes after an event: the run is over, and that was its last.</summary>
    public async Task<bool> IsOverAfterAsync(string id, long after, CancellationToken cancellation) =>
        await ReadAsync(id, cancellation) is var events && events.Count <= after && RunEventLog.IsEnd(events.Aggregate(RunState.Initial, (run, happened) => run.Apply(happened)));

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
        if (log.IsToBeRead())
        {
            var known = log.Count;
            log.Append(known, await journal.PeekAsync(id, known, cancellation));
        }
    }

    private RunEventLog Enter(string id) => watched.AddOrUpdate(id, _ => new Watched(new RunEventLog(time), 1), (_, log) => log with { Watchers = log.Watchers + 1 }).Log;

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
