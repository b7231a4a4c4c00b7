using System.Globalization;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Configuration.Hocon;
using ActorLstm.Host.Configuration.Sweeps;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;

namespace ActorLstm.Host.Configuration;

/// <summary>Writes a configuration out whole, every key with its value: reading the text gives the same configuration again, but for passwords, which are never written.</summary>
public static class ResolvedConfiguration
{
    private static readonly HoconOrigin Origin = new("resolved");

    /// <summary>The configuration as HOCON.</summary>
    public static string Write(RunConfiguration configuration)
    {
        var root = new HoconMap(Origin);
        root.Set([ConfigurationLayers.Root], Tree(configuration));
        root.Merge(HoconReader.Parse(configuration.Akka, ConfigurationLayers.Akka));
        return HoconWriter.Write(root);
    }

    /// <summary>A configuration of HOCON with another journal.</summary>
    /// <param name="text">The configuration; it may hold references.</param>
    /// <param name="persistence">The journal.</param>
    public static string WithPersistence(string text, PersistenceOptions persistence)
    {
        var root = HoconReader.Parse(text, Origin.Source);
        foreach (var (path, value) in Persistence(persistence))
        {
            root.Set([ConfigurationLayers.Root, .. path.Split('.')], value);
        }

        return HoconWriter.Write(root);
    }

    /// <summary>The section <c>actorlstm</c>, every key with its value.</summary>
    internal static HoconMap Tree(RunConfiguration configuration)
    {
        var tree = new HoconMap(Origin);
        foreach (var (path, value) in Experiment(configuration.Experiment).Concat(Supervision(configuration.Supervision)).Concat(Persistence(configuration.Persistence)).Concat(Sweep(configuration.Sweep)))
        {
            tree.Set(path.Split('.'), value);
        }

        return tree;
    }

    private static IEnumerable<(string Path, HoconNode Value)> Experiment(Experiment experiment) =>
    [
        ("experiment.name", Text(experiment.Name)),
        ("experiment.seed", Number(experiment.Seed)),
        ("experiment.epochs", Number(experiment.Epochs)),
        ("corpus.source", experiment.Corpus.Source.Items is [var source] ? Text(source) : new HoconList(Origin, [.. experiment.Corpus.Source.Items.Select(Text)])),
        ("corpus.sha256", Text(experiment.Corpus.Sha256)),
        ("corpus.encoding", Text(experiment.Corpus.Encoding)),
        ("corpus.lowercase", Bool(experiment.Corpus.Lowercase)),
        ("corpus.normalization", Choice(experiment.Corpus.Normalization)),
        ("corpus.unknown-characters", Choice(experiment.Corpus.UnknownCharacters)),
        ("corpus.validation-fraction", Number(experiment.Corpus.ValidationFraction)),
        ("corpus.validation-step", Number(experiment.Corpus.ValidationStep)),
        ("corpus.fallback", Choice(experiment.Corpus.Fallback)),
        ("windows.maxlen", Number(experiment.Windows.MaxLength)),
        ("windows.step", Number(experiment.Windows.Step)),
        ("windows.targets", Choice(experiment.Windows.Targets)),
        ("model.layers", Number(experiment.Network.Layers)),
        ("model.hidden", Number(experiment.Network.Hidden)),
        ("model.dropout", Number(experiment.Network.Dropout)),
        ("training.batch-size", Number(experiment.Training.BatchSize)),
        ("training.optimizer", Choice(experiment.Training.Optimizer.Kind)),
        ("training.learning-rate", Number(experiment.Training.LearningRate)),
        ("training.rho", Number(experiment.Training.Optimizer.Rho)),
        ("training.momentum", Number(experiment.Training.Optimizer.Momentum)),
        ("training.beta1", Number(experiment.Training.Optimizer.Beta1)),
        ("training.beta2", Number(experiment.Training.Optimizer.Beta2)),
        ("training.epsilon", Number(experiment.Training.Optimizer.Epsilon)),
        ("training.clip-norm", Number(experiment.Training.ClipNorm)),
        ("training.schedule.kind", Choice(experiment.Training.Schedule.Kind)),
        ("training.schedule.decay", Number(experiment.Training.Schedule.Decay)),
        ("training.schedule.floor", Number(experiment.Training.Schedule.Floor)),
        ("training.schedule.patience", Number(experiment.Training.Schedule.Patience)),
        ("training.early-stopping", Number(experiment.Training.EarlyStopping)),
        ("training.device", Text(experiment.Training.Device)),
        ("training.threads", Number(experiment.Training.Threads)),
        ("training.kernel", Choice(experiment.Training.Kernel)),
        ("divergence.policy", Choice(experiment.Divergence.Policy)),
        ("divergence.multiple", Number(experiment.Divergence.Multiple)),
        ("divergence.rate-factor", Number(experiment.Divergence.RateFactor)),
        ("divergence.max-rollbacks", Number(experiment.Divergence.MaxRollbacks)),
        ("sampling.temperatures", new HoconList(Origin, [.. experiment.Sampling.Temperatures.Select(Number)])),
        ("sampling.length", Number(experiment.Sampling.Length)),
        ("sampling.seed-text", Text(experiment.Sampling.SeedText)),
        ("sampling.seed-texts", experiment.Sampling.SeedTexts is { } texts ? new HoconList(Origin, [.. texts.Select(Text)]) : Plain("null")),
        ("sampling.replicas", Number(experiment.Sampling.Replicas)),
        ("sampling.context", Choice(experiment.Sampling.Context)),
        ("sampling.top-k", Number(experiment.Sampling.TopK)),
        ("sampling.top-p", Number(experiment.Sampling.TopP)),
        ("sampling.every-epochs", Number(experiment.Sampling.EveryEpochs)),
        ("checkpoints.every-epochs", Number(experiment.Checkpoints.EveryEpochs)),
        ("checkpoints.every", Plain(SettingsText.Of(experiment.Checkpoints.Every))),
        ("checkpoints.keep-last", Number(experiment.Checkpoints.KeepLast)),
        ("checkpoints.keep-best", Bool(experiment.Checkpoints.KeepBest)),
    ];

