using ActorLstm.Actors.Settings;
using ActorLstm.Host.Configuration.Sweeps;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Memory;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Configuration;

/// <summary>
/// Every setting, its type and its range, section by section. A key is known because it is read here; <c>reference.conf</c>
/// explains it and <see cref="ResolvedConfiguration"/> writes it, and tests hold the three together.
/// </summary>
internal sealed class ExperimentReader(SettingsReader settings)
{
    private const int MostEpochs = 1_000_000;

    private const int MostTexts = 100_000;

    private const int MostSources = 1000;

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(720);

    /// <summary>Reads everything.</summary>
    /// <param name="defaultName">The experiment's name where none is given.</param>
    public RunConfiguration Read(string defaultName)
    {
        var experiment = new Experiment
        {
            Name = Name(defaultName),
            Seed = settings.Long("experiment.seed", long.MinValue, long.MaxValue),
            Epochs = settings.Int("experiment.epochs", 1, MostEpochs),
            Corpus = Corpus(),
            Windows = Windows(),
            Network = Network(),
            Training = Training(),
            Divergence = Divergence(),
            Sampling = Sampling(),
            Checkpoints = Checkpoints(),
        };
        foreach (var (path, message) in ShapeLimits.Exceeded(experiment))
        {
            settings.Refuse(path, message);
        }

        var sweep = new SweepReader(settings).Read();
        if (sweep.Run is not null && experiment.Sampling.EveryEpochs != 1)
        {
            settings.Refuse("sampling.every-epochs", "is of no use with sweep.run, where sweep.epochs says which epochs texts are generated from: leave it out");
        }

        return new RunConfiguration(experiment, Supervision()) { Persistence = Persistence(), Sweep = sweep };
    }

    private string Name(string defaultName)
    {
        const string Wanted = "1 to 100 characters, none of them a control character, / or \\, and not \".\" or \"..\"";
        var given = settings.OptionalText("experiment.name", Wanted, IsName);
        if (given is null && !IsName(defaultName))
        {
            settings.Refuse("experiment.name", $"is not given, and the file's name cannot stand in for it: it wants {Wanted}");
        }

        return given ?? defaultName;
    }

    private CorpusOptions Corpus() => new()
    {
        Source = new CorpusSource(settings.TextOrTexts("corpus.source", "a known name (nietzsche, sample) or the path of a text file or of a folder", IsSource, MostSources)),
        Sha256 = settings.OptionalText("corpus.sha256", "64 hexadecimal digits", IsSha256)?.ToLowerInvariant(),
        Encoding = settings.Text("corpus.encoding", "the name of an encoding, for instance utf-8, utf-16, iso-8859-1 or windows-1252", TextDecoder.Knows),
        Lowercase = settings.Bool("corpus.lowercase"),
        Normalization = settings.Choice<TextNormalization>("corpus.normalization"),
        UnknownCharacters = settings.Choice<UnknownCharacterPolicy>("corpus.unknown-characters"),
        ValidationFraction = settings.Double("corpus.validation-fraction", NumberRange.BelowOne),
        ValidationStep = settings.Int("corpus.validation-step", 1, 1_000_000),
        Fallback = settings.Choice<CorpusFallback>("corpus.fallback"),
    };

    private WindowOptions Windows() => new()
    {
        MaxLength = settings.Int("windows.maxlen", 1, 1_000_000),
        Step = settings.Int("windows.step", 1, 1_000_000),
        Targets = settings.Choice<Targets>("windows.targets"),
    };

    private NetworkOptions Network() => new()
    {
        Layers = settings.Int("model.layers", 1, 64),
        Hidden = settings.Int("model.hidden", 1, 8192),
        Dropout = settings.Double("model.dropout", NumberRange.BelowOne),
    };

    private TrainingOptions Training() => new()
    {
        BatchSize = settings.Int("training.batch-size", 1, 1_000_000),
        Optimizer = new OptimizerOptions
        {
            Kind = settings.Choice<OptimizerKind>("training.optimizer"),
            Rho = settings.Double("training.rho", NumberRange.BelowOne),
            Momentum = settings.Double("training.momentum", NumberRange.BelowOne),
            Beta1 = settings.Double("training.beta1", NumberRange.BelowOne),
            Beta2 = settings.Double("training.beta2", NumberRange.BelowOne),
            Epsilon = settings.Double("training.epsilon", new NumberRange(0, 1, HasLow: false)),
        },
        LearningRate = settings.Double("training.learning-rate", new NumberRange(0, 1000, HasLow: false)),
        ClipNorm = settings.Double("training.clip-norm", new NumberRange(0, 1e30)),
        Schedule = new ScheduleOptions
        {
            Kind = settings.Choice<ScheduleKind>("training.schedule.kind"),
            Decay = settings.Double("training.schedule.decay", new NumberRange(0, 1, HasLow: false)),
            Floor = settings.Double("training.schedule.floor", new NumberRange(0, 1)),
            Patience = settings.Int("training.schedule.patience", 1, 1_000_000),
        },
        EarlyStopping = settings.Int("training.early-stopping", 0, 1_000_000),
        Device = settings.Text("training.device", "auto, cpu, cuda or cuda:N, such as cuda:0", DeviceSelection.IsValid),
        Threads = settings.Int("training.threads", 0, 1024),
        Kernel = settings.Choice<KernelKind>("training.kernel"),
    };

