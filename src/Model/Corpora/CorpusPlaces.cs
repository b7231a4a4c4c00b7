namespace ActorLstm.Model.Corpora;

/// <summary>Where corpora are looked for on this machine.</summary>
/// <param name="BaseFolders">Folders that a relative path starts from, in this order: the configuration's, the current one.</param>
/// <param name="DataFolders">Folders that may hold known corpora: <c>$ACTORLSTM_DATA</c>, a path list.</param>
/// <param name="CacheFolder">Where downloads are kept.</param>
public sealed record CorpusPlaces(IReadOnlyList<string> BaseFolders, IReadOnlyList<string> DataFolders, string CacheFolder)
{
    /// <summary>The variable that lists the data folders.</summary>
    public const string DataVariable = "ACTORLSTM_DATA";

    /// <summary>The places that the environment names.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="baseFolders">Folders that a relative path starts from.</param>
    public static CorpusPlaces FromEnvironment(Func<string, string?> variable, params IReadOnlyList<string> baseFolders) => new(
        baseFolders,
        (variable(DataVariable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        Path.Combine(CacheRoot(variable), "actorlstm", "corpora"));

    private static string CacheRoot(Func<string, string?> variable)
    {
        if (variable("XDG_CACHE_HOME") is { } cache && Path.IsPathRooted(cache))
        {
            return cache;
        }

        return OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
    }
}
