using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs;

/// <summary>Removes runs: their events and their folders.</summary>
/// <param name="journals">Where their events are; closed with this.</param>
/// <param name="time">The clock.</param>
internal sealed class RunRemoval(OpenJournals journals, TimeProvider time) : IAsyncDisposable
{
    private const long RoomOfJournal = 16_000_000;

    /// <summary>Whether there are events of a run.</summary>
    /// <param name="folder">The run's folder, which need not exist.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<bool> IsInJournalAsync(string folder, CancellationToken cancellation) =>
        await journals.OfAsync(folder, cancellation) is { } journal && (await journal.ReadAsync(RunStore.IdOf(folder), cancellation)).Events.Count > 0;

    /// <summary>Removes a run. Where it is cut short, what is left is a run that can be removed again.</summary>
    /// <param name="folder">The run's folder; it may be gone.</param>
    /// <param name="cancellation">Ends the removal of its events.</param>
    /// <returns>The bytes that became free.</returns>
    /// <exception cref="RunHeldException">A process works on it.</exception>
    /// <exception cref="InvalidInputException">The folder cannot be removed, or the journal cannot be used.</exception>
    public async Task<long> RemoveAsync(string folder, CancellationToken cancellation)
    {
        using var lease = Directory.Exists(folder) ? RunLease.Take(folder, RunOwner.ThisProcess(), time, LeasePurpose.Removal) : null;
        var freed = lease is null ? 0 : MakeRoom(folder);
        var journal = await journals.OfAsync(folder, cancellation);
        var events = journal is null ? 0 : await journal.RemoveAsync(RunStore.IdOf(folder), cancellation);
        return freed + events + (lease is null ? 0 : RemoveFolder(folder, lease));
    }

    /// <summary>The runs of a batch that are there. Its page may be damaged, or old: the journal knows them all, and the page what the journal has lost.</summary>
    /// <exception cref="InvalidInputException">The journal cannot be used.</exception>
    public async Task<IReadOnlyList<StoredRun>> RunsOfAsync(StoredBatch batch, CancellationToken cancellation)
    {
        var recorded = await journals.ReadAsync(batch, cancellation);
        var ids = recorded.Members.Values.Select(member => member.RunId).Concat(batch.Document?.Runs.Select(run => run.RunId) ?? []).OfType<string>().Distinct();
        return [.. ids.Select(id => Path.Combine(batch.RunsFolder, id)).Where(Directory.Exists).Select(StoredRun.Read)];
    }

    /// <summary>Removes a batch: its folder, and what the journal has of it. Its runs are removed before, as any others.</summary>
    /// <returns>The bytes that became free.</returns>
    /// <exception cref="InvalidInputException">Another process works on it, or it cannot be removed.</exception>
    public async Task<long> RemoveBatchAsync(StoredBatch batch, CancellationToken cancellation)
    {
        var lease = RunLease.Take(batch.Folder, RunOwner.ThisProcess(), time, LeasePurpose.Removal);
        try
        {
            var journal = await journals.OfAsync(batch, cancellation);
            var events = journal is null ? 0 : await journal.RemoveBatchAsync(batch.Id, cancellation);
            var bytes = FolderSize.Of(batch.Folder);
            lease.Dispose();
            Directory.Delete(batch.Folder, recursive: true);
            return events + bytes;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The batch in {batch.Folder} cannot be removed whole: {fault.Message} Mend that, and remove it again.", fault);
        }
        finally
        {
            lease.Dispose();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => journals.DisposeAsync();

    // The journal needs free space to forget a run. On a full disk the largest files are removed first; the rest can be removed again.
    private static long MakeRoom(string folder)
    {
        var checkpoints = Path.Combine(folder, RunFolder.CheckpointsFolder);
        if (RunsDisk.FreeOn(folder) is not { } free || free > RoomOfJournal || !Directory.Exists(checkpoints))
        {
            return 0;
        }

        try
        {
            var bytes = FolderSize.Of(checkpoints);
            Directory.Delete(checkpoints, recursive: true);
            return bytes;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"Some checkpoints in {checkpoints} cannot be removed: {fault.Message} Correct that, and remove the run again.", fault);
        }
    }

    // What names the run goes last, and the lock when it is not held any more: Windows keeps an open file.
    private static long RemoveFolder(string folder, RunLease lease)
    {
        try
        {
            File.Delete(Path.Combine(folder, RunLease.OwnerFile));
            var bytes = FolderSize.Of(folder);
            foreach (var part in Directory.EnumerateDirectories(folder))
            {
                Directory.Delete(part, recursive: true);
            }

            foreach (var file in Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file) is not (RunLease.LockFile or RunFolder.RunFile)))
            {
                File.Delete(file);
            }

            File.Delete(Path.Combine(folder, RunFolder.RunFile));
            lease.Dispose();
            Directory.Delete(folder, recursive: true);
            return bytes;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The run in {folder} is out of the journal, and its folder cannot be removed whole: {fault.Message} Mend that, and remove it again.", fault);
        }
    }
}
