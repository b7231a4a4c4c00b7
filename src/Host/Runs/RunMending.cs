using ActorLstm.Actors.Projections;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs;

/// <summary>Makes the files of runs anew from the journal where they are missing, damaged or behind the run's end.</summary>
/// <param name="variables">Environment variables, which may say where the journal is.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told what was found and what was done about it.</param>
public sealed class RunMending(IReadOnlyDictionary<string, string> variables, TimeProvider time, Action<string> report)
{
    /// <summary>Mends the files of a run that no process works on.</summary>
    /// <param name="run">The run.</param>
    /// <param name="files">The files to look at; all of them where none is named.</param>
    /// <param name="cancellation">Ends the reading of the journal.</param>
    /// <returns>The run as it is now.</returns>
    public async Task<StoredRun> MendAsync(StoredRun run, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        var faults = run.Holder is null ? RunFolder.Check(run.Folder, files) : [];
        if (faults.Count == 0 && !run.IsOrphaned)
        {
            return run;
        }

        try
        {
            using var lease = RunLease.Take(run.Folder, Actors.Runs.RunOwner.ThisProcess(), time);
            await using var journal = await RunJournals.OpenAsync(
                RecordedPersistence.Of(run.Folder, variables), Path.GetDirectoryName(run.Folder)!, time, cancellation);
            var reading = await journal.ReadAsync(Path.GetFileName(run.Folder), cancellation);
            var state = reading.State;
            foreach (var damage in new[] { journal.Mended, reading.Damage }.OfType<string>())
            {
                report(damage);
            }

            if (state.Facts is null)
            {
                Report(faults, $"{run.Id}: {string.Join(", ", faults)}, and the journal knows nothing of the run.");
                return run;
            }

            // A process that was killed may have recorded the end of the run, and not have written it into the files any more.
            if (faults.Count > 0 || state.EndedAt is not null)
            {
                using var folder = new RunFolder(run.Folder);
                folder.Update(state);
                Report(faults, $"{run.Id}: {string.Join(", ", faults)}; written again from the journal.");
            }
        }
        catch (RunHeldException)
        {
            // Somebody works on it again, and writes its files.
        }
        catch (Exception fault) when (fault is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            Report(faults, $"{run.Id}: {string.Join(", ", faults)}, and cannot be written again: {fault.Message}");
        }

        return StoredRun.Read(run.Folder);
    }

    private void Report(IReadOnlyList<FileFault> faults, string words)
    {
        if (faults.Count > 0)
        {
            report(words);
        }
    }
}
