using System.Security.Cryptography;
using ActorLstm.Host.Runs.Journals;
using Npgsql;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Journals;

/// <summary>A database of its own on the PostgreSQL server of the tests, removed afterwards.</summary>
public sealed class TestServer : IAsyncLifetime
{
    private const string Variable = "ACTORLSTM_TEST_POSTGRES";

    private static readonly string? Address = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address ? address : null;

    private readonly string name = $"test_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    /// <summary>How to connect to the database; the test skips where there is no server.</summary>
    internal string ConnectionString
    {
        get
        {
            Assert.SkipWhen(Address is null, $"Needs a PostgreSQL server: {Variable} names none. tests/run.sh starts one where it may install it.");
            return new NpgsqlConnectionStringBuilder(Address) { Database = name }.ToString();
        }
    }

    internal PersistenceOptions Options => new() { Provider = PersistenceProvider.PostgreSql, ConnectionString = ConnectionString };

    public ValueTask InitializeAsync() => ExecuteAsync($"CREATE DATABASE {name}");

    public ValueTask DisposeAsync() => ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    private static async ValueTask ExecuteAsync(string sql)
    {
        if (Address is not null)
        {
            await using var source = NpgsqlDataSource.Create(Address);
            await using var connection = await source.OpenConnectionAsync();
            await connection.ExecuteAsync(sql, CancellationToken.None);
        }
    }
}
