using System.Data.Common;
using LinqToDB;
using LinqToDB.DataProvider.SQLite;
using Microsoft.Data.Sqlite;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>The journal in a file in the folder of the runs, which several processes may use at once.</summary>
internal sealed class SqliteDatabase : JournalDatabase
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "journal.db";

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS journal (
          ordering INTEGER PRIMARY KEY AUTOINCREMENT,
          deleted INTEGER NOT NULL,
          persistence_id TEXT NOT NULL,
          sequence_number INTEGER NOT NULL,
          created INTEGER NOT NULL,
          message BLOB NOT NULL,
          identifier INTEGER NOT NULL,
          manifest TEXT NOT NULL,
          writer_uuid TEXT NOT NULL,
          UNIQUE (persistence_id, sequence_number));
        CREATE TABLE IF NOT EXISTS tags (
          ordering_id INTEGER NOT NULL,
          tag TEXT NOT NULL,
          sequence_nr INTEGER NOT NULL,
          persistence_id TEXT NOT NULL,
          PRIMARY KEY (ordering_id, tag));
        CREATE TABLE IF NOT EXISTS snapshot (
          persistence_id TEXT NOT NULL,
          sequence_number INTEGER NOT NULL,
          created INTEGER NOT NULL,
          snapshot BLOB NOT NULL,
          serializer_id INTEGER NOT NULL,
          manifest TEXT NOT NULL,
          PRIMARY KEY (persistence_id, sequence_number));
        """;

    private readonly string connectionString;

    private SqliteDatabase(string path)
    {
        connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = (int)LongestWait.TotalSeconds }.ToString();
        DataOptions = new DataOptions()
            .UseConnectionString(ProviderName.SQLiteMS, connectionString)
            .UseConnectionFactory(SQLiteTools.GetDataProvider(SQLiteProvider.Microsoft), _ => Connection());
    }

    /// <inheritdoc/>
    protected override DataOptions DataOptions { get; }

    /// <summary>Opens the file of a folder, or makes it.</summary>
    public static async Task<SqliteDatabase> OpenAsync(string folder, CancellationToken cancellation)
    {
        var database = new SqliteDatabase(Path.Combine(folder, FileName));
        await using var connection = await database.ConnectAsync(cancellation);
        await connection.ExecuteAsync("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;", cancellation);
        await connection.ExecuteAsync($"BEGIN IMMEDIATE; {Tables} COMMIT;", cancellation);
        return database;
    }

    /// <inheritdoc/>
    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellation)
    {
        var connection = Connection();
        await connection.OpenAsync(cancellation);
        return connection;
    }

    /// <inheritdoc/>
    public override async Task<long> ReclaimAsync(DbConnection connection, long removedBytes, CancellationToken cancellation)
    {
        var before = await connection.ValueAsync<long>("PRAGMA page_count", cancellation);
        await connection.ExecuteAsync("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);", cancellation);
        var after = await connection.ValueAsync<long>("PRAGMA page_count", cancellation);
        return (before - after) * await connection.ValueAsync<long>("PRAGMA page_size", cancellation);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        using var connection = Connection();
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    private JournalConnection Connection() => new(connectionString, LongestWait);
}
