using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Names;
using ActorLstm.Host.Service.Events;
using ActorLstm.Model;
using Akka.Actor;

namespace ActorLstm.Host.Service.Batches;

/// <summary>What users of the service can do with batches. May be used by several threads.</summary>
/// <param name="place">What the runs work with.</param>
/// <param name="actors">Look after the batches.</param>
/// <param name="submissions">Say whether there is room for a batch that is resumed.</param>
/// <param name="stop">The end of the service.</param>
internal sealed class HostedBatches(ServicePlace place, HostingActors actors, Submissions submissions, ServiceStop stop)
{
    private static readonly TimeSpan Closing = TimeSpan.FromMinutes(1);

    /// <summary>The batches as users see them.</summary>
    public BatchCatalog Catalog => place.Batches;

    /// <summary>What happened in them.</summary>
    public BatchEventLogs Events => place.BatchEvents;

    /// <summary>What happened in a batch after an event, and what happens from now on: see <see cref="EventLogs{TEvent, TLog}.WatchAsync"/>.</summary>
    public IAsyncEnumerable<IReadOnlyList<EventLine>> WatchAsync(StoredBatch batch, long after, CancellationToken cancellation) =>
        place.BatchEvents.WatchAsync(batch.Id, after, () => LeftIn(batch.Folder), cancellation);

    /// <summary>Whether nothing more comes after an event: nothing works on the batch, and that was the last of a batch that is over.</summary>
    public async Task<bool> IsOverAfterAsync(StoredBatch batch, long after, CancellationToken cancellation) =>
        LeftIn(batch.Folder) is not null && await place.BatchEvents.IsOverAfterAsync(batch.Id, after, cancellation);

    /// <summary>Finds a batch by its id, its name (the newest batch of it), or the beginning of its id.</summary>
    /// <exception cref="RunUnknownException">There is none, or several begin so.</exception>
    public StoredBatch Find(string batch) => place.FindBatch(batch);

    /// <summary>Whether a batch has completed and runs of it failed or were removed since: it can be gone on with.</summary>
    public bool LacksSome(StoredBatch batch) => batch.Status == RunStatus.Completed && !batch.LacksNothing(place.Runs);

    /// <summary>Tells a batch how to go on, whichever process works on it. One that has ended is gone on with where runs of it are missing.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="RunUnknownException">There is no such batch.</exception>
    /// <exception cref="AmbiguousNameException">What cannot be undone is asked for, and the name can mean several batches.</exception>
    /// <exception cref="InvalidInputException">Its folder cannot be written.</exception>
    /// <exception cref="RunConflictException">Nothing is missing, or nobody works on it.</exception>
    /// <exception cref="ServiceFullException">It is to be resumed, and too many runs wait, or the disk is full.</exception>
    public async Task<string> SteerAsync(string batch, RunWish wish, CancellationToken cancellation)
    {
        var stored = wish == RunWish.Cancel ? place.FindBatchOnly(batch) : place.FindBatch(batch);
        if (await actors.Batches.Ask(new Steer(stored.Id, wish), cancellation) is Done)
        {
            return stored.Id;
        }

        if (stored.Holder is not null)
        {
            await new Steering<StoredBatch>(stored.Folder, StoredBatch.Read, place.Time).AskAsync(HostedRuns.RequestOf(wish), cancellation);
        }
        else if (wish == RunWish.Pause || (wish == RunWish.Cancel && stored.Status is not (RunStatus.Interrupted or RunStatus.Queued or RunStatus.Paused)))
        {
            throw new RunConflictException($"The batch {stored.Id} is {RunOverview.Word(stored.Status)}: nothing works on it, so there is nothing to {(wish == RunWish.Pause ? "pause" : "cancel")}.");
        }
        else if (wish == RunWish.Run && stored.LacksNothing(place.Runs))
        {
            throw new RunConflictException($"The batch {stored.Id} is completed, and none of its runs is missing: there is nothing to resume. Submit it with more values for more runs.");
        }
        else
        {
            await submissions.AloneAsync(() => BeginAsync(stored, wish), cancellation);
        }

        return stored.Id;
    }

    private async Task<Done> BeginAsync(StoredBatch batch, RunWish wish)
    {
        batch.RequireReadable();
        var unfinished = batch.UnfinishedRuns(place.Runs);
        var submission = (Submission.Read(batch.Folder) ?? new Submission(batch.Name ?? batch.Id, wish, 0, place.Time.GetUtcNow())) with { Wish = wish, Failure = null };
        if (wish == RunWish.Run)
        {
            submissions.RequireRoom("Resume it", unfinished ?? submission.Runs ?? 0);
        }

        submission.Write(batch.Folder);
        return await actors.Batches.Ask<Done>(new BeginHosting(batch.Id, submission) { Unfinished = unfinished, IsByHand = true }, CancellationToken.None);
    }

    /// <summary>Removes a batch that has ended, with all of its runs.</summary>
    /// <returns>What was removed, the batch last, each with the bytes that became free.</returns>
    /// <exception cref="RunUnknownException">There is no such batch.</exception>
    /// <exception cref="AmbiguousNameException">What cannot be undone is asked for, and the name can mean several batches.</exception>
    /// <exception cref="InvalidInputException">It cannot be removed.</exception>
    /// <exception cref="RunConflictException">It is at work, or one of its runs is.</exception>
    public async Task<IReadOnlyList<(string Id, long Bytes)>> RemoveAsync(string batch, CancellationToken cancellation)
    {
        var stored = place.FindBatchOnly(batch);
        var seen = place.Batches.Of(stored);
        if (!HostedRuns.IsGoingOn(seen.Status))
        {
            await actors.Batches.Ask<Done>(new AwaitEnd(stored.Id), Closing, cancellation);
            stored = place.FindBatch(stored.Id);
        }

        if (stored.Holder is not null || HostedRuns.IsGoingOn(seen.Status))
        {
            throw new RunConflictException($"The batch {stored.Id} is {RunOverview.Word(seen.Status)}. Cancel it first.");
        }

        await using var removal = new RunRemoval(new OpenJournals(place.Journal), place.Time);
        var runs = await removal.RunsOfAsync(stored, cancellation);
        if (runs.FirstOrDefault(run => run.Holder is not null || HostedRuns.IsGoingOn(place.Catalog.Of(run).Status)) is { } busy)
        {
            throw new RunConflictException($"The run {busy.Id} of the batch is {RunOverview.Word(place.Catalog.Of(busy).Status)}. Cancel it first.");
        }

        var removed = new List<(string Id, long Bytes)>();
        foreach (var run in runs)
        {
            removed.Add((run.Id, await removal.RemoveAsync(run.Folder, cancellation)));
        }

        removed.Add((stored.Id, await removal.RemoveBatchAsync(stored, cancellation)));
        place.Catalog.Look();
        place.Batches.Look();
        return removed;
    }

    // Batches that are interrupted because the service stops go on when it starts again: they are not left.
    private EventLine? LeftIn(string folder)
    {
        if (stop.HasBegun || place.Batches.IsLive(Path.GetFileName(folder)))
        {
            return null;
        }

        var seen = place.Batches.Of(StoredBatch.Read(folder));
        return HostedRuns.IsGoingOn(seen.Status) ? null : EventLine.Left("batch_left", seen.Status, Submission.TryRead(folder)?.Failure ?? seen.Reason);
    }
}
