namespace ActorLstm.Host.Reports.Facts;

/// <summary>The settings of some runs beside each other. Runs whose configuration cannot be read count for nothing.</summary>
/// <param name="Differences">Those that differ, in the order of the configuration; after them what differs in machine and program.</param>
/// <param name="Shared">Those that all runs share, by path.</param>
internal sealed record ComparedSettings(IReadOnlyList<SettingDifference> Differences, IReadOnlyDictionary<string, string> Shared)
{
    // The names differ because somebody chose to tell the runs apart.
    private const string NamePath = "experiment.name";

    /// <summary>Compares the settings of runs, each with those of the first.</summary>
    public static ComparedSettings Of(IReadOnlyList<ReportedRun> runs)
    {
        var read = runs.Select(run => run.Settings).Where(settings => settings.Count > 0).ToList();
        var shared = new OrderedDictionary<string, string>(
            read.Take(1).SelectMany(first => first).Where(setting => setting.Key != NamePath && read.TrueForAll(settings => settings.GetValueOrDefault(setting.Key) == setting.Value)));
        return new ComparedSettings(
            [
                .. from path in read.SelectMany(settings => settings.Keys).Distinct()
                   where path != NamePath && !shared.ContainsKey(path)
                   select new SettingDifference(path, [.. runs.Select(run => run.Settings.GetValueOrDefault(path))]),
                .. Environments(runs),
            ],
            shared);
    }

    // What was not recorded of an older run differs from nothing.
    private static IEnumerable<SettingDifference> Environments(IReadOnlyList<ReportedRun> runs) =>
        from path in runs.SelectMany(run => run.Environment.Keys).Distinct()
        let values = runs.Select(run => run.Environment.GetValueOrDefault(path)).ToList()
        where values.OfType<string>().Distinct().Count() > 1
        select new SettingDifference(path, values);
}

/// <summary>A setting that is not the same in all runs.</summary>
/// <param name="Path">Its path, without <c>actorlstm.</c></param>
/// <param name="Values">Its value in each run, in their order; null where a run lacks it.</param>
internal sealed record SettingDifference(string Path, IReadOnlyList<string?> Values);
