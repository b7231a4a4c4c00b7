using System.Security.Cryptography;
using System.Text;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Reports.Facts;
using ActorLstm.Host.Runs;
using ActorLstm.Model;
using Akka.Actor;

namespace ActorLstm.Host.Service;

/// <summary>What users of the service can do with runs. May be used by several threads.</summary>
/// <param name="place">What the runs work with.</param>
/// <param name="actor">Looks after the runs: see <see cref="HostedRunsActor"/>.</param>
internal sealed class HostedRuns(ServicePlace place, IActorRef actor) : IDisposable
{
    private static readonly TimeSpan Closing = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly Dictionary<string, (string Id, string? Sha256)> keys = [];
    private volatile bool isEnding;

    /// <summary>The runs as users see them.</summary>
    public RunCatalog Catalog => place.Catalog;

    /// <summary>What happened in them.</summary>
    public RunEventLogs Events => place.Events;

    /// <summary>What happened in a run after an event, and what happens from now on: see <see cref="RunEventLogs.WatchAsync"/>.</summary>
    public IAsyncEnumerable<IReadOnlyList<RunEventLine>> WatchAsync(StoredRun run, long after, CancellationToken cancellation) =>
        place.Events.WatchAsync(run.Id, after, () => LeftIn(run), cancellation);

    /// <summary>Whether nothing more comes after an event: nothing works on the run, and that was the last of a run that is over.</summary>
    public async Task<bool> IsOverAfterAsync(StoredRun run, long after, CancellationToken cancellation) =>
        LeftIn(run) is not null && await place.Events.IsOverAfterAsync(run.Id, after, cancellation);

    /// <summary>Finds a run by its id, a beginning of it, or its name.</summary>
    /// <exception cref="RunUnknownException">There is none, or several begin so.</exception>
    public StoredRun Find(string run) => place.Find(run);

    /// <summary>How a run stands that was found before. Of those that the service looks after nothing is read again.</summary>
    /// <exception cref="RunUnknownException">It was removed.</exception>
    public RunOverview Look(StoredRun run) => place.Catalog.Of(place.Catalog.StatusOf(run.Id) is null ? place.Find(run.Id) : run);

    /// <summary>Takes up what the service was asked for before: runs that have not ended, the earliest first.</summary>
    public async Task TakeUpAsync(CancellationToken cancellation)
    {
        var submitted = place.Runs.Newest().AsParallel()
            .Select(folder => (Id: Path.GetFileName(folder), Submission: Submission.TryRead(folder)))
            .Where(found => found.Submission is not null)
            .OrderBy(found => found.Submission!.SubmittedAt).ToList();
        foreach (var (id, submission) in submitted)
        {
            if (submission!.Key is { } key)
            {
                keys[key] = (id, submission.Sha256);
            }

            var run = StoredRun.Read(place.FolderOf(id));
            if (!run.IsOver && run.Status != RunStatus.Failed && run.Holder is null)
            {
                await actor.Ask<Done>(new HostRun(id, submission), cancellation);
            }
        }

        place.Catalog.All(); // Whoever asks first does not wait for all of them to be read.
    }

    /// <summary>Ends every run so that it can be resumed.</summary>
    /// <param name="patience">How long is waited for them.</param>
    public Task EndAsync(TimeSpan patience)
    {
        isEnding = true;
        return actor.Ask<Done>(new EndHosting(), patience);
    }

    /// <summary>Submits a run. The same key with the same text is the same run.</summary>
    /// <param name="text">Its configuration: HOCON, of which JSON is a part.</param>
    /// <param name="request">What else is wanted.</param>
    /// <param name="cancellation">Ends the submission, not the run.</param>
    /// <returns>Its id, and whether it is new.</returns>
    /// <exception cref="ConfigurationException">The configuration is wrong.</exception>
    /// <exception cref="InvalidInputException">The run cannot be begun.</exception>
    /// <exception cref="ServiceFullException">Too many runs wait, or the disk is full.</exception>
    public async Task<(string Id, bool IsNew)> SubmitAsync(string text, SubmissionRequest request, CancellationToken cancellation)
    {
        var prepared = await new SubmittedRun(place).PrepareAsync(text, request.Name, cancellation);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Name}\n{request.Priority}\n{text}")));
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            if (request.Key is { } key && keys.TryGetValue(key, out var known) && Directory.Exists(place.FolderOf(known.Id)))
            {
                return known.Sha256 == sha256
                    ? (known.Id, false)
                    : throw new RunConflictException($"The key {key} was used for another submission, the run {known.Id}: give this one a key of its own.");
            }

            RequireRoom();
            var (id, folder) = place.Runs.Create(place.Time);
            var submission = new Submission(prepared.Configuration.Experiment.Name, RunWish.Run, request.Priority, place.Time.GetUtcNow()) { Key = request.Key, Sha256 = sha256 };
            try
            {
                TextFile.Replace(Path.Combine(folder, RunFolder.ConfigurationFile), ResolvedConfiguration.Write(prepared.Configuration));
                submission.Write(folder);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                RunStore.Discard(folder);
                throw new InvalidInputException($"The run cannot be written to {folder}: {fault.Message}", fault);
            }

