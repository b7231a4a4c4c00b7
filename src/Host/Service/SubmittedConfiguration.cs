using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Batches;
using ActorLstm.Host.Configuration.Hocon;
using ActorLstm.Host.Configuration.Sweeps;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Names;
using ActorLstm.Host.Runs.Sweeps;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Host.Service;

/// <summary>A configuration that somebody sent, checked as <c>run</c> does, and that it stays within what is the service's to give.</summary>
internal sealed class SubmittedConfiguration
{
    private const string Source = "the configuration";

    private readonly ServicePlace place;
    private readonly ConfigurationSources sources;
    private readonly LoadedConfiguration loaded;

    /// <summary>Reads it. No environment variable counts: those are the service's own, and may be secrets.</summary>
    /// <param name="place">What the runs of the service work with.</param>
    /// <param name="text">HOCON, of which JSON is a part.</param>
    /// <param name="name">What the run or the batch is called; null for the name in the configuration.</param>
    /// <exception cref="ConfigurationException">Everything that is wrong.</exception>
    public SubmittedConfiguration(ServicePlace place, string text, string? name)
    {
        this.place = place;
        sources = new ConfigurationSources(text, Source) { Overrides = name is null ? [] : [new VerbOption("name", "experiment.name", name)], MostRuns = place.Options.BatchRuns };
        loaded = ConfigurationLoader.LoadAny(sources);
        if (IsEmpty(HoconReader.Parse(text, Source)))
        {
            throw new ConfigurationException([new ConfigurationError(null, "The configuration sets nothing. Write what to train, for instance: actorlstm { experiment.epochs = 3, corpus.source = nietzsche }.", Source, null)]);
        }

        RequireOwn(loaded.Run);
        foreach (var member in Batch?.Runs ?? [])
        {
            RequireOwnCorpus(member.Configuration);
        }
    }

    /// <summary>The batch; null where it asks for a single run.</summary>
    public BatchConfiguration? Batch => loaded is { Batch: { } batch, Run.Sweep.Run: null } ? batch : null;

    /// <summary>Prepares the run that it asks for.</summary>
    /// <exception cref="ConfigurationException">What a sweep says does not fit the run that it takes its checkpoints from.</exception>
    /// <exception cref="InvalidInputException">The corpus or the seed text cannot be used, or the network is too large.</exception>
    public async Task<PreparedRun> PrepareRunAsync(CancellationToken cancellation)
    {
        if (loaded.Run.Sweep.Run is not { } swept)
        {
            return await PreparedRun.PrepareAsync(Placed(loaded.Run), place.Corpora, cancellation, place.Memory, place.Site.IsHere);
        }

        var source = SweepSource.Of(FindSwept(swept));
        var epochs = new EpochChoice(EpochChoiceKind.Listed, source.Choose(loaded.Run.Sweep.Epochs));
        var whole = ConfigurationLoader.Load(sources with { Swept = source.Configuration() }) with { Sweep = new SweepOptions { Run = source.Run.Folder, Epochs = epochs } };
        return (await PreparedRun.PrepareAsync(whole with { Persistence = place.Persistence }, place.Corpora, cancellation, place.Memory, findsMoved: true)) with { Source = source };
    }

    /// <summary>Prepares the batch that it asks for.</summary>
    /// <exception cref="InvalidInputException">A corpus or a seed text cannot be used, or a network is too large.</exception>
    public Task<PreparedBatch> PrepareBatchAsync(CancellationToken cancellation) =>
        place.PrepareAsync(Batch! with { Text = ResolvedConfiguration.WithPersistence(Batch.Text, place.Persistence) }, cancellation);

    // Nobody who sends nothing means the sixty epochs of the defaults.
    private static bool IsEmpty(HoconMap section) => section.Items.Values.All(value => value is HoconMap inner && IsEmpty(inner));

    private StoredRun FindSwept(string run)
    {
        try
        {
            return place.Find(run);
        }
        catch (RunUnknownException fault)
        {
            throw Refused("actorlstm.sweep.run", $"actorlstm.sweep.run: {fault.Message}");
        }
    }

    // Whoever may submit a run may not read any file of the machine, nor set up its actor system.
    private static void RequireOwn(RunConfiguration configuration)
    {
        RequireOwnCorpus(configuration);
        if (!string.IsNullOrWhiteSpace(configuration.Akka) && configuration.Akka.Trim() is not ("" or "{}"))
        {
            throw Refused("akka", "akka { ... } cannot be submitted: the actor system is the service's own. Leave it out.");
        }

        if (configuration.Persistence != new Runs.Journals.PersistenceOptions())
        {
            throw Refused("actorlstm.persistence", "actorlstm.persistence cannot be submitted: the journal is the service's own. Leave it out.");
        }
    }

    private static void RequireOwnCorpus(RunConfiguration configuration)
    {
        foreach (var item in configuration.Experiment.Corpus.Source.Items)
        {
            if (!KnownCorpus.IsName(item) && (Path.IsPathRooted(item) || item.Split('/', '\\').Contains("..")))
            {
                throw Refused("actorlstm.corpus.source", $"actorlstm.corpus.source wants known names, or files and folders in the data folders of the service ({CorpusPlaces.DataVariable}); found \"{item}\".");
            }
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
