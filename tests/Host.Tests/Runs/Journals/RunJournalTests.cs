using ActorLstm.Host.Runs.Journals;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Journals;

public sealed class RunJournalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_an_actor_writes_is_read_and_recovered()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using (var journal = await OpenAsync())
        {
            await using var system = await JournalSystem.StartAsync(journal);
            await system.WriteAsync("one", Events.Of("one", 12));
            await system.WriteAsync("two", Events.Of("two", 3));
        }

        await using (var journal = await OpenAsync())
        {
            var reading = await journal.ReadAsync("one", cancellation);
            reading.Damage.Should().BeNull();
            reading.Events.Should().BeEquivalentTo(Events.Of("one", 12), Events.Exactly);
            await using var system = await JournalSystem.StartAsync(journal);
            (await system.RecoverAsync("two")).Events.Should().BeEquivalentTo(Events.Of("two", 3), Events.Exactly);
            (await journal.ReadAsync("nobody", cancellation)).Events.Should().BeEmpty();
        }
    }

    private Task<RunJournal> OpenAsync() =>
        RunJournals.OpenAsync(new PersistenceOptions(), folder["runs"], TimeProvider.System, TestContext.Current.CancellationToken);
}
