namespace ActorLstm.Host.Reports.Facts;

/// <summary>A setting that is not the same in all runs.</summary>
/// <param name="Path">Its path, without <c>actorlstm.</c></param>
/// <param name="Values">Its value in each run, in their order; null where a run lacks it.</param>
internal sealed record SettingDifference(string Path, IReadOnlyList<string?> Values)
{
    // The names differ because somebody chose to tell the runs apart.
    private const string NamePath = "experiment.name";

    /// <summary>The settings that differ between runs, in the order of the configuration. Runs whose configuration cannot be read count for nothing.</summary>
    public static IReadOnlyList<SettingDifference> Between(IReadOnlyList<ReportedRun> runs) =>
    [
        .. from path in Paths(runs)
           where path != NamePath && ValuesOf(path, runs).Distinct().Count() > 1
           select new SettingDifference(path, [.. runs.Select(run => run.Settings.GetValueOrDefault(path))]),
    ];

    /// <summary>The settings that all runs share, by path.</summary>
    public static IReadOnlyDictionary<string, string> Shared(IReadOnlyList<ReportedRun> runs) => new OrderedDictionary<string, string>(
        from path in Paths(runs)
        let values = ValuesOf(path, runs).Distinct().ToList()
        where path != NamePath && values is [not null]
        select KeyValuePair.Create(path, values[0]!));

    private static IEnumerable<string> Paths(IReadOnlyList<ReportedRun> runs) => runs.SelectMany(run => run.Settings.Keys).Distinct();

    private static IEnumerable<string?> ValuesOf(string path, IReadOnlyList<ReportedRun> runs) =>
        runs.Where(run => run.Settings.Count > 0).Select(run => run.Settings.GetValueOrDefault(path));
}
