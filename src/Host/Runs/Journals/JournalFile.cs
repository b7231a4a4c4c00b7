using ActorLstm.Model;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>
/// The file of a journal: makes it, and examines it whole each time that it is opened, 0.1 s for 100 MB. A damaged one is
/// mended at once: what SQLite says of it later would be an error in the midst of a run, or nothing at all.
/// </summary>
internal static class JournalFile
{
    private const string Tables = """
        CREATE TABLE journal (
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
        CREATE TABLE tags (
          ordering_id INTEGER NOT NULL,
          tag TEXT NOT NULL,
          sequence_nr INTEGER NOT NULL,
          persistence_id TEXT NOT NULL,
          PRIMARY KEY (ordering_id, tag));
        CREATE TABLE snapshot (
          persistence_id TEXT NOT NULL,
          sequence_number INTEGER NOT NULL,
          created INTEGER NOT NULL,
          snapshot BLOB NOT NULL,
          serializer_id INTEGER NOT NULL,
          manifest TEXT NOT NULL,
          PRIMARY KEY (persistence_id, sequence_number));
        """;

    // 5 busy, 6 locked, 3 permission, 8 read-only, 10 input or output, 13 full, 14 cannot be opened, 15 locks, 23 authorization.
    private static readonly int[] NotOfTheFile = [3, 5, 6, 8, 10, 13, 14, 15, 23];

    // Together two seconds: others look whether it is whole, and let go.
    private const int Attempts = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // What a journal says of itself (PRAGMA user_version). A format that is not compatible gets the next number; what is far above all of them is damage.
    private const long Format = 0;
    private const long HighestFormat = 255;

    private const string Columns = """
        SELECT COALESCE(GROUP_CONCAT(entries.name || '.' || columns.name, char(10)), '')
        FROM sqlite_schema AS entries, pragma_table_info(entries.name) AS columns WHERE entries.type = 'table' AND entries.name IN ('journal', 'tags', 'snapshot')
        """;

    /// <summary>The size of its pages.</summary>
    public const int PageSize = 4096;

    /// <summary>Makes sure that there is a whole journal, and keeps it from being replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="waits">Told in words what is waited for; null where nobody wants to know.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <returns>The lock to hold as long as the journal is used; and what was mended, in words, where something was.</returns>
    /// <exception cref="InvalidInputException">The journal is damaged and others use it.</exception>
    public static async Task<(SafeFileHandle Held, string? Mended)> OpenAsync(string path, TimeProvider time, Action<string>? waits, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(path)!;
        string? mended = null;
        var wait = new JournalWait(path, time, waits);
        for (var attempt = 1; ; attempt++)
        {
            var held = await JournalLock.ShareAsync(folder, time, waits, cancellation);
            string? fault;
            try
            {
                fault = await FaultOfAsync(path, cancellation);
            }
            catch (SqliteException busy) when (JournalWait.IsFor(busy))
            {
                held.Dispose();
                await wait.PauseAsync(busy, cancellation);
                continue;
            }
            catch
            {
                held.Dispose();
                throw;
            }

            if (fault is null)
            {
                return (held, mended);
            }

            // Two who find it damaged meet here: one mends it, and the other finds it whole.
            held.Dispose();
            using var alone = JournalLock.TryTakeAlone(folder);
            if (alone is null)
            {
                await (attempt < Attempts ? Task.Delay(Pause, time, cancellation) : throw new InvalidInputException(
                    $"The journal {path} is damaged ({fault.TrimEnd('.')}), and other processes use it. End them, and try again: then it is mended."));
            }
            else if (!Exists(path))
            {
                await MakeAsync(path, cancellation);
            }
            else if (await FaultOfAsync(path, cancellation) is { } still)
            {
                mended = await JournalMending.MendAsync(path, still, time, cancellation);
            }
        }
    }

    /// <summary>Makes an empty journal.</summary>
    public static async Task MakeAsync(string path, CancellationToken cancellation)
    {
        await using var connection = Connection(path, SqliteOpenMode.ReadWriteCreate);
        await connection.OpenAsync(cancellation);
        await connection.ExecuteAsync(
            $"PRAGMA page_size = {PageSize}; PRAGMA encoding = 'UTF-8'; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; {Tables} COMMIT;", cancellation);
    }

    /// <summary>A connection that is closed when it is closed, and not kept for the next.</summary>
    public static SqliteConnection Connection(string path, SqliteOpenMode mode = SqliteOpenMode.ReadWrite) =>
        new(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());

    // Where the file is gone and what belongs to it is not, something was lost.
    private static bool Exists(string path) => File.Exists(path) || File.Exists($"{path}-wal");

    private static async Task<string?> FaultOfAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            return "it is missing";
        }

        if (!HeaderIsWhole(path))
        {
            return "its beginning is not that of a journal";
        }

        try
        {
            await using var connection = Connection(path);
            connection.DefaultTimeout = 1; // The caller waits, and says so.
            await connection.OpenAsync(cancellation);
            if (await connection.ValueAsync<long>("PRAGMA user_version", cancellation) is > Format and <= HighestFormat and var format)
            {
                throw JournalColumns.Newer(path, $"it has the format {format}");
            }

            var report = await connection.ValueAsync<string>("PRAGMA integrity_check(1)", cancellation);
            if (report != "ok")
            {
                return report.Split('\n')[^1];
            }

            if (await SchemaAsync(connection, cancellation) == await ExpectedSchemaAsync(cancellation))
            {
                return null;
            }

            JournalColumns.RefuseMore((await connection.ValueAsync<string>(Columns, cancellation)).Split('\n'), path);
            return "its tables are not those of a journal";
        }
        catch (SqliteException fault) when (!NotOfTheFile.Contains(fault.SqliteErrorCode))
        {
            return fault.Message;
        }
    }

    // What never changes in the header, and SQLite would follow blindly or refuse: that it is one, the sizes of pages and of
    // their parts, the version of the format and the encoding of texts. https://www.sqlite.org/fileformat.html, section 1.3.
    private static bool HeaderIsWhole(string path)
    {
        Span<byte> header = stackalloc byte[60];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
            && header[..18].SequenceEqual("SQLite format 3\0\x10\0"u8)
            && header[18] is 1 or 2 && header[19] is 1 or 2
            && header[20..24].SequenceEqual("\0\x40\x20\x20"u8)
            && header[44..48].SequenceEqual("\0\0\0\x04"u8)
            && header[56..60].SequenceEqual("\0\0\0\x01"u8);
    }

    private static async Task<string> ExpectedSchemaAsync(CancellationToken cancellation)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(cancellation);
        await connection.ExecuteAsync(Tables, cancellation);
        return await SchemaAsync(connection, cancellation);
    }

    private static Task<string> SchemaAsync(SqliteConnection connection, CancellationToken cancellation) => connection.ValueAsync<string>(
        "SELECT COALESCE(GROUP_CONCAT(entry, char(10)), '') FROM (SELECT type || name || tbl_name || COALESCE(sql, '') AS entry FROM sqlite_schema WHERE tbl_name IN ('journal', 'tags', 'snapshot') ORDER BY name)",
        cancellation);
}
