using System.Data.Common;
using ActorLstm.Model;
using LinqToDB;
using LinqToDB.DataProvider.SQLite;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>The journal in a file in the folder of the runs, which several processes may use at once.</summary>
internal sealed class SqliteDatabase : JournalDatabase
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "journal.db";

    private readonly string connectionString;
    private readonly SafeFileHandle held;

    private SqliteDatabase(string path, SafeFileHandle held, string? mended)
    {
        this.held = held;
        Name = path;
        Mended = mended;
        connectionString = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = (int)LongestWait.TotalSeconds }.ToString();
        DataOptions = new DataOptions()
            .UseConnectionString(ProviderName.SQLiteMS, connectionString)
            .UseConnectionFactory(SQLiteTools.GetDataProvider(SQLiteProvider.Microsoft), _ => Connection());
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string? Mended { get; }

    /// <inheritdoc/>
    public override DataOptions DataOptions { get; }

    /// <summary>Whether a folder has one, or what is left of one.</summary>
    public static bool IsIn(string folder) => Path.Combine(folder, FileName) is var path && (File.Exists(path) || File.Exists($"{path}-wal"));

    /// <summary>Opens the file of a folder, makes it where it is missing, and mends it where it is damaged.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="waits">Told in words what is waited for; null where nobody wants to know.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <exception cref="InvalidInputException">It cannot be opened.</exception>
    public static async Task<SqliteDatabase> OpenAsync(string folder, TimeProvider time, Action<string>? waits, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            Directory.CreateDirectory(folder);
            var (held, mended) = await JournalFile.OpenAsync(path, time, waits, cancellation);
            return new SqliteDatabase(path, held, mended);
        }
        catch (Exception fault) when (fault is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The journal {path} cannot be opened: {fault.Message} Name another folder with --runs or {RunStore.Variable}.", fault);
        }
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
        held.Dispose();
        return ValueTask.CompletedTask;
    }

    private JournalConnection Connection() => new(connectionString, LongestWait);
}
