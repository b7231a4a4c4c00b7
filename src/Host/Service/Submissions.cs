using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Model;
using Akka.Actor;

namespace ActorLstm.Host.Service;

/// <summary>Takes what is submitted, single runs and batches, and takes it up again when the service starts. May be used by several threads.</summary>
/// <param name="place">What the runs work with.</param>
/// <param name="actors">Look after what was submitted.</param>
internal sealed class Submissions(ServicePlace place, HostingActors actors) : IDisposable
{
    private const int PreparedAtOnce = 2;
    private const int MostUnprepared = 64;

    // What is prepared takes memory before it is counted, and a batch seconds of a core.
    private readonly ConcurrencyLimiter preparations = new(new ConcurrencyLimiterOptions { PermitLimit = PreparedAtOnce, QueueLimit = MostUnprepared });
    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly Dictionary<string, (Accepted What, string Folder, string? Sha256)> keys = [];

    /// <summary>Takes up what the service was asked for before and has not ended, the earliest first.</summary>
    public async Task TakeUpAsync(CancellationToken cancellation)
    {
        (string Folder, bool IsBatch)[] folders = [.. place.Runs.Newest().Select(folder => (folder, false)), .. place.BatchStore.Folders().Select(folder => (folder, true))];
        var submitted = FolderReading.Read(folders, found => found.Folder, (found, _) => (found.Folder, found.IsBatch, Submission: Submission.TryRead(found.Folder)), cancellation)
            .Where(found => found.Submission is not null)
            .OrderBy(found => found.Submission!.SubmittedAt).ThenBy(found => Path.GetFileName(found.Folder), StringComparer.Ordinal);
        foreach (var (folder, isBatch, submission) in submitted)
        {
            var id = Path.GetFileName(folder);
            if (submission!.Key is { } key)
            {
                keys[key] = (new Accepted(id, isBatch, IsNew: false), folder, submission.Sha256);
            }

            IStored stored = isBatch ? StoredBatch.Read(folder) : StoredRun.Read(folder);
            var isHeldByOther = place.Site.IsHere && stored.Holder is not null; // In a cluster it may go on on a trainer node, and is followed again.
            if (!isHeldByOther && stored is { Status: not (RunStatus.Completed or RunStatus.Diverged or RunStatus.Cancelled or RunStatus.Failed) })
            {
                var known = isBatch ? submission : submission with { Memory = submission.Memory ?? RecordedMemory.Of(folder) };
                await (isBatch ? actors.Batches : actors.Runs).Ask<Done>(new BeginHosting(id, known) { Unfinished = (stored as StoredBatch)?.UnfinishedRuns(place.Runs) }, cancellation);
            }
        }

        // Whoever asks first does not wait for all of them to be read.
        place.Catalog.All();
        place.Batches.All();
    }

