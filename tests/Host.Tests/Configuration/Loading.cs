using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Batches;
using AwesomeAssertions;

namespace ActorLstm.Host.Tests.Configuration;

/// <summary>Loads configurations from texts.</summary>
internal static class Loading
{
    /// <summary>The configuration of a file <c>test.conf</c> with this text.</summary>
    public static RunConfiguration Of(string text, IReadOnlyDictionary<string, string>? environment = null, params string[] overrides) =>
        ConfigurationLoader.Load(Sources(text, environment, overrides));

    /// <summary>The batch of a file <c>test.conf</c> with this text in its section <c>actorlstm</c>.</summary>
    public static BatchConfiguration Batch(string text, IReadOnlyDictionary<string, string>? environment = null, params string[] overrides) =>
        ConfigurationLoader.LoadAny(Sources($"actorlstm {{\n{text}\n}}", environment, overrides)).Batch!;

    /// <summary>The settings of the runs of such a batch, each as <c>path=value</c> with semicolons between.</summary>
    public static IReadOnlyList<string> Runs(string text, IReadOnlyDictionary<string, string>? environment = null, params string[] overrides) =>
        [.. Batch(text, environment, overrides).Runs.Select(run => string.Join("; ", run.Settings.Select(setting => $"{setting.Key}={setting.Value}")))];

    /// <summary>Everything that is wrong with an option of a verb, as it is shown.</summary>
    public static IReadOnlyList<string> Errors(VerbOption option) => ErrorsOf(() => With(option));

    /// <summary>The configuration of an empty file under an option of a verb.</summary>
    public static RunConfiguration With(VerbOption option) =>
        ConfigurationLoader.Load(new ConfigurationSources("actorlstm {}", "test.conf") { Overrides = [option], DefaultName = "test" });

    /// <summary>Everything that is wrong with it, as it is shown.</summary>
    public static IReadOnlyList<string> Errors(string text, IReadOnlyDictionary<string, string>? environment = null, params string[] overrides) =>
        ErrorsOf(() => Of(text, environment, overrides));

    private static ConfigurationSources Sources(string text, IReadOnlyDictionary<string, string>? environment, string[] overrides) => new(text, "test.conf")
    {
        Environment = environment ?? new Dictionary<string, string>(),
        Overrides = [.. overrides.Select(text => new SetOption(text))],
        DefaultName = "test",
    };

    private static List<string> ErrorsOf(Func<RunConfiguration> load) =>
        [.. load.Should().Throw<ConfigurationException>().Which.Errors.Select(error => error.ToString())];
}
