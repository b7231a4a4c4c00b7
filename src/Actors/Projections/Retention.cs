using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;

namespace ActorLstm.Actors.Projections;

/// <summary>Which checkpoints of a run may go.</summary>
public static class Retention
{
    /// <summary>
    /// The checkpoints that are neither among the last, nor the best, nor needed by a sample that is missing: a run that
    /// was interrupted makes up for it when it is resumed. The newest is always kept: a trainer that is begun again goes on
    /// from it.
    /// </summary>
    public static IEnumerable<CheckpointRef> Unneeded(RunState state, CheckpointOptions options)
    {
        if (options.KeepLast == 0)
        {
            return [];
        }

        var written = state.Epochs.Values.Where(epoch => epoch.Checkpoint is not null).ToList();
        var kept = written.TakeLast(options.KeepLast).Select(epoch => epoch.Checkpoint)
            .Concat(state.MissingSamples.Values.Select(job => job.Checkpoint))
            .Concat(options.KeepBest ? written.OrderBy(epoch => epoch.Loss).Take(1).Select(epoch => epoch.Checkpoint) : [])
            .ToHashSet();
        return written.Select(epoch => epoch.Checkpoint!).Where(reference => !kept.Contains(reference));
    }
}
