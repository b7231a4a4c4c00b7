using System.Security.Cryptography;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cluster.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using Akka.Actor;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

/// <summary>A run that begins when its corpus is no longer where its configuration says.</summary>
[Trait("Case", "F33")]
public sealed class MovedCorpusTests : IDisposable
{
    private const string Id = "20260314-150926-k3xp";

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new();
    private readonly CorpusShelf corpora;

    public MovedCorpusTests() => corpora = new CorpusShelf(new CorpusLocator(new CorpusPlaces([], [folder["texts"]], folder["cache"]), http));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_of_a_batch_begins_with_the_text_that_its_batch_found_by_its_hash(bool isHere)
    {
        var configuration = Moved();
        var batch = await PreparedRun.PrepareAsync(configuration, corpora, Cancellation, findsMoved: true);
        File.Delete(batch.Corpus.File.Origin); // It is not read a second time.

        var opened = await OpenAsync(isHere, configuration, new BatchFacts("20260314-150900-abcd", "rates", 1, new Dictionary<string, string>()));

        (opened.Lease is not null).Should().Be(isHere);
        opened.Lease?.Dispose();
    }

    [Fact]
    public async Task A_new_run_does_not_search_for_it() =>
        await this.Awaiting(test => test.OpenAsync(isHere: true, Moved(), batch: null)).Should().ThrowAsync<CorpusMissingException>();

    // Its text has another path than its configuration says.
    private RunConfiguration Moved()
    {
        var configuration = ConfigurationLoader.LoadFile(FinishedRun.Configure(folder), new Dictionary<string, string>(), []);
        Directory.CreateDirectory(folder["texts"]);
        File.Move(folder["proverbs.txt"], folder["texts", "renamed.txt"]);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder["texts", "renamed.txt"])));
        var corpus = configuration.Experiment.Corpus with { Source = folder["proverbs.txt"], Sha256 = sha256 };
        return configuration with { Experiment = configuration.Experiment with { Corpus = corpus } };
    }

    private async Task<Opened<IRunNotice>> OpenAsync(bool isHere, RunConfiguration configuration, BatchFacts? batch)
    {
        await using var journal = await RunJournals.OpenAsync(new PersistenceOptions(), folder["runs"], TimeProvider.System, Cancellation);
        var runs = new RunStore(folder["runs"], folder.Path);
        IRunSite site = isHere
            ? new LocalRunSite(runs, journal, corpora, TimeProvider.System)
            : new ClusterRunSite(runs, journal, corpora, ActorRefs.Nobody, ActorRefs.Nobody);
        return await site.OpenAsync(new RunToOpen(Id, configuration, new ResumeChanges(AcceptDrift: false)) { Batch = batch }, Cancellation);
    }
}
