using System.Data.Common;
using System.Net.Sockets;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Serialization;
using ActorLstm.Model;
using Akka.Hosting;

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

    /// <summary>Whether it is waited for where it cannot be used: a server comes back; a disk that nobody looks after does not.</summary>
    internal bool ComesBack => Database is PostgresDatabase;

    /// <summary>Where it is kept.</summary>
    internal JournalDatabase Database { get; }

    /// <summary>Has an actor system keep its events and snapshots here; it must end before the journal is closed.</summary>
    public AkkaConfigurationBuilder AddTo(AkkaConfigurationBuilder akka) => Database.AddTo(akka);

    /// <inheritdoc/>
    /// <exception cref="OtherVersionException">A newer version of the program wrote an event of it.</exception>
    /// <exception cref="InvalidInputException">The journal cannot be read at the moment.</exception>
    public async Task<JournalReading> ReadAsync(string runId, CancellationToken cancellation)
    {
        var (events, damage) = await ReadAsync<IRunEvent>(RunCoordinator.PersistenceIdOf(runId), "run", runId, cancellation);
        return new JournalReading(events, damage);
    }

    /// <summary>Reads the events of a batch. What is damaged, and what came after it, is set aside and named.</summary>
    /// <exception cref="OtherVersionException">A newer version of the program wrote an event of it.</exception>
    /// <exception cref="InvalidInputException">The journal cannot be read at the moment.</exception>
    public async Task<BatchReading> ReadBatchAsync(string batchId, CancellationToken cancellation)
    {
        var (events, damage) = await ReadAsync<IBatchEvent>(BatchCoordinator.PersistenceIdOf(batchId), "batch", batchId, cancellation);
        return new BatchReading(events, damage);
    }

    /// <summary>The events of a run as far as they are whole. Nothing is set aside: somebody may be writing at this moment.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="after">How many of its first events are known and left out.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="OtherVersionException">A newer version of the program wrote an event of it.</exception>
    /// <exception cref="InvalidInputException">The journal cannot be read at the moment.</exception>
    public Task<IReadOnlyList<IRunEvent>> PeekAsync(string runId, long after, CancellationToken cancellation) => PeekIdAsync<IRunEvent>(RunCoordinator.PersistenceIdOf(runId), after, cancellation);

    /// <summary>The events of a batch as far as they are whole. Nothing is set aside.</summary>
    /// <param name="batchId">The batch.</param>
    /// <param name="after">How many of its first events are known and left out.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="OtherVersionException">A newer version of the program wrote an event of it.</exception>
    /// <exception cref="InvalidInputException">The journal cannot be read at the moment.</exception>
    public Task<IReadOnlyList<IBatchEvent>> PeekBatchAsync(string batchId, long after, CancellationToken cancellation) => PeekIdAsync<IBatchEvent>(BatchCoordinator.PersistenceIdOf(batchId), after, cancellation);

    /// <summary>Whether anything is recorded of a run.</summary>
    /// <exception cref="InvalidInputException">The journal cannot be read at the moment.</exception>
    public Task<bool> IsKnownAsync(string runId, CancellationToken cancellation) => UseAsync(
        connection => JournalTables.HasRowsAsync(connection, RunCoordinator.PersistenceIdOf(runId), cancellation), cancellation);

    /// <summary>The number of the last event of a run; 0 where nothing is recorded of it.</summary>
    /// <exception cref="InvalidInputException">The journal cannot be read at the moment.</exception>
    public Task<long> LastNumberAsync(string runId, CancellationToken cancellation) => UseAsync(
        connection => JournalTables.LastNumberAsync(connection, RunCoordinator.PersistenceIdOf(runId), cancellation), cancellation);

    /// <summary>The number of the last event of a batch; 0 where nothing is recorded of it.</summary>
    /// <exception cref="InvalidInputException">The journal cannot be read at the moment.</exception>
    public Task<long> LastNumberOfBatchAsync(string batchId, CancellationToken cancellation) => UseAsync(
        connection => JournalTables.LastNumberAsync(connection, BatchCoordinator.PersistenceIdOf(batchId), cancellation), cancellation);

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">The journal cannot be written at the moment.</exception>
    public Task<long> RemoveAsync(string runId, CancellationToken cancellation) => RemoveIdAsync(RunCoordinator.PersistenceIdOf(runId), cancellation);

    private Task<long> RemoveIdAsync(string id, CancellationToken cancellation) => UseAsync(
        async connection =>
        {
            var bytes = await JournalTables.RemoveRunAsync(connection, id, cancellation);
            return bytes == 0 ? 0 : await Database.ReclaimAsync(connection, bytes, cancellation);
        },
        cancellation);

    /// <summary>Forgets a batch; one that is not there is no error. Its runs are not touched.</summary>
    /// <returns>The bytes that became free.</returns>
    /// <exception cref="InvalidInputException">The journal cannot be written at the moment.</exception>
    public Task<long> RemoveBatchAsync(string batchId, CancellationToken cancellation) => RemoveIdAsync(BatchCoordinator.PersistenceIdOf(batchId), cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private Task<IReadOnlyList<TEvent>> PeekIdAsync<TEvent>(string id, long after, CancellationToken cancellation)
        where TEvent : class => UseAsync(
        async connection => JournalPrefix<TEvent>.Of(await JournalTables.RowsAsync(connection, id, after, cancellation), after).Events, cancellation);

    private Task<(IReadOnlyList<TEvent> Events, string? Damage)> ReadAsync<TEvent>(string id, string kind, string name, CancellationToken cancellation)
        where TEvent : class => UseAsync(
        async connection =>
        {
            var prefix = JournalPrefix<TEvent>.Of(await JournalTables.RowsAsync(connection, id, long.MinValue, cancellation));
            var damage = prefix.Rest.Count == 0 ? null : await SetAsideAsync(connection, kind, name, prefix, cancellation);
            await JournalTables.RemoveFalseSnapshotsAsync(connection, id, prefix.Events.Count, cancellation);
            return (prefix.Events, damage);
        },
        cancellation);

    // First they are safe in a file, then they leave the table: between the two they are in both.
    private async Task<string> SetAsideAsync<TEvent>(DbConnection connection, string kind, string name, JournalPrefix<TEvent> prefix, CancellationToken cancellation)
        where TEvent : class
    {
        var file = DamagedRows.Write(runs, kind, name, prefix.Rest, time);
        await JournalTables.RemoveRowsAsync(connection, prefix.Rest.Select(entry => entry.Row), cancellation);
        return $"{prefix.Rest.Count} entries of {kind} {name} in the journal cannot be used ({prefix.Rest[0].Fault}). "
            + $"Its first {prefix.Events.Count} events are whole and the {kind} is what they say; the rest is kept in {file}.";
    }

    private async Task<T> UseAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await Database.ConnectAsync(cancellation);
            return await work(connection);
        }
        catch (Exception fault) when (fault is DbException or SocketException or TimeoutException or IOException or UnauthorizedAccessException)
        {
            var message = $"The journal {Database.Name} cannot be used: {fault.Message}";
            throw Database.IsAway(fault) ? new JournalAwayException(message, fault) : new InvalidInputException(message, fault);
        }
    }
}
