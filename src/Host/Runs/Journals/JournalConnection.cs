using Microsoft.Data.Sqlite;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>
/// A connection to the journal's file, whoever opens it: a write is on the disk when it returns, and waits for those of other
/// processes. SQLite keeps both settings for a connection and not in the file.
/// </summary>
/// <param name="connectionString">The connection string.</param>
/// <param name="longestWait">How long it waits for other processes.</param>
internal sealed class JournalConnection(string connectionString, TimeSpan longestWait) : SqliteConnection(connectionString)
{
    /// <inheritdoc/>
    public override void Open()
    {
        base.Open();
        using var command = CreateCommand();
        command.CommandText = $"PRAGMA synchronous = FULL; PRAGMA busy_timeout = {(int)longestWait.TotalMilliseconds};";
        command.ExecuteNonQuery();
    }
}
