using ActorLstm.Host.Cluster;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Hocon;
using ActorLstm.Host.Service;
using F23.StringSimilarity;

namespace ActorLstm.Host.Cli.Usage;

/// <summary>What a mistyped command line most likely means.</summary>
internal static class Suggestions
{
    /// <summary>The option that sets a setting.</summary>
    public const string Set = "--set";

    private const double FarthestEdits = 2;

    private static readonly Damerau Edits = new();

    /// <summary>A word that is no verb.</summary>
    public static UsageException UnknownVerb(string name)
    {
        var word = name.ToLowerInvariant();
        var all = Verbs.All.Select(verb => verb.Name);
        var meant = OtherWords.Verbs.GetValueOrDefault(word) ?? Nearest(word, all);
        var advice = meant is not null ? $"Did you mean {meant}? "
            : Path.HasExtension(name) ? $"Did you mean run {Shell(name)}? "
            : "";
        return new UsageException($"\"{name}\" is not a verb of actorlstm.", $"{advice}See actorlstm --help.");
    }

    /// <summary>A word with hyphens that is no option of the verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="option">The word.</param>
    /// <param name="value">What stands behind it; null where nothing does.</param>
    public static UsageException UnknownOption(VerbSyntax verb, string option, string? value)
    {
        var word = option.TrimStart('-').Replace('_', '-').ToLowerInvariant();
        var settings = verb.Option(Set) is null ? [] : Settings(verb);
        var meant = Known(verb, settings, word, value)
            ?? OtherWords.Options.GetValueOrDefault(word)?.Select(other => Known(verb, settings, other, value)).FirstOrDefault(known => known is not null)
            ?? (Nearest(word, verb.Options.Select(one => one.Name[2..])) is { } near ? $"--{near}" : null)
            ?? (settings.Count > 0 && new UnknownKeys(settings, _ => { }).Nearest(word) is { } path ? Setting(path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..], value) : null);
        return new UsageException($"{option} is not an option of {verb.Verb.Name}.", $"{(meant is null ? "" : $"Did you mean {meant}? ")}{verb.Help}");
    }

    /// <summary>One argument too many.</summary>
    public static UsageException TooMany(VerbSyntax verb, string argument)
    {
        var meant = argument.Contains('=', StringComparison.Ordinal) && verb.Option(Set) is not null ? $"Did you mean {Set} {Shell(argument)}? "
            : verb.Verb.Name == "list" ? $"Did you mean show {Shell(argument)}? "
            : "";
        var takes = verb.Arguments.Count == 0 ? "no arguments" : string.Join(" and ", verb.Arguments);
        return new UsageException($"{verb.Verb.Name} takes {takes}; found the extra argument \"{argument}\".", $"{meant}{verb.Help}");
    }

    /// <summary>A word as a shell wants it typed.</summary>
    public static string Shell(string word) =>
        word.All(character => char.IsAsciiLetterOrDigit(character) || "-_=.,:/@%+".Contains(character, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // An option of this name, else a setting whose last key it is.
    private static string? Known(VerbSyntax verb, IReadOnlyList<string> settings, string word, string? value) =>
        verb.Option($"--{word}") is { } option ? option.Name
        : settings.FirstOrDefault(path => path.Split('.')[^1] == word) is { } path ? Setting(path, value)
        : null;

    private static string Setting(string path, string? value)
    {
        var given = value is null or ['-', not (>= '0' and <= '9'), ..] ? "VALUE" : value;
        return $"{Set} {Shell($"{path}={(IsList(path) && !given.StartsWith('[') ? $"[{given}]" : given)}")}";
    }

    private static bool IsList(string path) =>
        HoconReader.Parse(ReferenceConfiguration.Text, ReferenceConfiguration.Name).Find([ConfigurationLayers.Root, .. path.Split('.')]) is HoconList;

    private static IReadOnlyList<string> Settings(VerbSyntax verb) => verb.Verb.Name switch
    {
        "serve" => ServiceConfiguration.KnownPaths(),
        "node" => ClusterConfiguration.KnownPaths(),
        _ => ConfigurationLoader.KnownPaths(),
    };

    // The only one that begins so, else the one that is mistyped least.
    private static string? Nearest(string word, IEnumerable<string> known)
    {
        var names = known.ToList();
        var beginning = word.Length < 3 ? [] : names.FindAll(name => name.StartsWith(word, StringComparison.Ordinal) || (name.Length > 2 && word.StartsWith(name, StringComparison.Ordinal)));
        var nearest = beginning is [var only] ? only : names.MinBy(name => Edits.Distance(word, name));
        return nearest is not null && (beginning.Contains(nearest) || Edits.Distance(word, nearest) <= Math.Min(FarthestEdits, word.Length / 2.0)) ? nearest : null;
    }
}
