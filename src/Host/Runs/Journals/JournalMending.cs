using System.Data.Common;
using System.Globalization;
using ActorLstm.Model.Checkpoints;
using Microsoft.Data.Sqlite;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>
/// Sets a damaged journal aside as it is and puts another in its place, with every event that can still be read. Snapshots are
/// not taken along: they say nothing that the events do not.
/// </summary>
internal static class JournalMending
{
    // The same event may be found twice; two events in one place are a lie, and nobody knows which of them.
    private const string KeepWhatIsCertain = """
        INSERT INTO journal (deleted, persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid)
        SELECT 0, persistence_id, sequence_number, MIN(created), message, identifier, manifest, writer_uuid FROM found
        GROUP BY persistence_id, sequence_number HAVING COUNT(DISTINCT message) = 1 ORDER BY MIN(place);
        DROP TABLE found;
        """;

    private const string Saved = """
        SELECT events || ' events of ' || (ids - batches) || ' runs' || CASE batches WHEN 0 THEN '' WHEN 1 THEN ' and 1 batch' ELSE ' and ' || batches || ' batches' END
        FROM (SELECT COUNT(*) AS events, COUNT(DISTINCT persistence_id) AS ids, COUNT(DISTINCT CASE WHEN persistence_id LIKE 'batch-%' THEN persistence_id END) AS batches FROM journal)
        """;

    private static readonly string[] Parts = ["", "-wal", "-shm"];

    /// <summary>Mends a journal that nobody else uses. A process that is killed in between leaves the damaged one in its place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>What was wrong, what was saved and where the damaged file is, in words.</returns>
    public static async Task<string> MendAsync(string path, string fault, TimeProvider time, CancellationToken cancellation)
    {
        var kept = Unused($"{path}.damaged-{time.GetUtcNow():yyyyMMdd-HHmmss}");
        var (next, copy) = ($"{path}.mended", $"{path}.mending");
        Copy(path, kept);
        Remove(next);
        await JournalFile.MakeAsync(next, cancellation);
        var firstPage = FirstPageOf(next);
        string saved;
        await using (var journal = JournalFile.Connection(next))
        {
            await journal.OpenAsync(cancellation);
            await journal.ExecuteAsync(
                "CREATE TEMP TABLE found (place INTEGER PRIMARY KEY, persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid); BEGIN", cancellation);

            // Every journal begins with the same page but for its counters: where that one is damaged, another stands in.
            foreach (var standIn in new[] { null, firstPage })
            {
                Copy(path, copy);
                Restore(copy, standIn);
                await FindAsync(copy, journal, cancellation);
                Remove(copy);
            }

            await journal.ExecuteAsync($"{KeepWhatIsCertain} COMMIT", cancellation);
            saved = await journal.ValueAsync<string>(Saved, cancellation);
        }

        // With the log of the damaged one, the next could not be read.
        File.Delete($"{path}-wal");
        File.Delete($"{path}-shm");
        File.Move(next, path, overwrite: true);
        DurableFile.FlushFolder(Path.GetDirectoryName(path)!);
        return $"The journal {path} was damaged: {fault.TrimEnd('.')}. {saved} could be read and are in a new one; the damaged file is kept as {kept}.";
    }

    // Forward until a page that cannot be read, and then backward from the end to the same one.
    private static async Task FindAsync(string copy, SqliteConnection journal, CancellationToken cancellation)
    {
        await using var damaged = JournalFile.Connection(copy);
        foreach (var direction in new[] { "ASC", "DESC" })
        {
            await using var command = damaged.Command($"SELECT * FROM journal NOT INDEXED ORDER BY rowid {direction}");
            if (await Readable(() => BeginAsync(command, cancellation)) is not { } rows)
            {
                continue;
            }

            await using (rows)
            {
                var row = new object[rows.FieldCount];
                bool? more;
                while ((more = await Readable<bool?>(async () => await rows.ReadAsync(cancellation))) is true)
                {
                    rows.GetValues(row);
                    await KeepAsync(row, journal, cancellation);
                }

                if (more is false)
                {
                    return;
                }
            }
        }
    }

    private static async Task<DbDataReader?> BeginAsync(DbCommand command, CancellationToken cancellation)
    {
        await command.Connection!.OpenAsync(cancellation);
        return await command.ExecuteReaderAsync(cancellation);
    }

    // Null where the readable part ends.
    private static async Task<T?> Readable<T>(Func<Task<T?>> read)
    {
        try
        {
            return await read();
        }
        catch (SqliteException)
        {
            return default;
        }
    }

    private static async Task KeepAsync(object[] row, SqliteConnection journal, CancellationToken cancellation)
    {
        if (row is not [long place, long deleted, string id, long number, long created, byte[] message, long identifier, string manifest, string writer]
            || new JournalRow(place, number, deleted != 0, identifier, manifest, message).Fault is not null)
        {
            return;
        }

        await using var keep = journal.Command(
            "INSERT INTO found (persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid) VALUES (@id, @number, @created, @message, @identifier, @manifest, @writer)",
            ("@id", id), ("@number", number), ("@created", created), ("@message", message), ("@identifier", identifier), ("@manifest", manifest), ("@writer", writer));
        await keep.ExecuteNonQueryAsync(cancellation);
    }

    private static byte[] FirstPageOf(string path)
    {
        using var file = File.OpenRead(path);
        var page = new byte[JournalFile.PageSize];
        file.ReadExactly(page);
        return page;
    }

    // The size in the header counts only where the two counters beside it agree: where they do not, that of the file does.
    private static void Restore(string copy, byte[]? firstPage)
    {
        if (firstPage is null)
        {
            return;
        }

        using var file = new FileStream(copy, FileMode.OpenOrCreate, FileAccess.Write);
        var page = firstPage.ToArray();
        page[95] ^= 0xFF;
        file.Write(page);
    }

    private static string Unused(string path)
    {
        var unused = path;
        for (var number = 2; File.Exists(unused); number++)
        {
            unused = string.Create(CultureInfo.InvariantCulture, $"{path}-{number}");
        }

        return unused;
    }

    private static void Copy(string from, string to)
    {
        Remove(to);
        foreach (var part in Parts.Where(part => File.Exists(from + part)))
        {
            File.Copy(from + part, to + part);
        }
    }

    private static void Remove(string path)
    {
        foreach (var part in Parts)
        {
            File.Delete(path + part);
        }
    }
}
