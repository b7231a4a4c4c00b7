using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

/// <summary>Runs whose processes died, as the journal tells them, and the order in which they begin again.</summary>
internal sealed class DeadRuns : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    private readonly TemporaryFolder folder;
    private readonly HttpClient http = new();
    private readonly RunConfiguration configuration;
    private readonly CorpusShelf corpora;

    /// <param name="folder">Holds their corpus and their folders.</param>
    /// <param name="journal">Keeps their events.</param>
    public DeadRuns(TemporaryFolder folder, RunJournal journal)
    {
        this.folder = folder;
        configuration = ConfigurationLoader.LoadFile(FinishedRun.Configure(folder), new Dictionary<string, string>(), []);
        corpora = new CorpusShelf(new CorpusLocator(CorpusPlaces.FromEnvironment(_ => null, folder.Path), http));
        Site = new LocalRunSite(new RunStore(folder["runs"], folder.Path), journal, corpora, TimeProvider.System);
    }

    /// <summary>Where they are opened.</summary>
    public LocalRunSite Site { get; init; }

    /// <summary>Records a run during which processes died.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="deaths">How many, at least 1.</param>
    /// <param name="batch">Its place in a batch; null where it belongs to none.</param>
    /// <param name="then">What happened after its start.</param>
    public async Task RecordAsync(string id, int deaths, BatchFacts? batch = null, params IReadOnlyList<IRunEvent> then)
    {
        var prepared = await PreparedRun.PrepareAsync(configuration, corpora, TestContext.Current.CancellationToken);
        var started = new RunStarted(
            prepared.Facts(id) with { Batch = batch }, prepared.Configuration.Plan, ResolvedConfiguration.Write(prepared.Configuration), Process(1), Now);
        var resumed = Enumerable.Range(2, deaths - 1).Select(number => new RunResumed(Process(number), [], null, null, Now));
        await StoredRuns.RecordAsync(folder, id, [started, .. then, .. resumed]);
    }

    /// <summary>Opens a healthy run, which is not begun and so makes no progress: a run with a death waits until its lease ends.</summary>
    public Task<RunLease> OpenHealthyAsync() =>
        OpenAsync(new RunToOpen("20260314-150926-good", configuration, new ResumeChanges(AcceptDrift: false)));

    /// <summary>Opens a run with a death, which is not begun: every other run waits until its lease ends.</summary>
    public async Task<RunLease> OpenSuspectAsync()
    {
        const string Id = "20260314-150926-evil";
        await RecordAsync(Id, deaths: 1);
        return await OpenAsync(new RunToOpen(Id, null, new ResumeChanges(AcceptDrift: false)));
    }

    /// <summary>A run as the journal tells it.</summary>
    public async Task<RunState> ReadAsync(string id) =>
        (await Site.Journal.PeekAsync(id, 0, TestContext.Current.CancellationToken)).Aggregate(RunState.Initial, (state, happened) => state.Apply(happened));

    public void Dispose() => http.Dispose();

    private static RunOwner Process(int number) => new("elsewhere", number, $"token {number}");

    private async Task<RunLease> OpenAsync(RunToOpen run) => (await Site.OpenAsync(run, TestContext.Current.CancellationToken)).Lease!;
}
