using System.Globalization;
using ActorLstm.Host.Configuration.Hocon;

namespace ActorLstm.Host.Configuration.Batches;

/// <summary>What distinguishes a run of a batch from the others: values by path, without <c>actorlstm.</c>, in the order of the file.</summary>
/// <param name="Values">The values.</param>
internal sealed record MemberSettings(IReadOnlyList<KeyValuePair<string, HoconNode>> Values)
{
    /// <summary>A setting that is none of a run: how early it begins.</summary>
    public const string PriorityPath = "batch.priority";

    /// <summary>The same text for runs that are the same, in whatever order their settings stand.</summary>
    public string Key { get; } = string.Join('\n', Values.Where(value => value.Key != PriorityPath).OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={KeyOf(value.Value)}"));

    /// <summary>The run as it is.</summary>
    public static MemberSettings None { get; } = new([]);

    /// <summary>With one more setting.</summary>
    public MemberSettings With(string path, HoconNode value) => new([.. Values, KeyValuePair.Create(path, value)]);

    /// <summary>As a layer over the configuration.</summary>
    public HoconMap Layer()
    {
        var layer = new HoconMap(Values.Count == 0 ? new HoconOrigin("batch") : Values[0].Value.Origin);
        foreach (var (path, value) in Values)
        {
            layer.Set(KeysOf(path), value);
        }

        return layer;
    }

    /// <summary>The keys from the top of a configuration to a setting.</summary>
    public static IReadOnlyList<string> KeysOf(string path) => [ConfigurationLayers.Root, .. path.Split('.')];

    /// <summary>As they are written.</summary>
    public IReadOnlyDictionary<string, string> Texts() =>
        Values.Where(setting => setting.Key != PriorityPath).ToDictionary(setting => setting.Key, setting => TextOf(setting.Value));

    /// <summary>Whether the run has these values.</summary>
    public bool Has(MemberSettings wanted) => wanted.Values.All(value => Values.Any(own => own.Key == value.Key && AreSame(own.Value, value.Value)));

    /// <summary>A value as it is written.</summary>
    public static string TextOf(HoconNode node) => node switch
    {
        HoconText { IsQuoted: true, Value: "null" } => "\"null\"", // Without quotes it is no value.
        HoconText text => text.Value,
        HoconList list => $"[{string.Join(", ", list.Items.Select(TextOf))}]",
        _ => "{...}",
    };

    /// <summary>Whether two values mean the same: 0.1 and 1e-1 do.</summary>
    public static bool AreSame(HoconNode one, HoconNode other) => KeyOf(one) == KeyOf(other);

    /// <summary>The same text for values that mean the same. Whole numbers are told apart where doubles are not.</summary>
    public static string KeyOf(HoconNode value) => value switch
    {
        HoconList list => $"[{string.Join(", ", list.Items.Select(KeyOf))}]",
        _ => TextOf(value) is var text && SettingsParser.Long(text) is { } whole ? whole.ToString(CultureInfo.InvariantCulture)
            : SettingsParser.Double(text) is { } number ? SettingsText.Of(number) : text,
    };
}