            // From here on the run is submitted, also where whoever submitted it does not wait for the answer and sends it again.
            if (request.Key is { } kept)
            {
                keys[kept] = (id, sha256);
            }

            await actor.Ask<Done>(new HostRun(id, submission), CancellationToken.None);
            return (id, true);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>Tells a run how to go on, whichever process works on it.</summary>
    /// <exception cref="RunUnknownException">There is no such run.</exception>
    /// <exception cref="InvalidInputException">Its folder cannot be written.</exception>
    /// <exception cref="RunConflictException">The run has ended, or nobody works on it.</exception>
    public async Task SteerAsync(string run, RunWish wish, CancellationToken cancellation)
    {
        var stored = place.Find(run);
        if (await actor.Ask(new SteerRun(stored.Id, wish), cancellation) is Done)
        {
            return;
        }

        if (stored.Holder is not null)
        {
            await new Steering<StoredRun>(stored.Folder, StoredRun.Read, place.Time).AskAsync(RequestOf(wish), cancellation);
        }
        else if (wish != RunWish.Run)
        {
            throw new RunConflictException($"The run {stored.Id} is {RunOverview.Word(stored.Status)}: nothing works on it that could be told anything.");
        }
        else if (stored.IsOver)
        {
            throw new RunConflictException($"The run {stored.Id} is {RunOverview.Word(stored.Status)}: there is nothing to resume. Submit it anew for another run.");
        }
        else
        {
            var submission = (Submission.TryRead(stored.Folder) ?? new Submission(stored.Name ?? stored.Id, RunWish.Run, 0, place.Time.GetUtcNow())) with { Wish = RunWish.Run, Failure = null };
            submission.Write(stored.Folder);
            await actor.Ask<Done>(new HostRun(stored.Id, submission), cancellation);
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
    /// <returns>The bytes that became free.</returns>
    /// <exception cref="RunUnknownException">There is no such run.</exception>
    /// <exception cref="InvalidInputException">It cannot be removed.</exception>
    /// <exception cref="RunConflictException">It is at work, or waits.</exception>
    public async Task<long> RemoveAsync(string run, CancellationToken cancellation)
    {
        var stored = place.Find(run);
        var seen = place.Catalog.Of(stored);
        if (!IsOpen(seen.Status))
        {
            await actor.Ask<Done>(new AwaitEnd(stored.Id), Closing, cancellation); // Its end is told a moment before its files are closed.
            stored = place.Find(run);
        }

        if (stored.Holder is not null || IsOpen(seen.Status))
        {
            throw new RunConflictException($"The run {stored.Id} is {RunOverview.Word(seen.Status)}. Cancel it first.");
        }

        await using var removal = new RunRemoval(new OpenJournals(place.Journal), place.Time);
        return await removal.RemoveAsync(stored.Folder, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => oneAtATime.Dispose();

    // Runs that are interrupted because the service stops go on when it starts again: they are not left.
    private RunEventLine? LeftIn(StoredRun run)
    {
        if (isEnding || IsOpen(place.Catalog.StatusOf(run.Id)))
        {
            return null;
        }

        var seen = place.Catalog.Of(StoredRun.Read(run.Folder));
        return IsOpen(seen.Status) ? null : RunEventLine.Left(seen.Status, Submission.TryRead(run.Folder)?.Failure ?? seen.Reason);
    }

    private static bool IsOpen(RunStatus? status) => status is RunStatus.Queued or RunStatus.Running or RunStatus.Paused;

    private void RequireRoom()
    {
        if (place.Catalog.Waiting >= place.Options.QueueLength)
        {
            throw new ServiceFullException($"{place.Options.QueueLength:N0} runs wait already, the most that service.queue-length allows. Submit it again when some have ended.", IsBusy: true);
        }

        if (RunsDisk.Examine(place.Runs.Root).FreeBytes is { } free && free < place.Options.DiskReserve)
        {
            throw new ServiceFullException($"The disk of the runs has {free / 1_000_000:N0} MB left, less than the {place.Options.DiskReserve / 1_000_000:N0} MB that service.disk-reserve-mb keeps free. Remove runs, and submit it again.", IsBusy: false);
        }
    }

    private static RequestKind RequestOf(RunWish wish) => wish switch
    {
        RunWish.Pause => RequestKind.Pause,
        RunWish.Run => RequestKind.Continue,
        _ => RequestKind.Cancel,
    };
}

/// <summary>What is wanted of a submission beside its configuration.</summary>
/// <param name="Name">What the run is called; null for the name in its configuration.</param>
/// <param name="Priority">The higher, the earlier it begins.</param>
/// <param name="Key">Sent again with the same key it is the same run; null where it has none.</param>
internal sealed record SubmissionRequest(string? Name, int Priority, string? Key);

/// <summary>What is asked of a run does not fit how it stands.</summary>
internal sealed class RunConflictException(string message) : Exception(message);

/// <summary>The service takes no more runs at the moment.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="IsBusy">Whether waiting helps; else room has to be made.</param>
internal sealed class ServiceFullException(string message, bool IsBusy) : Exception(message)
{
    public bool IsBusy { get; } = IsBusy;
}
