namespace ActorLstm.Actors.Projections;

/// <summary>Settings that the runs which were added to a batch together shared, and in which they differ from runs that were added at another time.</summary>
/// <param name="FirstNumber">The number of the first of these runs.</param>
/// <param name="Settings">The settings: values as they are written, by path.</param>
public sealed record SharedSettings(int FirstNumber, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Of several sets of settings what is not the same in all; nothing where they are the same.</summary>
    public static IReadOnlyList<SharedSettings> Differing(IReadOnlyList<SharedSettings> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        var paths = all.SelectMany(shared => shared.Settings.Keys).Distinct().Where(path => all.Select(shared => shared.Settings.GetValueOrDefault(path)).Distinct().Count() > 1).ToList();
        return paths.Count == 0 ? [] : [.. all.Select(shared => shared with { Settings = Of(shared, paths) })];
    }

    private static Dictionary<string, string> Of(SharedSettings shared, List<string> paths) =>
        paths.Where(shared.Settings.ContainsKey).ToDictionary(path => path, path => shared.Settings[path]);
}