    /// <summary>Submits what a configuration asks for. The same key with the same text is the same submission.</summary>
    /// <param name="text">HOCON, of which JSON is a part.</param>
    /// <param name="request">What else is wanted.</param>
    /// <param name="cancellation">Ends the submission, not the run.</param>
    /// <exception cref="ConfigurationException">The configuration is wrong.</exception>
    /// <exception cref="InvalidInputException">It cannot be begun.</exception>
    /// <exception cref="RunConflictException">The key stands for another submission, or a batch of that name is at work.</exception>
    /// <exception cref="ServiceFullException">Too many runs wait, or the disk is full.</exception>
    public async Task<Accepted> SubmitAsync(string text, SubmissionRequest request, CancellationToken cancellation)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Name}\n{request.Priority}\n{text}")));
        if (await AloneAsync(() => Task.FromResult(Known(request.Key, sha256)), cancellation) is { } before)
        {
            return before;
        }

        using var preparation = await preparations.AcquireAsync(1, cancellation);
        if (!preparation.IsAcquired)
        {
            throw new ServiceFullException($"{MostUnprepared} submissions are already waiting to be checked, the most at once. Submit it again later.", IsBusy: true);
        }

        var configuration = new SubmittedConfiguration(place, text, request.Name);
        var run = configuration.Batch is null ? await configuration.PrepareRunAsync(cancellation) : null;
        var batch = run is null ? await configuration.PrepareBatchAsync(cancellation) : null;
        return await AloneAsync(
            async () =>
            {
                if (Known(request.Key, sha256) is { } known)
                {
                    return known;
                }

                var name = run?.Configuration.Experiment.Name ?? batch!.Configuration.Name;
                var submission = new Submission(name, RunWish.Run, request.Priority, place.Time.GetUtcNow())
                {
                    Key = request.Key,
                    Sha256 = sha256,
                    Memory = run?.Memory.Run,
                    Runs = batch?.Runs.Count,
                };
                return run is not null ? await BeginAsync(run, submission) : await BeginAsync(batch!, submission, cancellation);
            },
            cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        preparations.Dispose();
        oneAtATime.Dispose();
    }

    /// <summary>Does something while no other submission is taken, so that runs count from the moment the service has found room for them.</summary>
    public async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private Accepted? Known(string? key, string sha256)
    {
        if (key is null || !keys.TryGetValue(key, out var known) || !Directory.Exists(known.Folder))
        {
            return null;
        }

        return known.Sha256 == sha256
            ? known.What
            : throw new RunConflictException($"The key {key} was used for another submission, {known.What}: give this one a key of its own.");
    }

    // From here on it is submitted, also where whoever submitted it does not wait for the answer and sends it again.
    private Accepted Keep(Accepted accepted, Submission submission)
    {
        if (submission.Key is { } key)
        {
            keys[key] = (accepted with { IsNew = false }, FolderOf(accepted), submission.Sha256);
        }

        return accepted;
    }

    private async Task<Accepted> BeginAsync(PreparedRun prepared, Submission submission)
    {
        RequireRoom("Submit it again");
        var (id, folder) = place.Runs.Create(place.Time);
        Write(folder, RunFolder.ConfigurationFile, ResolvedConfiguration.Write(prepared.Configuration), submission, isNew: true);
        var accepted = Keep(new Accepted(id, IsBatch: false, IsNew: true), submission);
        await actors.Runs.Ask<Done>(new BeginHosting(id, submission), CancellationToken.None);
        return accepted;
    }

    // A batch is known by its name, as under run: one that is there is gone on with, and extended by the runs that it lacks.
    private async Task<Accepted> BeginAsync(PreparedBatch prepared, Submission submission, CancellationToken cancellation)
    {
        var store = place.BatchStore;
        using var alone = await store.LockAsync(place.Time, cancellation);
        var known = submission.Name == ConfigurationSources.NoName ? null : store.Called(submission.Name);
        if (known is not null)
        {
            known.RequireReadable();
            _ = Submission.Read(known.Folder); // A newer one is refused: it must not be overwritten.
        }

        if (known is not null && IsAtWork(known, submission))
        {
            return Keep(new Accepted(known.Id, IsBatch: true, IsNew: false), submission);
        }

        if (prepared.IsDoneBy(known, place.Runs))
        {
            return Keep(new Accepted(known!.Id, IsBatch: true, IsNew: false), submission);
        }

        var missing = prepared.MissingIn(known, place.Runs).Count;
        RequireRoom("Submit it again", missing);
        IReadOnlyList<string> changes = known is null ? [] : [.. BatchChanges.Of(prepared, known)];
        var (id, folder) = known is null ? store.Create(place.Time) : (known.Id, known.Folder);
        using (known is null ? null : RunLease.Take(folder, RunOwner.ThisProcess(), place.Time))
        {
            Write(folder, BatchStore.ConfigurationFile, prepared.Configuration.Text, submission, isNew: known is null);
        }

        var accepted = Keep(new Accepted(id, IsBatch: true, IsNew: known is null) { Changes = changes }, submission);
        await actors.Batches.Ask<Done>(new BeginHosting(id, submission) { Unfinished = missing, Changes = changes }, CancellationToken.None);
        return accepted;
    }

    private bool IsAtWork(StoredBatch known, Submission submission)
    {
        if (place.Batches.IsLive(known.Id))
        {
            return Submission.TryRead(known.Folder)?.Sha256 == submission.Sha256 ? true : throw new RunConflictException(
                $"The batch {known.Name} ({known.Id}) is {RunOverview.Word(place.Batches.Of(known).Status)} with other runs. Wait for its end, cancel it, or give this one another name.");
        }

        return known.Holder is null ? false : throw new RunConflictException($"The batch {known.Name} ({known.Id}) is worked on by {known.Holder}. Wait for it, or give this one another name.");
    }

    private static void Write(string folder, string file, string configuration, Submission submission, bool isNew)
    {
        try
        {
            TextFile.Replace(Path.Combine(folder, file), configuration);
            submission.Write(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (isNew)
            {
                RunStore.Discard(folder);
            }

            throw new InvalidInputException($"What was submitted cannot be written to {folder}: {fault.Message}", fault);
        }
    }

    private string FolderOf(Accepted accepted) => accepted.IsBatch ? place.BatchFolderOf(accepted.Id) : place.FolderOf(accepted.Id);

    /// <summary>Refuses what there is no room for. Called from <see cref="AloneAsync"/>.</summary>
    /// <param name="again">What to do later, as a sentence begins: <c>Submit it again</c>, <c>Resume it</c>.</param>
    /// <param name="batchRuns">How many runs of a batch would be taken that have not ended; 0 for a single run.</param>
    /// <exception cref="ServiceFullException">There is no room.</exception>
    public void RequireRoom(string again, int batchRuns = 0)
    {
        if (place.Catalog.Waiting + place.Batches.Waiting >= place.Options.QueueLength)
        {
            throw new ServiceFullException($"{place.Options.QueueLength:N0} runs are queued already, the most that service.queue-length allows. {again} when some have ended.", IsBusy: true);
        }

        if (batchRuns > 0 && place.Batches.Unfinished is var others && others + batchRuns > place.Options.BatchRuns)
        {
            throw new ServiceFullException(
                $"The batch has {batchRuns:N0} runs, and other batches have {others:N0} that have not ended: service.batch-runs allows {place.Options.BatchRuns:N0} together. "
                + $"{again} when more have ended, or cancel a batch.",
                IsBusy: true);
        }

        if (RunsDisk.Examine(place.Runs.Root).FreeBytes is { } free && free < place.Options.DiskReserve)
        {
            throw new ServiceFullException($"The disk of the runs has {free / 1_000_000:N0} MB left, less than the {place.Options.DiskReserve / 1_000_000:N0} MB that service.disk-reserve-mb keeps free. {again} when you have removed runs.", IsBusy: false);
        }
    }
}

/// <summary>What is wanted of a submission beside its configuration.</summary>
/// <param name="Name">What the run or the batch is called; null for the name in its configuration.</param>
/// <param name="Priority">The higher, the earlier it begins.</param>
/// <param name="Key">Sent again with the same key it is the same submission; null where it has none.</param>
internal sealed record SubmissionRequest(string? Name, int Priority, string? Key);

/// <summary>A run or a batch that the service has taken.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsBatch">Whether it is a batch.</param>
/// <param name="IsNew">Whether it was not there before.</param>
internal sealed record Accepted(string Id, bool IsBatch, bool IsNew)
{
    /// <summary>What changed in the file of a batch since it was submitted last, in lines; empty if nothing did.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"the {(IsBatch ? "batch" : "run")} {Id}";
}

/// <summary>What is asked of a run or a batch does not fit how it stands.</summary>
internal sealed class RunConflictException(string message) : Exception(message);

/// <summary>The service takes no more runs at the moment.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="IsBusy">Whether waiting helps; else room has to be made.</param>
internal sealed class ServiceFullException(string message, bool IsBusy) : Exception(message)
{
    public bool IsBusy { get; } = IsBusy;
}
