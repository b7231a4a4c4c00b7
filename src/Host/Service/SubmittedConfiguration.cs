using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Sweeps;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Sweeps;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Host.Service;

/// <summary>Checks a configuration that somebody sent: as <c>run</c> does, and that it stays within what is the service's to give.</summary>
/// <param name="place">What the runs of the service work with.</param>
internal sealed class SubmittedRun(ServicePlace place)
{
    private const string Source = "the configuration";

    /// <summary>Checks it. No environment variable counts: those are the service's own, and may be secrets.</summary>
    /// <param name="text">HOCON, of which JSON is a part.</param>
    /// <param name="name">What the run is called; null for the name in the configuration.</param>
    /// <param name="cancellation">Ends the search for the corpus.</param>
    /// <exception cref="ConfigurationException">Everything that is wrong.</exception>
    /// <exception cref="InvalidInputException">The corpus or the seed text cannot be used, or the network is too large.</exception>
    public async Task<PreparedRun> PrepareAsync(string text, string? name, CancellationToken cancellation)
    {
        var sources = new ConfigurationSources(text, Source) { Overrides = name is null ? [] : [new VerbOption("name", "experiment.name", name)] };
        var loaded = ConfigurationLoader.LoadAny(sources);
        if (loaded is { Batch: not null, Run.Sweep.Run: null })
        {
            throw Refused("actorlstm.batch", "A batch cannot be submitted: submit its runs one by one, or run it with actorlstm run.");
        }

        RequireOwn(loaded.Run);
        if (loaded.Run.Sweep.Run is not { } swept)
        {
            return await PreparedRun.PrepareAsync(Placed(loaded.Run), place.Corpora, cancellation);
        }

        var source = SweepSource.Of(place.Find(swept));
        var epochs = new EpochChoice(EpochChoiceKind.Listed, source.Choose(loaded.Run.Sweep.Epochs));
        var whole = ConfigurationLoader.Load(sources with { Swept = source.Configuration() }) with { Sweep = new SweepOptions { Run = source.Run.Folder, Epochs = epochs } };
        return (await PreparedRun.PrepareAsync(whole with { Persistence = place.Persistence }, place.Corpora, cancellation)) with { Source = source };
    }

    // Whoever may submit a run may not read any file of the machine, nor set up its actor system.
    private static void RequireOwn(RunConfiguration configuration)
    {
        var source = configuration.Experiment.Corpus.Source;
        var isKnown = KnownCorpus.Find(source) is not null || source.Equals(KnownCorpus.Sample, StringComparison.OrdinalIgnoreCase);
        if (!isKnown && (Path.IsPathRooted(source) || source.Split('/', '\\').Contains("..")))
        {
            throw Refused("actorlstm.corpus.source", $"actorlstm.corpus.source wants a known name or the name of a file in the data folders of the service ({CorpusPlaces.DataVariable}); found \"{source}\".");
        }

        if (!string.IsNullOrWhiteSpace(configuration.Akka) && configuration.Akka.Trim() is not ("" or "{}"))
        {
            throw Refused("akka", "akka { ... } cannot be submitted: the actor system is the service's own. Leave it out.");
        }

        if (configuration.Persistence != new Runs.Journals.PersistenceOptions())
        {
            throw Refused("actorlstm.persistence", "actorlstm.persistence cannot be submitted: the journal is the service's own. Leave it out.");
        }
    }

    // Where it is begun again the run has the same threads, however many others there are.
    private RunConfiguration Placed(RunConfiguration configuration)
    {
        var training = configuration.Experiment.Training;
        return configuration with
        {
            Persistence = place.Persistence,
            Experiment = configuration.Experiment with { Training = training with { Threads = training.Threads == 0 ? place.Options.Threads : training.Threads } },
        };
    }

    private static ConfigurationException Refused(string path, string message) => new([new ConfigurationError(path, message, Source, null)]);
}
