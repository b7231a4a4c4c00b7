using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Hocon;

namespace ActorLstm.Host.Reports.Facts;

/// <summary>A configuration as a list of settings. It was checked when the run began: what stands in it is taken as it is.</summary>
internal static class FlatSettings
{
    /// <summary>The settings in the order of the text: values as they are written, by path without <c>actorlstm.</c></summary>
    /// <exception cref="HoconSyntaxException">The text is not HOCON.</exception>
    public static IReadOnlyDictionary<string, string> Of(string configuration)
    {
        var settings = new OrderedDictionary<string, string>();
        foreach (var (key, value) in HoconReader.Parse(configuration, "experiment.conf").Items)
        {
            Add(key == ConfigurationLayers.Root ? "" : key, value, settings);
        }

        return settings;
    }

    private static void Add(string path, HoconNode node, OrderedDictionary<string, string> settings)
    {
        if (node is not HoconMap map)
        {
            settings[path] = Text(node);
            return;
        }

        foreach (var (key, value) in map.Items)
        {
            Add(path.Length == 0 ? key : $"{path}.{key}", value, settings);
        }
    }

    private static string Text(HoconNode node) => node switch
    {
        HoconText text => text.Value,
        HoconList list => $"[{string.Join(", ", list.Items.Select(Text))}]",
        HoconMap map => $"{{ {string.Join(", ", map.Items.Select(item => $"{item.Key} = {Text(item.Value)}"))} }}",
        _ => node.ToString(),
    };
}
