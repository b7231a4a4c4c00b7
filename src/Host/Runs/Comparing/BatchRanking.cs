using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Runs.Comparing;

/// <summary>The runs of a batch in their order: those that can be compared with the newest ones, the best first, and beneath them the others.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Paths">The settings in which runs differ: their own, and those of the file that were changed between runs.</param>
internal sealed record BatchRanking(IReadOnlyList<RankedMember> Runs, IReadOnlyList<string> Paths)
{
    /// <summary>Ranks the runs of a batch.</summary>
    public static BatchRanking Of(BatchDocument batch)
    {
        var runs = batch.Runs.Select(run => (Run: run, Settings: SettingsOf(run, batch.Shared))).ToList();
        var newest = runs.Count == 0 ? null : runs.MaxBy(run => run.Run.Number) is var last ? Comparability.BasisOf(last.Settings, last.Run.Epochs) : null;
        var judged = runs.Select(run => new RankedMember(run.Run, run.Settings, Comparability.WhyNot(Comparability.BasisOf(run.Settings, run.Run.Epochs), newest!))).ToList();
        return new BatchRanking(
            [.. judged.OrderBy(run => run.WhyNot is not null).ThenByDescending(run => IsWhole(run.Run)).ThenByDescending(run => run.Run.EpochsTrained).ThenBy(run => LossOf(run.Run)).ThenBy(run => run.Run.Number)],
            [.. batch.Runs.SelectMany(run => run.Settings.Keys).Concat(batch.Shared.SelectMany(shared => shared.Settings.Keys)).Distinct()]);
    }

    /// <summary>Whether some runs cannot be compared with the others.</summary>
    public bool HasOthers => Runs.Count > 0 && Runs[^1].WhyNot is not null;

    /// <summary>The lowest loss of the runs that are compared; null where there is none.</summary>
    public double? BestLoss => Runs.Where(run => run.WhyNot is null).Min(run => run.Run.BestLoss);

    private static bool IsWhole(MemberFacts run) => run.Status == RunStatus.Completed && run.EpochsTrained == run.Epochs;

    private static double LossOf(MemberFacts run) => run.LastLoss is { } loss && double.IsFinite(loss) ? loss : double.PositiveInfinity;

    private static IReadOnlyDictionary<string, string> SettingsOf(MemberFacts run, IReadOnlyList<SharedSettings> shared)
    {
        if (shared.LastOrDefault(some => some.FirstNumber <= run.Number) is not { } added)
        {
            return run.Settings;
        }

        var settings = new Dictionary<string, string>(added.Settings);
        foreach (var (path, value) in run.Settings)
        {
            settings[path] = value;
        }

        return settings;
    }
}

/// <summary>A run of a batch in its place.</summary>
/// <param name="Run">The run.</param>
/// <param name="Settings">What distinguishes it from the others, whether it is its own or was changed in the file.</param>
/// <param name="WhyNot">Why it cannot be compared with the newest runs; null where it can.</param>
internal sealed record RankedMember(MemberFacts Run, IReadOnlyDictionary<string, string> Settings, string? WhyNot);
