using ActorLstm.Host.Configuration;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Measures;

namespace ActorLstm.Host.Reports.Facts;

/// <summary>Finds the corpora of runs as <c>resume</c> does, but on this machine alone, and indexes each once.</summary>
/// <param name="variable">Reads an environment variable.</param>
/// <param name="currentFolder">The folder that the user is in.</param>
internal sealed class RunCorpora(Func<string, string?> variable, string currentFolder)
{
    private readonly Dictionary<string, Indexed> indexes = [];

    /// <summary>The index of a run's corpus.</summary>
    public async Task<Indexed> OfAsync(ReportedRun run, CancellationToken cancellation)
    {
        if (run.Document is not { } document)
        {
            return new Indexed(null, "what its corpus was is not known, because its run.json is missing or damaged");
        }

        var key = string.Join('\n', run.Settings.Where(setting => setting.Key.StartsWith("corpus.", StringComparison.Ordinal)).Prepend(new("", document.Corpus.Sha256)));
        if (!indexes.TryGetValue(key, out var index))
        {
            indexes[key] = index = await IndexAsync(run, document.Corpus.Sha256, cancellation);
        }

        return index;
    }

    private async Task<Indexed> IndexAsync(ReportedRun run, string sha256, CancellationToken cancellation)
    {
        try
        {
            var options = ConfigurationLoader.Load(new ConfigurationSources(run.Configuration, "experiment.conf")).Experiment.Corpus;
            using var http = new HttpClient(new NoNetwork());
            var file = await new CorpusLocator(CorpusPlaces.FromEnvironment(variable, run.Stored.Folder, currentFolder), http).FindAsync(options with { Fallback = CorpusFallback.None }, new CorpusSearch { FindsMoved = true }, cancellation);
            return file.Sha256 == sha256
                ? new Indexed(CorpusIndex.Of(Corpus.Read(file, options)), null)
                : new Indexed(null, $"the corpus {file.Origin} is not the one of the run: its sha256 is {file.Sha256}, not {sha256}");
        }
        catch (Exception fault) when (fault is InvalidInputException or ConfigurationException)
        {
            return new Indexed(null, fault.Message);
        }
    }

    /// <summary>The index of a corpus, or why there is none.</summary>
    internal sealed record Indexed(CorpusIndex? Index, string? WhyNot);

    // The status keeps the locator from asking again.
    private sealed class NoNetwork : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("a report asks nothing of the network.", null, System.Net.HttpStatusCode.Forbidden);
    }
}
