using F23.StringSimilarity;

namespace ActorLstm.Host.Configuration;

/// <summary>Environment variables that are settings: <c>ACTORLSTM__SECTION__KEY_OF_WORDS</c>, two underscores for a dot, one for a hyphen.</summary>
internal static class SettingVariables
{
    /// <summary>What their names begin with.</summary>
    public const string Prefix = "ACTORLSTM__";

    private const string ShortPrefix = "ACTORLSTM_";
    private const double FarthestEdits = 2;

    // Short names are near to each other by chance.
    private const int LeastLength = 10;

    // Settings of the service and its nodes, and of no run.
    private static readonly string[] SectionsOfProgram = ["service", "cluster"];

    private static readonly Damerau Edits = new();

    /// <summary>The variable of a setting.</summary>
    /// <param name="path">The setting, without <c>actorlstm.</c>.</param>
    public static string NameOf(string path) => Prefix + path.Replace(".", "__", StringComparison.Ordinal).Replace('-', '_').ToUpperInvariant();

    /// <summary>The variables without those that are settings of a service: a shell may have them for the service that its runs are submitted to.</summary>
    public static IReadOnlyDictionary<string, string> OfRuns(IReadOnlyDictionary<string, string> environment) =>
        environment.Where(variable => !SectionsOfProgram.Contains(SectionOf(variable.Key))).ToDictionary();

    /// <summary>The variables with the settings of some sections. Those of a section that nothing has are among them, to be refused.</summary>
    /// <param name="environment">The variables.</param>
    /// <param name="sections">The sections.</param>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> sections)
    {
        var others = ConfigurationLoader.KnownPaths().Select(path => path.Split('.')[0]).Concat(SectionsOfProgram).Except(sections).ToHashSet();
        return environment.Where(variable => SectionOf(variable.Key) is { } section && !others.Contains(section)).ToDictionary();
    }

    /// <summary>Reports variables that nothing reads, and that are settings but for their underscores or a letter.</summary>
    /// <param name="environment">The variables.</param>
    /// <param name="known">The settings, without <c>actorlstm.</c>.</param>
    /// <param name="report">Takes each.</param>
    public static void RefuseMisspelt(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> known, Action<ConfigurationError> report)
    {
        foreach (var name in environment.Keys.Where(name => name.StartsWith(ShortPrefix, StringComparison.OrdinalIgnoreCase) && SectionOf(name) is null).Order(StringComparer.Ordinal))
        {
            var letters = Letters(name[ShortPrefix.Length..]);
            if (known.FirstOrDefault(path => Letters(path) == letters) is { } meant || (letters.Length >= LeastLength && (meant = known.FirstOrDefault(path => Edits.Distance(Letters(path), letters) <= FarthestEdits)) is not null))
            {
                report(new ConfigurationError(null, $"Nothing reads this variable: two underscores stand for a dot. Did you mean {NameOf(meant)}?", $"environment variable {name}", null));
            }
        }
    }

    private static string? SectionOf(string name) =>
        name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? name[Prefix.Length..].ToLowerInvariant().Split("__")[0].Replace('_', '-') : null;

    private static string Letters(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
