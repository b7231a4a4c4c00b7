using System.Data.Common;
using System.Net.Sockets;
using ActorLstm.Host.Configuration;
using ActorLstm.Model;
using LinqToDB;
using LinqToDB.DataProvider.PostgreSQL;
using Npgsql;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>The journal on a PostgreSQL server, in the first schema of the user's search path.</summary>
internal sealed class PostgresDatabase : JournalDatabase
{
    /// <summary>The script that makes its tables, <c>deploy/postgres/schema.sql</c>, which is part of the program.</summary>
    public const string Schema = "schema.sql";

    private const string HasTables = "SELECT to_regclass('journal') IS NOT NULL AND to_regclass('tags') IS NOT NULL AND to_regclass('snapshot') IS NOT NULL";

    private const string Columns = """
        SELECT COALESCE(array_agg(relname || '.' || attname), ARRAY[]::text[]) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE attrelid IN (to_regclass('journal'), to_regclass('tags'), to_regclass('snapshot')) AND attnum > 0 AND NOT attisdropped
        """;

    // Two processes that begin at once must not make the tables at once: the lock ends with the transaction. Its number is arbitrary.
    private const string Lock = "SELECT pg_advisory_xact_lock(7190)";

    private readonly NpgsqlDataSource source;

    private PostgresDatabase(NpgsqlDataSource source)
    {
        this.source = source;
        DataOptions = new DataOptions()
            .UseConnectionString(ProviderName.PostgreSQL15, source.ConnectionString)
            .UseConnectionFactory(PostgreSQLTools.GetDataProvider(PostgreSQLVersion.v15), _ => source.CreateConnection());
    }

    /// <inheritdoc/>
    public override string Name => $"on {PostgresAddress.Describe(source.ConnectionString)}";

    /// <inheritdoc/>
    public override DataOptions DataOptions { get; }

    /// <summary>Connects to a server and makes the tables where they are missing.</summary>
    /// <exception cref="JournalAwayException">The server does not answer, or is starting or stopping.</exception>
    /// <exception cref="InvalidInputException">The server refuses.</exception>
    public static async Task<PostgresDatabase> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        var source = NpgsqlDataSource.Create(connectionString);
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            if (!await connection.ValueAsync<bool>(HasTables, cancellation))
            {
                await MakeTablesAsync(connection, cancellation);
            }

            JournalColumns.RefuseMore(await connection.ValueAsync<string[]>(Columns, cancellation), $"on {PostgresAddress.Describe(connectionString)}");

            return new PostgresDatabase(source);
        }
        catch (Exception fault)
        {
            await source.DisposeAsync();
            if (fault is DbException or SocketException or TimeoutException or IOException or ArgumentException)
            {
                var message = $"The journal cannot be kept on the PostgreSQL server {PostgresAddress.Describe(connectionString)}: {Reason(fault)} {Advice(fault)}";
                throw IsUnanswered(fault) ? new JournalAwayException(message, fault) : new InvalidInputException(message, fault);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellation) => await source.OpenConnectionAsync(cancellation);

    /// <inheritdoc/>
    public override bool IsAway(Exception fault) => fault switch
    {
        PostgresException refused => IsForTheMoment(refused),
        NpgsqlException or SocketException or TimeoutException or IOException => true,
        _ => false,
    };

    /// <inheritdoc/>
    public override Task<long> ReclaimAsync(DbConnection connection, long removedBytes, CancellationToken cancellation) => Task.FromResult(removedBytes);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => source.DisposeAsync();

    // A password, a database or an encryption that the server refuses stays refused.
    private static bool IsUnanswered(Exception fault) => fault is PostgresException refused
        ? IsForTheMoment(refused)
        : fault.GetBaseException() is SocketException or TimeoutException or EndOfStreamException;

    // It starts or stops, or was told to end the connection.
    private static bool IsForTheMoment(PostgresException refused) => refused.IsTransient || refused.SqlState.StartsWith("57P", StringComparison.Ordinal);

    private static async Task MakeTablesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(Lock, cancellation);
        await connection.ExecuteAsync(ReferenceConfiguration.Read(Schema), cancellation);
        await transaction.CommitAsync(cancellation);
    }

    // The innermost says what happened; the others, that something did.
    private static string Reason(Exception fault)
    {
        var message = fault is PostgresException refused ? refused.MessageText : fault.GetBaseException().Message;
        return message.EndsWith('.') ? message : $"{message}.";
    }

    private static string Advice(Exception fault) => fault is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege }
        ? "Have a user who may make tables run deploy/postgres/schema.sql, which also says what this one is to be granted, or correct persistence.connection-string."
        : "Correct persistence.connection-string, start the server, or leave both settings of persistence out to keep it in a file.";
}
