using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Tests.Support;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>The events that a run has recorded.</summary>
internal static class RecordedEvents
{
    /// <summary>
    /// Reads them. A journal in a file is read from a copy: whoever opens it mends what a kill left, and that is to be left to
    /// the program.
    /// </summary>
    /// <param name="persistence">Where they are kept.</param>
    /// <param name="runFolder">The run's folder.</param>
    public static async Task<JournalReading> ReadAsync(PersistenceOptions persistence, string runFolder)
    {
        using var copy = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(runFolder)!, "journal.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, copy[Path.GetFileName(file)]);
        }

        await using var journal = await RunJournals.OpenAsync(persistence, copy.Path, TimeProvider.System, CancellationToken.None);
        return await journal.ReadAsync(Path.GetFileName(runFolder), CancellationToken.None);
    }

    /// <summary>The names of the folders of all checkpoints that the events name, those included that were removed since.</summary>
    public static IEnumerable<string> CheckpointFolders(IEnumerable<IRunEvent> events) => events.Select(happened => happened switch
    {
        EpochTrained epoch => epoch.Checkpoint?.FolderName,
        CheckpointAdopted adopted => adopted.Checkpoint.FolderName,
        ProgressSaved progress => progress.Checkpoint.FolderName,
        CheckpointRestored restored => restored.By.FolderName,
        _ => null,
    }).OfType<string>();
}
