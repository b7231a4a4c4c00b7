using System.Data.Common;
using Akka.Hosting;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Serialization;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>A journal that is open: actor systems keep their events in it, and everybody may read it.</summary>
public sealed class RunJournal : IRunJournal, IAsyncDisposable
{
    private readonly string runs;
    private readonly TimeProvider time;

    internal RunJournal(JournalDatabase database, string runs, TimeProvider time)
    {
        Database = database;
        this.runs = runs;
        this.time = time;
    }

    /// <summary>What was found damaged and was mended when it was opened, in words; null where nothing was.</summary>
    public string? Mended => Database.Mended;

    /// <summary>Where it is kept.</summary>
    internal JournalDatabase Database { get; }

    /// <summary>Has an actor system keep its events and snapshots here; it must end before the journal is closed.</summary>
    public AkkaConfigurationBuilder AddTo(AkkaConfigurationBuilder akka) => Database.AddTo(akka);

    /// <inheritdoc/>
    public async Task<JournalReading> ReadAsync(string runId, CancellationToken cancellation)
    {
        await using var connection = await Database.ConnectAsync(cancellation);
        var id = RunCoordinator.PersistenceIdOf(runId);
        var prefix = JournalPrefix.Of(await RowsAsync(connection, id, cancellation));
        var rest = prefix.Rest.Count == 0 ? null : await SetAsideAsync(connection, runId, prefix, cancellation);
        await RemoveFalseSnapshotsAsync(connection, id, prefix.Events.Count, cancellation);
        return new JournalReading(prefix.Events, rest);
    }

    /// <inheritdoc/>
    public async Task<long> RemoveAsync(string runId, CancellationToken cancellation)
    {
        await using var connection = await Database.ConnectAsync(cancellation);
        var id = RunCoordinator.PersistenceIdOf(runId);
        long bytes = 0;
        await using (var transaction = await connection.BeginTransactionAsync(cancellation))
        {
            foreach (var (table, column) in new[] { ("journal", "message"), ("snapshot", "snapshot") })
            {
                await using var size = connection.Command($"SELECT COALESCE(SUM(LENGTH({column})), 0) FROM {table} WHERE persistence_id = @id", ("@id", id));
                size.Transaction = transaction;
                bytes += Convert.ToInt64(await size.ExecuteScalarAsync(cancellation));
            }

            foreach (var table in new[] { "journal", "snapshot", "tags" })
            {
                await using var remove = connection.Command($"DELETE FROM {table} WHERE persistence_id = @id", ("@id", id));
                remove.Transaction = transaction;
                await remove.ExecuteNonQueryAsync(cancellation);
            }

            await transaction.CommitAsync(cancellation);
        }

        return bytes == 0 ? 0 : await Database.ReclaimAsync(connection, bytes, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private static async Task<List<JournalRow>> RowsAsync(DbConnection connection, string id, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            "SELECT ordering, sequence_number, deleted, identifier, manifest, message FROM journal WHERE persistence_id = @id ORDER BY sequence_number", ("@id", id));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<JournalRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new JournalRow(reader.GetInt64(0), reader.GetInt64(1), reader.GetBoolean(2), reader.GetInt32(3), reader.GetString(4), reader.GetFieldValue<byte[]>(5)));
        }

        return rows;
    }

    // First they are safe in a file, then they leave the table: between the two they are in both.
    private async Task<string> SetAsideAsync(DbConnection connection, string runId, JournalPrefix prefix, CancellationToken cancellation)
    {
        var file = DamagedRows.Write(runs, runId, prefix.Rest, time);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var (row, _) in prefix.Rest)
        {
            await using var remove = connection.Command("DELETE FROM journal WHERE ordering = @ordering", ("@ordering", row.Ordering));
            remove.Transaction = transaction;
            await remove.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return $"{prefix.Rest.Count} entries of run {runId} in the journal cannot be used ({prefix.Rest[0].Fault}). Its first {prefix.Events.Count} events are whole and the run is what they say; the rest is kept in {file}.";
    }

    // The events are the truth: a snapshot that is damaged, or of events that there are not, is not kept.
    private static async Task RemoveFalseSnapshotsAsync(DbConnection connection, string id, long events, CancellationToken cancellation)
    {
        var wrong = new List<long>();
        await using (var command = connection.Command("SELECT sequence_number, serializer_id, manifest, snapshot FROM snapshot WHERE persistence_id = @id", ("@id", id)))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                if (reader.GetInt64(0) > events || reader.GetInt32(1) != RunSerializer.Id || !RunPayload.IsWhole(reader.GetString(2), reader.GetFieldValue<byte[]>(3)))
                {
                    wrong.Add(reader.GetInt64(0));
                }
            }
        }

        foreach (var number in wrong)
        {
            await using var remove = connection.Command("DELETE FROM snapshot WHERE persistence_id = @id AND sequence_number = @number", ("@id", id), ("@number", number));
            await remove.ExecuteNonQueryAsync(cancellation);
        }
    }
}
