using ActorLstm.Actors.Runs;
using ActorLstm.Host.Reports.Facts;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Names;
using ActorLstm.Host.Service.Events;
using ActorLstm.Model;
using Akka.Actor;

namespace ActorLstm.Host.Service;

/// <summary>What users of the service can do with runs. May be used by several threads.</summary>
/// <param name="place">What the runs work with.</param>
/// <param name="actors">Look after the runs.</param>
/// <param name="stop">The end of the service.</param>
internal sealed class HostedRuns(ServicePlace place, HostingActors actors, ServiceStop stop)
{
    private static readonly TimeSpan Closing = TimeSpan.FromMinutes(1);

    /// <summary>The runs as users see them.</summary>
    public RunCatalog Catalog => place.Catalog;

    /// <summary>What happened in them.</summary>
    public RunEventLogs Events => place.Events;

    /// <summary>What happened in a run after an event, and what happens from now on: see <see cref="EventLogs{TEvent, TLog}.WatchAsync"/>.</summary>
    public IAsyncEnumerable<IReadOnlyList<EventLine>> WatchAsync(StoredRun run, long after, CancellationToken cancellation) =>
        place.Events.WatchAsync(run.Id, after, () => LeftIn(run), cancellation);

    /// <summary>Whether nothing more comes after an event: nothing works on the run, and that was the last of a run that is over.</summary>
    public async Task<bool> IsOverAfterAsync(StoredRun run, long after, CancellationToken cancellation) =>
        LeftIn(run) is not null && await place.Events.IsOverAfterAsync(run.Id, after, cancellation);

    /// <summary>Finds a run by its id, its name (the newest run of it), or the beginning of its id.</summary>
    /// <exception cref="RunUnknownException">There is none, or several begin so.</exception>
    public StoredRun Find(string run) => place.Find(run);

    /// <summary>How a run stands that was found before. Of those that the service looks after nothing is read again.</summary>
    /// <exception cref="RunUnknownException">It was removed.</exception>
    public RunOverview Look(StoredRun run) => place.Catalog.Of(place.Catalog.StatusOf(run.Id) is null ? place.Find(run.Id) : run);

    /// <summary>Tells a run how to go on, whichever process works on it.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="RunUnknownException">There is no such run.</exception>
    /// <exception cref="AmbiguousNameException">It is to be cancelled, and the name can mean several runs.</exception>
    /// <exception cref="InvalidInputException">Its folder cannot be written.</exception>
    /// <exception cref="RunConflictException">The run has ended, or nobody works on it.</exception>
    public async Task<string> SteerAsync(string run, RunWish wish, CancellationToken cancellation)
    {
        var stored = wish == RunWish.Cancel ? place.FindOnly(run) : place.Find(run);
        if (await actors.Runs.Ask(new Steer(stored.Id, wish), cancellation) is Done)
        {
            return stored.Id;
        }

        if (stored.Holder is not null)
        {
            await new Steering<StoredRun>(stored.Folder, StoredRun.Read, place.Time).AskAsync(RequestOf(wish), cancellation);
            return stored.Id;
        }

        RequireNoBatch(stored);
        RequireSense(stored, wish);
        var submission = (Submission.Read(stored.Folder) ?? new Submission(stored.Name ?? stored.Id, wish, 0, place.Time.GetUtcNow())) with { Wish = wish, Failure = null };
        submission = submission with { Memory = submission.Memory ?? RecordedMemory.Of(stored.Folder) };
        submission.Write(stored.Folder);
        await actors.Runs.Ask<Done>(new BeginHosting(stored.Id, submission) { IsByHand = true }, cancellation);
        return stored.Id;
    }

    // Nothing works on the run.
    private static void RequireSense(StoredRun run, RunWish wish)
    {
        var advice = wish switch
        {
            RunWish.Run when run.IsOver => "there is nothing to resume. Submit it again for another run.",
            RunWish.Pause when run.IsOver || run.Status == RunStatus.Failed => "there is nothing to pause.",
            RunWish.Pause => "nothing works on it, so there is nothing to pause. Resume it to continue it, or cancel it to end it.",
            RunWish.Cancel when run.IsOver || run.Status == RunStatus.Failed => "there is nothing to cancel.",
            _ => null,
        };
        if (advice is not null)
        {
            throw new RunConflictException($"The run {run.Id} is {RunOverview.Word(run.Status)}: {advice}");
        }
    }

    /// <summary>What there is to compare of some runs.</summary>
    /// <exception cref="RunUnknownException">There is no run of a name.</exception>
    public async Task<Report> CompareAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var runs = names.Select(place.Find).DistinctBy(run => run.Folder).ToList();
        return await Report.ReadAsync(new ReportSubjects([], runs, [.. runs.Select(run => run.Id)], []), new RunCorpora(place.Variables.GetValueOrDefault, place.Runs.Root), isOnPage: true, cancellation);
    }

    /// <summary>Removes a run that has ended.</summary>
    /// <returns>Its id, and the bytes that became free.</returns>
    /// <exception cref="RunUnknownException">There is no such run.</exception>
    /// <exception cref="AmbiguousNameException">The name can mean several runs.</exception>
    /// <exception cref="InvalidInputException">It cannot be removed.</exception>
    /// <exception cref="RunConflictException">It is at work, or waits.</exception>
    public async Task<(string Id, long Bytes)> RemoveAsync(string run, CancellationToken cancellation)
    {
        var stored = place.FindOnly(run);
        var seen = place.Catalog.Of(stored);
        if (!IsGoingOn(seen.Status))
        {
            await actors.Runs.Ask<Done>(new AwaitEnd(stored.Id), Closing, cancellation); // Its end is told a moment before its files are closed.
            stored = place.Find(stored.Id);
        }

        if (stored.Holder is not null || IsGoingOn(seen.Status))
        {
            throw new RunConflictException($"The run {stored.Id} is {RunOverview.Word(seen.Status)}. Cancel it first.");
        }

        RequireNoBatch(stored);
        await using var removal = new RunRemoval(new OpenJournals(place.Journal), place.Time);
        var bytes = await removal.RemoveAsync(stored.Folder, cancellation);
        place.Catalog.Look();
        return (stored.Id, bytes);
    }

    /// <summary>Whether something with this status goes on, or is to go on.</summary>
    internal static bool IsGoingOn(RunStatus? status) => status is RunStatus.Queued or RunStatus.Running or RunStatus.Paused;

    /// <summary>What a wish asks of another process.</summary>
    internal static RequestKind RequestOf(RunWish wish) => wish switch
    {
        RunWish.Pause => RequestKind.Pause,
        RunWish.Run => RequestKind.Continue,
        _ => RequestKind.Cancel,
    };

    // Nothing works on a run that waits for the others of its batch, and it is the batch's all the same.
    private void RequireNoBatch(StoredRun run)
    {
        if (!run.IsOver && run.Document?.Batch is { } batch && place.Batches.IsLive(batch.Id))
        {
            throw new RunConflictException($"The run {run.Id} is one of the batch {batch.Name} ({batch.Id}), which goes on with it when its turn comes: tell the batch.");
        }
    }

    // Runs that are interrupted because the service stops go on when it starts again: they are not left.
    private EventLine? LeftIn(StoredRun run)
    {
        if (stop.HasBegun || IsGoingOn(place.Catalog.StatusOf(run.Id)))
        {
            return null;
        }

        var seen = place.Catalog.Of(StoredRun.Read(run.Folder));
        return IsGoingOn(seen.Status) ? null : EventLine.Left("run_left", seen.Status, Submission.TryRead(run.Folder)?.Failure ?? seen.Reason);
    }
}
