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
            Overrides = overrides,
            DefaultName = "test",
        });

    /// <summary>Everything that is wrong with it, as it is shown.</summary>
    public static IReadOnlyList<string> Errors(string text, IReadOnlyDictionary<string, string>? environment = null, params string[] overrides) =>
        [.. FluentActions.Invoking(() => Of(text, environment, overrides)).Should().Throw<ConfigurationException>().Which.Errors.Select(error => error.ToString())];
}
