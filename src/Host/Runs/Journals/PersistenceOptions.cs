namespace ActorLstm.Host.Runs.Journals;

/// <summary>Where the events of runs are kept: section <c>persistence</c> of the configuration.</summary>
public sealed record PersistenceOptions
{
    /// <summary>The kind of database.</summary>
    public PersistenceProvider Provider { get; init; } = PersistenceProvider.Sqlite;

    /// <summary>PostgreSQL: the server, database and user, as Npgsql writes them; null for SQLite.</summary>
    public string? ConnectionString { get; init; }
}

/// <summary>The databases that a journal can be kept in.</summary>
public enum PersistenceProvider
{
    /// <summary>A file, <c>journal.db</c>, in the folder of the runs.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server.</summary>
    PostgreSql,
}
