using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using AwesomeAssertions;
using Npgsql;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Journals;

public sealed class PostgresJournalTests : RunJournalContract, IAsyncLifetime
{
    private readonly TestServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_server_that_refuses_is_named_without_the_password()
    {
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "nowhere", Password = "hush" };
        (await RefusalAsync(wrong.ToString())).Should().Match($"*PostgreSQL server {wrong.Host}, port {wrong.Port}, database nowhere: *does not exist*").And.NotContain("hush");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_without_the_password() =>
        (await RefusalAsync("Host=127.0.0.1;Port=1;Database=runs;Username=me;Password=hush")).Should().Match("*PostgreSQL server 127.0.0.1, port 1, database runs: *").And.NotContain("hush");

    private protected override Task<RunJournal> OpenAsync() => RunJournals.OpenAsync(server.Options, Runs, TimeProvider.System, Cancellation);

    private async Task<string> RefusalAsync(string connectionString) =>
        (await FluentActions.Awaiting(() => RunJournals.OpenAsync(server.Options with { ConnectionString = connectionString }, Runs, TimeProvider.System, Cancellation))
            .Should().ThrowAsync<InvalidInputException>()).Which.Message;
}