    private DivergenceOptions Divergence() => new()
    {
        Policy = settings.Choice<DivergencePolicy>("divergence.policy"),
        Multiple = settings.Double("divergence.multiple", new NumberRange(1, 1_000_000, HasLow: false)),
        RateFactor = settings.Double("divergence.rate-factor", new NumberRange(0, 1, HasLow: false, HasHigh: false)),
        MaxRollbacks = settings.Int("divergence.max-rollbacks", 0, 1000),
    };

    private SamplingOptions Sampling()
    {
        var options = SamplingAsGiven();
        if (options is { SeedText: not null, SeedTexts: not null })
        {
            settings.Refuse("sampling.seed-texts", "stands beside sampling.seed-text, which it takes the place of: leave one of them out");
        }

        return options;
    }

    private SamplingOptions SamplingAsGiven() => new()
    {
        Temperatures = settings.Doubles("sampling.temperatures", NumberRange.NotNegative, longest: 1000),
        Length = settings.Int("sampling.length", 1, 1_000_000),
        SeedText = settings.OptionalText("sampling.seed-text", "a text of at least one character", text => text.Length > 0),
        SeedTexts = settings.OptionalTexts("sampling.seed-texts", "a text of at least one character", text => text.Length > 0, longest: 1000),
        Replicas = settings.Int("sampling.replicas", 1, MostTexts),
        Context = settings.Choice<SamplingContext>("sampling.context"),
        TopK = settings.Int("sampling.top-k", 0, Vocabulary.MaximumCount),
        TopP = settings.Double("sampling.top-p", new NumberRange(0, 1, HasLow: false)),
        EveryEpochs = settings.Int("sampling.every-epochs", 1, MostEpochs),
    };

    private CheckpointOptions Checkpoints() => new()
    {
        EveryEpochs = settings.Int("checkpoints.every-epochs", 1, MostEpochs),
        Every = settings.Duration("checkpoints.every", ShortestTimeout, LongestTimeout),
        KeepLast = settings.Int("checkpoints.keep-last", 0, MostEpochs),
        KeepBest = settings.Bool("checkpoints.keep-best"),
    };

    private SupervisionOptions Supervision() => new()
    {
        MaxRetries = settings.Int("supervision.max-retries", 0, 1000),
        MaxDeaths = settings.Int("supervision.max-deaths", 1, 1_000_000),
        StallTimeout = settings.Duration("supervision.stall-timeout", ShortestTimeout, LongestTimeout),
        SampleTimeout = settings.Duration("supervision.sample-timeout", ShortestTimeout, LongestTimeout),
    };

    private PersistenceOptions Persistence()
    {
        const string Path = "persistence.connection-string";
        var options = new PersistenceOptions
        {
            Provider = settings.Choice<PersistenceProvider>("persistence.provider"),
            ConnectionString = settings.OptionalSecret(Path, "the address of a PostgreSQL server, for instance \"Host=localhost;Port=5432;Database=runs;Username=me\"", PostgresAddress.IsValid),
        };
        if (options is { Provider: PersistenceProvider.PostgreSql, ConnectionString: null })
        {
            settings.Refuse(Path, "is missing, and persistence.provider = postgresql needs it: give the server, for instance \"Host=localhost;Port=5432;Database=runs;Username=me\"");
        }
        else if (options is { Provider: PersistenceProvider.Sqlite, ConnectionString.Length: > 0 })
        {
            settings.Refuse(Path, "is of no use with persistence.provider = sqlite, whose file is always journal.db in the folder of the runs: leave it out, or set persistence.provider = postgresql");
        }

        return options;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 100 && name is not ("." or "..") && !string.IsNullOrWhiteSpace(name) && !name.Any(character => char.IsControl(character) || character is '/' or '\\');

    private static bool IsSource(string text) => !string.IsNullOrWhiteSpace(text) && !text.Contains('\0', StringComparison.Ordinal);

    private static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);
}
