using System.Data.Common;
using ActorLstm.Actors.Serialization;
using Akka.Hosting;
using Akka.Persistence.Sql.Hosting;
using LinqToDB;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>
/// A database with the tables of Akka.Persistence.Sql, as its default mapping names them. Akka writes and recovers through it;
/// <see cref="RunJournal"/> reads and removes directly.
/// </summary>
internal abstract class JournalDatabase : IAsyncDisposable
{
    /// <summary>How long a write waits for the writes of other processes.</summary>
    protected static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    // Akka would give a write up after 10 seconds, which a slow disk that several processes share may need.
    private static readonly string Patience = $$"""
        akka.persistence.journal.sql.circuit-breaker.call-timeout = {{2 * LongestWait.TotalSeconds}}s
        akka.persistence.journal.sql.recovery-event-timeout = {{2 * LongestWait.TotalSeconds}}s
        akka.persistence.snapshot-store.sql.circuit-breaker.call-timeout = {{2 * LongestWait.TotalSeconds}}s
        """;

    /// <summary>Where it is, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>What was found damaged and was mended when it was opened, in words; null where nothing was.</summary>
    public virtual string? Mended => null;

    /// <summary>How Akka's plugin connects.</summary>
    public abstract DataOptions DataOptions { get; }

    /// <summary>A connection that is open.</summary>
    public abstract Task<DbConnection> ConnectAsync(CancellationToken cancellation);

    /// <summary>Whether a fault says no more than that the database does not answer at the moment, or has ended a connection.</summary>
    public virtual bool IsAway(Exception fault) => false;

    /// <summary>Gives the space of removed rows back.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="removedBytes">The bytes that the rows had.</param>
    /// <param name="cancellation">Ends the work; what is not given back stays for the next time.</param>
    /// <returns>The bytes that became free.</returns>
    public abstract Task<long> ReclaimAsync(DbConnection connection, long removedBytes, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Has an actor system keep its events and snapshots here.</summary>
    public AkkaConfigurationBuilder AddTo(AkkaConfigurationBuilder akka) => akka
        .AddRunSerializer()
        .WithSqlPersistence(
            new SqlJournalOptions { DataOptions = DataOptions, AutoInitialize = false },
            new SqlSnapshotOptions { DataOptions = DataOptions, AutoInitialize = false })
        .AddHocon(Patience, HoconAddMode.Prepend);
}
