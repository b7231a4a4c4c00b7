using ActorLstm.Host.Runs.Journals;

namespace ActorLstm.Host.Tests.Runs.Journals;

public sealed class SqliteJournalTests : RunJournalContract
{
    private protected override Task<RunJournal> OpenAsync() => RunJournals.OpenAsync(new PersistenceOptions(), Runs, TimeProvider.System, Cancellation);
}
