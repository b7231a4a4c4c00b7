using ActorLstm.Model;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>Opens the journal of the runs of a folder.</summary>
public static class RunJournals
{
    /// <summary>Opens it, or makes it where there is none.</summary>
    /// <param name="options">Where it is kept.</param>
    /// <param name="runs">The folder of the runs, absolute; it is made where it is missing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <param name="waits">Told in words which other program the opening waits for; null where nobody wants to know.</param>
    /// <exception cref="InvalidInputException">The folder cannot be written, or the server cannot be used.</exception>
    public static async Task<RunJournal> OpenAsync(
        PersistenceOptions options, string runs, TimeProvider time, CancellationToken cancellation, Action<string>? waits = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellation.ThrowIfCancellationRequested();
        JournalDatabase database = options.Provider == PersistenceProvider.PostgreSql
            ? await PostgresDatabase.OpenAsync(options.ConnectionString!, cancellation)
            : await SqliteDatabase.OpenAsync(runs, time, waits, cancellation);
        return new RunJournal(database, runs, time);
    }

    /// <summary>Opens it where there is one, and makes none.</summary>
    /// <param name="options">Where it is kept.</param>
    /// <param name="runs">The folder of the runs, absolute.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <param name="waits">Told in words which other program the opening waits for; null where nobody wants to know.</param>
    /// <returns>The journal; null where there is none.</returns>
    /// <exception cref="InvalidInputException">It cannot be used.</exception>
    public static async Task<RunJournal?> FindAsync(
        PersistenceOptions options, string runs, TimeProvider time, CancellationToken cancellation, Action<string>? waits = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Provider == PersistenceProvider.PostgreSql || SqliteDatabase.IsIn(runs) ? await OpenAsync(options, runs, time, cancellation, waits) : null;
    }
}
