using System.Data.Common;
using ActorLstm.Actors.Serialization;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>What is read from the tables of a journal and removed from them; the same for every database.</summary>
internal static class JournalTables
{
    /// <summary>The rows of a run after a sequence number, in the order of these numbers.</summary>
    public static async Task<IReadOnlyList<JournalRow>> RowsAsync(DbConnection connection, string id, long after, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            "SELECT ordering, sequence_number, deleted, identifier, manifest, message FROM journal WHERE persistence_id = @id AND sequence_number > @after ORDER BY sequence_number",
            ("@id", id), ("@after", after));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<JournalRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new JournalRow(reader.GetInt64(0), reader.GetInt64(1), reader.GetBoolean(2), reader.GetInt64(3), reader.GetString(4), reader.GetFieldValue<byte[]>(5)));
        }

        return rows;
    }

    /// <summary>Whether there is any row of an id.</summary>
    public static async Task<bool> HasRowsAsync(DbConnection connection, string id, CancellationToken cancellation)
    {
        await using var command = connection.Command("SELECT EXISTS (SELECT 1 FROM journal WHERE persistence_id = @id)", ("@id", id));
        return Convert.ToBoolean(await command.ExecuteScalarAsync(cancellation));
    }

    /// <summary>Removes rows, all or none.</summary>
    public static async Task RemoveRowsAsync(DbConnection connection, IEnumerable<JournalRow> rows, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var row in rows)
        {
            await using var remove = connection.Command("DELETE FROM journal WHERE ordering = @ordering", ("@ordering", row.Ordering));
            await remove.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Removes the snapshots of a run that are damaged, or of events that there are not: the events are the truth.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="id">The run.</param>
    /// <param name="events">How many events it has.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task RemoveFalseSnapshotsAsync(DbConnection connection, string id, long events, CancellationToken cancellation)
    {
        var wrong = new List<long>();
        await using (var command = connection.Command("SELECT sequence_number, serializer_id, manifest, snapshot FROM snapshot WHERE persistence_id = @id", ("@id", id)))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var number = reader.GetInt64(0);
                if (number < 1 || number > events || reader.GetInt64(1) != RunSerializer.Id || !RunPayload.IsWhole(reader.GetString(2), reader.GetFieldValue<byte[]>(3)))
                {
                    wrong.Add(number);
                }
            }
        }

        foreach (var number in wrong)
        {
            await using var remove = connection.Command("DELETE FROM snapshot WHERE persistence_id = @id AND sequence_number = @number", ("@id", id), ("@number", number));
            await remove.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>Removes everything of a run.</summary>
    /// <returns>The bytes of what it held.</returns>
    public static async Task<long> RemoveRunAsync(DbConnection connection, string id, CancellationToken cancellation)
    {
        long bytes = 0;
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var (table, content) in new[] { ("journal", "message"), ("snapshot", "snapshot"), ("tags", "tag") })
        {
            await using var size = connection.Command($"SELECT COALESCE(SUM(LENGTH({content})), 0) FROM {table} WHERE persistence_id = @id", ("@id", id));
            bytes += Convert.ToInt64(await size.ExecuteScalarAsync(cancellation));
            await using var remove = connection.Command($"DELETE FROM {table} WHERE persistence_id = @id", ("@id", id));
            await remove.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return bytes;
    }
}
