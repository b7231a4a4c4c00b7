using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Runs;
using ActorLstm.Model.Corpora;
using F23.StringSimilarity;

namespace ActorLstm.Host.Cli.Usage;

/// <summary>Environment variables of the program that are no settings.</summary>
internal static class ProgramVariables
{
    private const string Prefix = "ACTORLSTM_";
    private const double FarthestEdits = 2;

    private static readonly string[] All = [RunStore.Variable, CorpusPlaces.DataVariable, ServerOption.Variable, ServerOption.TokenVariable];
    private static readonly string[] Suffixes = ["_DIR", "_FOLDER", "_PATH", "_URL", "_FILE"];
    private static readonly Damerau Edits = new();

    /// <summary>A sentence for each variable that nothing reads, and that most likely means one of the program.</summary>
    public static IEnumerable<string> Misspelt(IReadOnlyDictionary<string, string> environment) =>
        from name in environment.Keys.Order(StringComparer.Ordinal)
        where name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !All.Contains(name)
        let upper = name.ToUpperInvariant()
        let meant = All.FirstOrDefault(one => Edits.Distance(one, upper) <= FarthestEdits || Suffixes.Any(suffix => upper == $"{one}{suffix}"))
        where meant is not null && !environment.ContainsKey(meant) // On Windows letter cases are the same.
        select $"nothing reads the environment variable {name}. Did you mean {meant}?";
}
