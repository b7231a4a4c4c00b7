using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using AwesomeAssertions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Journals;

public sealed class JournalAwayTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task A_server_that_ends_a_connection_is_away_and_one_that_refuses_a_question_is_not()
    {
        await using var database = await PostgresDatabase.OpenAsync(server.ConnectionString, TestContext.Current.CancellationToken);
        await using var connection = (NpgsqlConnection)await database.ConnectAsync(TestContext.Current.CancellationToken);

        (await FaultOf(connection, "SELECT * FROM nowhere")).Should().Match<Exception>(fault => !database.IsAway(fault));
        (await FaultOf(connection, "SELECT pg_terminate_backend(pg_backend_pid())")).Should().Match<Exception>(fault => database.IsAway(fault));
        (await FaultOf(connection, "SELECT 1")).Should().NotBeNull();
    }

    [Fact]
    public async Task What_needs_the_journal_is_tried_until_it_is_back()
    {
        var (tries, told) = (0, new List<string>());
        var outlasting = JournalAwayException.OutlastAsync(
            _ => ++tries < 4 ? throw new JournalAwayException($"away {tries}", new IOException()) : Task.FromResult(tries), told.Add, time, TestContext.Current.CancellationToken);
        while (!outlasting.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await outlasting).Should().Be(4);
        told.Should().Equal("away 1", "away 2", "away 3");
    }

    [Fact]
    public async Task Whatever_else_is_wrong_is_told_at_once()
    {
        var outlasting = () => JournalAwayException.OutlastAsync<int>(_ => throw new InvalidInputException("wrong"), _ => { }, time, TestContext.Current.CancellationToken);
        (await outlasting.Should().ThrowAsync<InvalidInputException>()).WithMessage("wrong");
    }

    [Fact]
    public async Task The_waiting_ends_when_nobody_waits_any_more()
    {
        using var ended = new CancellationTokenSource();
        var outlasting = JournalAwayException.OutlastAsync<int>(_ => throw new JournalAwayException("away", new IOException()), _ => ended.Cancel(), time, ended.Token);
        await FluentActions.Awaiting(() => outlasting).Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task<Exception?> FaultOf(NpgsqlConnection connection, string sql)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            return null;
        }
        catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException)
        {
            return fault;
        }
    }
}
