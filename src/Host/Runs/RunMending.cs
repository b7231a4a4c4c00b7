using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs;

/// <summary>
/// Makes the files of runs anew from the journal where they are missing or damaged, and where the process of a run was killed:
/// then they may lack what was recorded last.
/// </summary>
/// <param name="variables">Environment variables, which may say where the journal is.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told what was found and what was done about it.</param>
/// <param name="waits">Told in words which other program an opening waits for; null where nobody wants to know.</param>
public sealed class RunMending(IReadOnlyDictionary<string, string> variables, TimeProvider time, Action<string> report, Action<string>? waits = null) : IAsyncDisposable
{
    private readonly OpenJournals journals = new(variables, time, report, waits);

    /// <summary>Mends the files of a run that no process works on.</summary>
    /// <param name="run">The run.</param>
    /// <param name="files">The files to look at; all of them where none is named.</param>
    /// <param name="cancellation">Ends the reading of the journal.</param>
    /// <returns>The run as it is now.</returns>
    public async Task<StoredRun> MendAsync(StoredRun run, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        if (!Needs(run, files))
        {
            return run;
        }

        try
        {
            var journal = await journals.OfAsync(run.Folder, cancellation);
            using var lease = RunLease.Take(run.Folder, RunOwner.ThisProcess(), time, LeasePurpose.Mending);
            lease.IsUnfinished = true;
            await MendAsync(run, RunFolder.Check(run.Folder, files), journal, cancellation);
            lease.IsUnfinished = false;
        }
        catch (RunHeldException)
        {
            // Somebody works on it again, and writes its files.
        }
        catch (InvalidInputException) when (!Directory.Exists(run.Folder))
        {
            // It was removed in the meantime.
        }
        catch (Exception fault) when (fault is InvalidInputException or ConfigurationException or IOException or UnauthorizedAccessException)
        {
            report($"{run.Id}: {Words(RunFolder.Check(run.Folder, files))}, and cannot be written again: {fault.Message}");
        }

        var now = StoredRun.Read(run.Folder);
        return now with { Faults = now.Holder is null && !now.NeverBegan ? RunFolder.Check(now.Folder, files) : [] };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => journals.DisposeAsync();

    /// <summary>Whether there is something to mend. A run that never began has no files; one that was killed before it could say that it began has events.</summary>
    /// <param name="run">The run.</param>
    /// <param name="files">The files to look at; all of them where none is named.</param>
    internal static bool Needs(StoredRun run, IReadOnlyList<string> files) =>
        run.Holder is null && (RunLease.WasLeftUnfinished(run.Folder) || (!run.NeverBegan && RunFolder.Check(run.Folder, files).Count > 0));

    private async Task MendAsync(StoredRun run, IReadOnlyList<FileFault> faults, RunJournal? journal, CancellationToken cancellation)
    {
        var reading = journal is null ? new JournalReading([], null) : await journal.ReadAsync(run.Id, cancellation);
        if (reading.Damage is { } damage)
        {
            report(damage);
        }

        if (reading.Events.Count > 0)
        {
            if (EditedConfiguration.Keep(run.Folder, reading.State) is { } edited)
            {
                report($"{run.Id}: {edited}");
            }

            using var folder = new RunFolder(run.Folder);
            folder.Update(reading.State);
        }

        if (faults.Count > 0 && !run.NeverBegan)
        {
            report($"{run.Id}: {Words(faults)}{(reading.Events.Count > 0 ? "; written again from the journal." : ", and the journal knows nothing of the run.")}");
        }
    }

    private static string Words(IReadOnlyList<FileFault> faults) => faults.Count == 0 ? "its files may lack what its process recorded last" : string.Join(", ", faults);
}
