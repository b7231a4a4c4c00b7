using ActorLstm.Actors.Settings;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Hocon;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration;

public sealed class ResolvedConfigurationTests
{
    private static readonly Gen<double> Share = Gen.Double[0, 0.999];
    private static readonly Gen<string> Text = Gen.String[Gen.Char["abcXYZ 019\n\t\"\\#/${}[]=:,éß\u2028\u0001'"], 1, 40];

    private static readonly Gen<CorpusOptions> Corpora = Gen.Select(Text.Where(text => !string.IsNullOrWhiteSpace(text)), Gen.Bool, Gen.Enum<TextNormalization>(), Gen.Enum<UnknownCharacterPolicy>(), Gen.Enum<CorpusFallback>())
        .Select((source, flag, normalization, policy, fallback) => new CorpusOptions
        {
            Source = source,
            Sha256 = flag ? new string('a', 64) : null,
            Encoding = flag ? "utf-8" : "windows-1252",
            Lowercase = flag,
            Normalization = normalization,
            UnknownCharacters = policy,
            Fallback = fallback,
            ValidationFraction = (int)policy / 10.0,
            ValidationStep = 1 + (int)fallback,
        });

    private static readonly Gen<OptimizerOptions> Optimizers = Gen.Select(Gen.Enum<OptimizerKind>(), Share, Share, Share, Share, Gen.Double[1e-12, 1])
        .Select((kind, rho, momentum, beta1, beta2, epsilon) => new OptimizerOptions { Kind = kind, Rho = rho, Momentum = momentum, Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon });

    private static readonly Gen<TrainingOptions> Trainings = Gen.Select(Optimizers, Gen.Int[1, 1000], Gen.Double[1e-9, 1000], Gen.Double[0, 1e30], Gen.Enum<ScheduleKind>(), Gen.Double[0.001, 1], Gen.Int[0, 1024])
        .Select((optimizer, batch, rate, norm, schedule, share, threads) => new TrainingOptions
        {
            Optimizer = optimizer,
            BatchSize = batch,
            LearningRate = rate,
            ClipNorm = norm,
            Schedule = new ScheduleOptions { Kind = schedule, Decay = share, Floor = share, Patience = batch },
            EarlyStopping = threads,
            Device = threads % 2 == 0 ? "auto" : $"cuda:{threads % 8}",
            Threads = threads,
            Kernel = (KernelKind)(threads % 3),
        });

    private static readonly Gen<SamplingOptions> Samplings = Gen.Select(Gen.Double[0, 1e6].Array[1, 5], Gen.Int[1, 1_000_000], Text.Null(), Gen.Int[1, 100], Gen.Enum<SamplingContext>(), Gen.Int[0, 65536], Gen.Double[1e-6, 1])
        .Select((temperatures, length, seedText, count, context, topK, topP) => new SamplingOptions
        {
            Temperatures = [.. temperatures.Distinct()],
            Length = length,
            SeedText = count % 3 == 0 ? null : seedText,
            SeedTexts = count % 3 == 0 && seedText is not null ? [seedText, "another"] : null,
            Replicas = count,
            Context = context,
            TopK = topK,
            TopP = topP,
            EveryEpochs = count,
        });

    private static readonly Gen<RunConfiguration> Configurations = Gen.Select(Gen.Long, Gen.Int[1, 1_000_000], Corpora, Trainings, Samplings, Gen.Int[1, 64], Share, Gen.Long[TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerHour * 720])
        .Select((seed, epochs, corpus, training, sampling, small, share, ticks) => new RunConfiguration(
            new Experiment
            {
                Name = $"run {small}",
                Seed = seed,
                Epochs = epochs,
                Corpus = corpus,
                Windows = new WindowOptions { MaxLength = small * 10, Step = small, Targets = small % 2 == 0 ? Targets.Last : Targets.Every },
                Network = new NetworkOptions { Layers = small % 4 + 1, Hidden = small * 32, Dropout = share },
                Training = training,
                Sampling = sampling,
                Checkpoints = new CheckpointOptions { EveryEpochs = small, KeepLast = small - 1, KeepBest = small % 2 == 0 },
            },
            new SupervisionOptions { MaxRetries = small, MaxDeaths = small, StallTimeout = new TimeSpan(ticks), SampleTimeout = TimeSpan.FromMinutes(small) })
        {
            Persistence = small % 2 == 0 ? new PersistenceOptions() : new PersistenceOptions { Provider = PersistenceProvider.PostgreSql, ConnectionString = $"Host=server{small};Port={small};Database=runs;Username=\"me;too\"" },
            Akka = small % 3 == 0 ? "akka {\n  loglevel = DEBUG\n}\n" : "",
        });

    [Fact]
    public void What_is_written_gives_the_same_configuration_again() => Configurations.Sample(configuration =>
    {
        var written = ResolvedConfiguration.Write(configuration);
        var read = Loading.Of(written);
        read.Should().BeEquivalentTo(configuration);
        ResolvedConfiguration.Write(read).Should().Be(written);
    });

    [Theory]
    [InlineData("Password=hush")]
    [InlineData("pwd=hush")]
    [InlineData("SSL Password=hush")]
    [InlineData("password='hu;sh'")]
    public void It_never_holds_a_password(string secret)
    {
        var configuration = Loading.Of("actorlstm.persistence.provider = postgresql", overrides: $"persistence.connection-string=Host=server;{secret};Database=runs");
        configuration.Persistence.ConnectionString.Should().Contain("hu");
        var written = ResolvedConfiguration.Write(configuration);
        written.Should().Contain("connection-string = \"Host=server;Database=runs\"").And.NotContain("hu");
        Loading.Of(written).Persistence.ConnectionString.Should().Be("Host=server;Database=runs");
    }

    [Fact]
    public void It_has_every_key_of_a_run() =>
        Leaves(ResolvedConfiguration.Tree(Loading.Of("actorlstm {}"))).Should().BeEquivalentTo(
            ConfigurationLoader.KnownPaths().Where(path => !path.StartsWith("batch.", StringComparison.Ordinal)));

    private static IEnumerable<string> Leaves(HoconNode node, string path = "") => node is HoconMap map
        ? map.Items.SelectMany(item => Leaves(item.Value, path.Length == 0 ? item.Key : $"{path}.{item.Key}"))
        : [path];
}
