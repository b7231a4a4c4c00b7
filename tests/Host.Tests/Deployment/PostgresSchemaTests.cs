using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Npgsql;
using Xunit;

namespace ActorLstm.Host.Tests.Deployment;

/// <summary>The script that makes the tables of a journal for users who may not.</summary>
public sealed class PostgresSchemaTests : IAsyncLifetime, IDisposable
{
    // What a table is: its columns with all that is said of them, its constraints and its indexes.
    private const string Description = """
        SELECT table_name || ' ' || to_jsonb(c)::text FROM
          (SELECT table_name, ordinal_position, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity, identity_generation
           FROM information_schema.columns WHERE table_schema = 'public') c
        UNION ALL SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT tablename || ' ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
        ORDER BY 1
        """;

    private readonly TestServer ofProgram = new();
    private readonly TestServer ofScript = new();
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await ofProgram.InitializeAsync();
        await ofScript.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await ofProgram.DisposeAsync();
        await ofScript.DisposeAsync();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_script_makes_the_tables_that_the_program_makes_and_leaves_those_that_are_there()
    {
        await using (await OpenAsync(ofProgram.Options))
        {
        }

        await RunScriptAsync();
        var made = await DescribeAsync(ofScript);
        made.Should().Equal(await DescribeAsync(ofProgram)).And.NotBeEmpty();
        await RunScriptAsync();
        (await DescribeAsync(ofScript)).Should().Equal(made);
    }

    [Fact]
    public async Task A_user_who_may_not_make_tables_keeps_a_journal_in_those_of_the_script_and_without_them_is_told_of_it()
    {
        await using var limited = await LimitedUser.MakeAsync(ofScript);
        (await FluentActions.Awaiting(() => OpenAsync(limited.Options)).Should().ThrowAsync<InvalidInputException>())
            .Which.Message.Should().Match("*: permission denied for schema public. Have a user who may make tables run deploy/postgres/schema.sql, *");

        await RunScriptAsync();
        await limited.GrantAsync("SELECT, INSERT, UPDATE, DELETE ON journal, tags, snapshot");
        await using var journal = await OpenAsync(limited.Options);
        await using (var system = await JournalSystem.StartAsync(journal))
        {
            await system.WriteAsync("one", Events.Of("one", 5));
            await system.SnapshotAsync("one");
        }

        (await journal.ReadAsync("one", Cancellation)).Events.Should().HaveCount(5);
        (await journal.RemoveAsync("one", Cancellation)).Should().BePositive();
    }

    private Task<RunJournal> OpenAsync(PersistenceOptions options) => RunJournals.OpenAsync(options, folder["runs"], TimeProvider.System, Cancellation);

    // As the script itself says that it is run.
    private async Task RunScriptAsync()
    {
        var server = new NpgsqlConnectionStringBuilder(ofScript.ConnectionString);
        var address = string.Join(' ', new[] { ("host", server.Host), ("port", $"{server.Port}"), ("user", server.Username), ("password", server.Password), ("dbname", server.Database) }
            .Where(part => part.Item2 is not null).Select(part => $"{part.Item1}='{part.Item2}'"));
        var psql = await SystemProgram.RunAsync("psql", "--no-psqlrc", "--single-transaction", "--set", "ON_ERROR_STOP=1", "--file", ProjectFolder.PathOf("deploy", "postgres", "schema.sql"), address);
        psql.MustBe(0);
    }

    private static async Task<IReadOnlyList<string>> DescribeAsync(TestServer server)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(Description);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var lines = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }

    /// <summary>A user of a database who may do nothing that is not granted.</summary>
    private sealed class LimitedUser : IAsyncDisposable
    {
        private readonly NpgsqlDataSource owner;
        private readonly string name;

        private LimitedUser(TestServer server)
        {
            owner = NpgsqlDataSource.Create(server.ConnectionString);
            name = new NpgsqlConnectionStringBuilder(server.ConnectionString).Database!.Replace("test", "user", StringComparison.Ordinal);

            // The server lets the tests in as they are known to it; from then on they are this user.
            Options = server.Options with { ConnectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Options = $"-c role={name}" }.ToString() };
        }

        /// <summary>How the user connects.</summary>
        public PersistenceOptions Options { get; }

        public static async Task<LimitedUser> MakeAsync(TestServer server)
        {
            var user = new LimitedUser(server);
            await user.ExecuteAsync($"CREATE ROLE {user.name}; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
            return user;
        }

        /// <summary>Lets the user do something.</summary>
        public Task GrantAsync(string rights) => ExecuteAsync($"GRANT {rights} TO {name}");

        public async ValueTask DisposeAsync()
        {
            await ExecuteAsync($"DROP OWNED BY {name}; DROP ROLE {name}");
            await owner.DisposeAsync();
        }

        private async Task ExecuteAsync(string sql)
        {
            await using var connection = await owner.OpenConnectionAsync();
            await connection.ExecuteAsync(sql, CancellationToken.None);
        }
    }
}