    private static IEnumerable<(string Path, HoconNode Value)> Supervision(SupervisionOptions supervision) =>
    [
        ("supervision.max-retries", Number(supervision.MaxRetries)),
        ("supervision.max-deaths", Number(supervision.MaxDeaths)),
        ("supervision.stall-timeout", Plain(SettingsText.Of(supervision.StallTimeout))),
        ("supervision.sample-timeout", Plain(SettingsText.Of(supervision.SampleTimeout))),
    ];

    private static IEnumerable<(string Path, HoconNode Value)> Persistence(PersistenceOptions persistence) =>
    [
        ("persistence.provider", Choice(persistence.Provider)),
        ("persistence.connection-string", Text(persistence.ConnectionString is { } text ? PostgresAddress.WithoutPasswords(text) : null)),
    ];

    private static IEnumerable<(string Path, HoconNode Value)> Sweep(SweepOptions sweep) =>
    [
        ("sweep.run", Text(sweep.Run)),
        ("sweep.epochs", sweep.Epochs.Kind == EpochChoiceKind.Listed ? new HoconList(Origin, [.. sweep.Epochs.Listed.Select(epoch => Number(epoch))]) : Choice(sweep.Epochs.Kind)),
    ];

    private static HoconText Text(string? text) => text is null ? Plain("null") : new HoconText(Origin, text, IsQuoted: true);

    private static HoconText Number(long number) => Plain(number.ToString(CultureInfo.InvariantCulture));

    private static HoconText Number(double number) => Plain(SettingsText.Of(number));

    private static HoconText Bool(bool value) => Plain(value ? "true" : "false");

    private static HoconText Choice<TEnum>(TEnum value)
        where TEnum : struct, Enum => Plain(value.ToString().ToLowerInvariant());

    private static HoconText Plain(string text) => new(Origin, text, IsQuoted: false);
}
