using ActorLstm.Host.Configuration.Hocon;
using F23.StringSimilarity;

namespace ActorLstm.Host.Configuration;

/// <summary>Finds the keys that no setting has, and the setting that was probably meant.</summary>
/// <param name="known">The paths of all settings, without <c>actorlstm.</c>.</param>
/// <param name="report">Takes each unknown key.</param>
/// <param name="reference">A sentence without its period that says where all keys are listed.</param>
/// <param name="hasAkka">Whether the settings of the actor system may stand beside the others.</param>
internal sealed class UnknownKeys(IReadOnlyList<string> known, Action<ConfigurationError> report, string reference = "config/reference.conf lists every key", bool hasAkka = true)
{
    // Below this a suggestion would puzzle more than it helps.
    private const double LeastSimilarity = 0.35;
    private const double Abbreviated = 0.8;

    // A person has mistyped fewer, and the search is slow enough to matter for what a program sends.
    private const int MostSuggestions = 100;
    private const int LongestSuggestedFor = 100;

    private static readonly Damerau Edits = new();

    private readonly HashSet<string> settings = [.. known];
    private int suggestions;
    private readonly HashSet<string> sections = [.. known.SelectMany(SectionsOf)];

    /// <summary>Reports the unknown keys of a layer.</summary>
    public void Refuse(HoconMap layer)
    {
        foreach (var (key, value) in layer.Items)
        {
            if (key == ConfigurationLayers.Root && value is HoconMap root)
            {
                Refuse(root, []);
            }
            else if (key != ConfigurationLayers.Root && !(hasAkka && key == ConfigurationLayers.Akka))
            {
                RefuseOutside(key, value);
            }
            else if (value is not HoconMap)
            {
                Report([key], value, "is a section and wants braces around its settings, { ... }.");
            }
        }
    }

    /// <summary>The setting whose path or last key is nearest to a path, or null where none is near.</summary>
    public string? Nearest(string path)
    {
        if (path.Length > LongestSuggestedFor || ++suggestions > MostSuggestions)
        {
            return null;
        }

        if (known.FirstOrDefault(candidate => Letters(candidate) == Letters(path)) is { } same)
        {
            return $"{ConfigurationLayers.Root}.{same}";
        }

        var (nearest, similarity) = known.Select(candidate => (candidate, Similarity(path, candidate))).MaxBy(pair => pair.Item2);
        return similarity >= LeastSimilarity ? $"{ConfigurationLayers.Root}.{nearest}" : null;
    }

    private void Refuse(HoconMap section, IReadOnlyList<string> above)
    {
        foreach (var (key, value) in section.Items)
        {
            IReadOnlyList<string> path = [.. above, key];
            var name = string.Join('.', path);
            if (key.Contains('.', StringComparison.Ordinal))
            {
                // In quotes, HOCON takes the dot for a letter of the key: no setting has one.
                Report([ConfigurationLayers.Root, .. path], value, $"is not a key: a dot within quotes is part of the name. Leave the quotes out{Advice(name, value)}");
                continue;
            }

            if (settings.Contains(name))
            {
                continue;
            }

            if (value is HoconMap { Items.Count: > 0 } inner)
            {
                Refuse(inner, path);
            }
            else if (!sections.Contains(name))
            {
                Report([ConfigurationLayers.Root, .. path], value, $"is not a key{Advice(name, value)}");
            }
        }
    }

    private void RefuseOutside(string key, HoconNode value)
    {
        var (path, node) = (key, value);
        while (node is HoconMap { Items: { Count: > 0 } items })
        {
            (var inner, node) = items.First();
            path = $"{path}.{inner}";
        }

        var meant = path.StartsWith("actor", StringComparison.OrdinalIgnoreCase) && path.Contains('.', StringComparison.Ordinal) ? path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..] : path;
        Report([key], value, $"is outside {ConfigurationLayers.Root} {{ ... }}{(hasAkka ? ", where only akka { ... } may stand" : "")}{Advice(meant, value)}");
    }

    private string Advice(string path, HoconNode value) => Nearest(path) is { } nearest
        ? $"; did you mean {(value.Origin.IsVariable ? SettingVariables.NameOf(nearest[(ConfigurationLayers.Root.Length + 1)..]) : nearest)}?"
        : $". {reference}.";

    private void Report(IReadOnlyList<string> path, HoconNode value, string message)
    {
        var name = HoconPath.Format(path);
        report(new ConfigurationError(name, $"{name} {message}", value.Origin.Source, value.Origin.Line));
    }

    // The key's own name counts most: many a key is right but for its section, and many sections hold one like it. Where no section is typed,
    // the first one in the order of the file is meant, and not the one with the shortest name.
    private static double Similarity(string path, string candidate)
    {
        var (typed, name) = (LastOf(path), LastOf(candidate));
        var isAbbreviation = (typed.Length > 2 && name.StartsWith(typed, StringComparison.Ordinal)) || typed == string.Concat(name.Split('-').Select(word => word[0]));
        var nearness = isAbbreviation ? Abbreviated : Share(typed, name);
        var ofPath = path.Contains('.', StringComparison.Ordinal) ? Share(path, candidate) : 0;
        return nearness * nearness + 0.2 * nearness * ofPath;
    }

    private static double Share(string a, string b) => 1 - Edits.Distance(a, b) / Math.Max(1, Math.Max(a.Length, b.Length));

    private static string Letters(string path) => string.Concat(path.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static string LastOf(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static IEnumerable<string> SectionsOf(string path)
    {
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            yield return path[..dot];
        }
    }
}
