using ActorLstm.Host.Configuration;
using AwesomeAssertions;

namespace ActorLstm.Host.Tests.Configuration;

/// <summary>Loads configurations from texts.</summary>
internal static class Loading
{
    /// <summary>The configuration of a file <c>test.conf</c> with this text.</summary>
    public static RunConfiguration Of(string text, IReadOnlyDictionary<string, string>? environment = null, params string[] overrides) =>
        ConfigurationLoader.Load(new ConfigurationSources(text, "test.conf")
        {
            Environment = environment ?? new Dictionary<string, string>(),
            Overrides = [.. overrides.Select(text => new SetOption(text))],
            DefaultName = "test",
        });

    /// <summary>Everything that is wrong with an option of a verb, as it is shown.</summary>
    public static IReadOnlyList<string> Errors(VerbOption option) => ErrorsOf(() => With(option));

    /// <summary>The configuration of an empty file under an option of a verb.</summary>
    public static RunConfiguration With(VerbOption option) =>
        ConfigurationLoader.Load(new ConfigurationSources("actorlstm {}", "test.conf") { Overrides = [option], DefaultName = "test" });

    /// <summary>Everything that is wrong with it, as it is shown.</summary>
    public static IReadOnlyList<string> Errors(string text, IReadOnlyDictionary<string, string>? environment = null, params string[] overrides) =>
        ErrorsOf(() => Of(text, environment, overrides));

    private static List<string> ErrorsOf(Func<RunConfiguration> load) =>
        [.. load.Should().Throw<ConfigurationException>().Which.Errors.Select(error => error.ToString())];
}
