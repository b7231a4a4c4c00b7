using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Hocon;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>What the runs of a batch share: the settings of its file on which their results depend.</summary>
internal static class SharedConfiguration
{
    private static readonly string[] Sections = ["experiment.", "corpus.", "windows.", "model.", "training.", "sampling.", "checkpoints.", "divergence."];

    /// <summary>The settings: values as they are written, by path.</summary>
    /// <exception cref="HoconSyntaxException">The text is not HOCON.</exception>
    public static Dictionary<string, string> Of(string configuration) => FlatSettings.Of(configuration, text => text)
        .Where(setting => setting.Key != "experiment.name" && Sections.Any(section => setting.Key.StartsWith(section, StringComparison.Ordinal))).ToDictionary();
}
