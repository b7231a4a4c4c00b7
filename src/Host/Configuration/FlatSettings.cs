using ActorLstm.Host.Configuration.Hocon;

namespace ActorLstm.Host.Configuration;

/// <summary>A configuration as a list of settings. It was checked when the run began: what stands in it is taken as it is.</summary>
internal static class FlatSettings
{
    /// <summary>The settings in the order of the text: values as they are written, by path without <c>actorlstm.</c></summary>
    /// <param name="configuration">The text.</param>
    /// <param name="kept">Gives for a path or a value the one of the same letters that is kept.</param>
    /// <exception cref="HoconSyntaxException">The text is not HOCON.</exception>
    public static IReadOnlyDictionary<string, string> Of(string configuration, Func<string, string> kept)
    {
        var settings = new OrderedDictionary<string, string>();
        foreach (var (key, value) in HoconReader.Parse(configuration, "experiment.conf").Items)
        {
            Add(key == ConfigurationLayers.Root ? "" : key, value);
        }

        return settings;

        void Add(string path, HoconNode node)
        {
            if (node is not HoconMap map)
            {
                settings[kept(path)] = kept(Text(node));
                return;
            }

            foreach (var (key, value) in map.Items)
            {
                Add(path.Length == 0 ? key : $"{path}.{key}", value);
            }
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
