using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Service;

namespace ActorLstm.Host.Cli.Removal;

/// <summary>What is to be removed, and what is left as it is.</summary>
/// <param name="Runs">The runs to remove, each once.</param>
/// <param name="Batches">The batches to remove after their runs.</param>
/// <param name="Left">Runs that were chosen and are left, each with the reason.</param>
/// <param name="Notes">What a user wants to know of others before these are removed.</param>
internal sealed record RemovalPlan(IReadOnlyList<RunOverview> Runs, IReadOnlyList<BatchOverview> Batches, IReadOnlyList<LeftRun> Left, IReadOnlyList<string> Notes)
{
    /// <summary>Makes a plan.</summary>
    /// <param name="chosen">The runs that are chosen.</param>
    /// <param name="batches">The batches that were named.</param>
    /// <param name="all">All runs.</param>
    /// <param name="busy">The batches that are at work.</param>
    /// <param name="place">Where they are.</param>
    public static RemovalPlan Of(
        IReadOnlyList<RunOverview> chosen, IReadOnlyList<BatchOverview> batches, IReadOnlyList<RunOverview> all, IReadOnlyDictionary<string, BatchOverview> busy, IRemovalPlace place)
    {
        var runs = chosen.DistinctBy(run => run.Folder).ToList();
        var sweeps = all.Where(run => run.Sweep is not null).ToLookup(run => run.Sweep!.Run);
        var looked = runs.Select(run => (Run: run, Left: Obstacle(run))).ToList();
        var removed = looked.Where(one => one.Left is null).Select(one => one.Run).ToList();
        return new RemovalPlan(removed, [.. batches.DistinctBy(batch => batch.Id)], [.. looked.Select(one => one.Left).OfType<LeftRun>()], [.. Told()]);

        LeftRun? Obstacle(RunOverview run) =>
            place.BusyWith(run) is { } work ? new LeftRun(run, $"the run {run.Id} is {work}", place.NameOf(run.Id, run.Folder))
            : run.Batch is { } of && busy.TryGetValue(of.Id, out var batch) ? new LeftRun(run, $"the batch {of.Name} ({of.Id}) of the run {run.Id} is {RunOverview.Word(batch.Status)}", place.NameOf(batch.Id, batch.Folder))
            : sweeps[run.Id].FirstOrDefault(NeedsItsRun) is { } sweep ? new LeftRun(run, $"the run {sweep.Name} ({sweep.Id}) is {RunOverview.Word(sweep.Status)} and still takes checkpoints from the run {run.Id}", place.NameOf(sweep.Id, sweep.Folder))
            : null;

        IEnumerable<string> Told()
        {
            var ids = removed.Select(run => run.Id).ToHashSet();
            foreach (var run in removed)
            {
                foreach (var sweep in sweeps[run.Id].Where(sweep => !ids.Contains(sweep.Id)))
                {
                    yield return $"the run {sweep.Name} ({sweep.Id}) has its checkpoints from {run.Id}. {(Lacks(sweep) ? "It lacks some of them and cannot be resumed without that run." : "It keeps its copies.")}";
                }

                if (run.Batch is { } batch && batches.All(emptied => emptied.Id != batch.Id))
                {
                    yield return $"{run.Id} is run {batch.Number} of the batch {batch.Name} ({batch.Id}). It is trained again when the batch is run again.";
                }
            }
        }
    }

    /// <summary>What is to be removed, in words.</summary>
    public string Subject => string.Join(" and ", new[] { Runs.Count == 0 && Batches.Count > 0 ? null : RunWords.Counted(Runs.Count, "run"), Batches.Count == 0 ? null : RunWords.Counted(Batches.Count, "batch") }.OfType<string>());

    private static bool NeedsItsRun(RunOverview sweep) => HostedRuns.IsGoingOn(sweep.Status) && Lacks(sweep);

    private static bool Lacks(RunOverview sweep) => sweep.Status is not (RunStatus.Completed or RunStatus.Cancelled or RunStatus.Diverged) && sweep.Sweep!.Checkpoints.Count < sweep.Sweep.Epochs.Count;
}

/// <summary>A run that was chosen and is left as it is.</summary>
/// <param name="Run">The run.</param>
/// <param name="Reason">Why, as a clause.</param>
/// <param name="End">What has to be ended before, as a user can type it.</param>
internal sealed record LeftRun(RunOverview Run, string Reason, string End);
