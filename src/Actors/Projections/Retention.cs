using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Projections;

/// <summary>Which checkpoints of a run may go.</summary>
public static class Retention
{
    /// <summary>
    /// The checkpoints that are neither among the last, nor the best, nor needed: by a sample that is missing, which is made up
    /// for when an interrupted run is resumed; by a trainer that is begun again, which goes on from the newest that led to the
    /// present weights; by a rollback, which goes back to the best. The best has the lowest loss, on the validation part where there is one. While a lost one is trained again none may go: those that
    /// are written on the way to it say how far that is.
    /// </summary>
    /// <param name="state">The run.</param>
    /// <param name="options">Which are kept.</param>
    /// <param name="epochs">The epochs of which a checkpoint is there: what was removed before is not looked at again.</param>
    public static IEnumerable<CheckpointRef> Unneeded(RunState state, CheckpointOptions options, IEnumerable<int> epochs)
    {
        if (options.KeepLast == 0 || state.Plan is null || state.LostCheckpoints.Any(lost => WrittenAfter(state, lost.Epoch) == lost))
        {
            return [];
        }

        var kept = Last(state).Take(options.KeepLast)
            .Concat(state.MissingSamples.Values.Select(job => job.Checkpoint))
            .Append(state.NewestEpoch?.Checkpoint)
            .Concat(options.KeepBest ? [WrittenAfter(state, state.StandingAfter(state.Epochs.Count).BestWritten ?? 0)] : [])
            .Concat(state.Plan.Divergence.Policy == DivergencePolicy.Rollback ? [state.BestEpoch?.Checkpoint] : [])
            .ToHashSet();
        return epochs.Select(epoch => WrittenAfter(state, epoch)).OfType<CheckpointRef>().Where(reference => !kept.Contains(reference));
    }

    /// <summary>Whether a checkpoint in the middle of an epoch is of no use any more: there is a later one.</summary>
    public static bool IsBehind(RunState state, CheckpointPlace place) => state.Progress is { } newest
        ? (place.Epoch, place.Batch).CompareTo((newest.Epoch, newest.Batch)) < 0
        : place.Epoch <= (state.NewestEpoch?.Epoch ?? 0);

    /// <summary>The checkpoints that a run has recorded and may still have.</summary>
    public static IEnumerable<CheckpointRef> Known(RunState state) =>
        state.Epochs.Values.Select(epoch => epoch.Checkpoint).Append(state.Progress).OfType<CheckpointRef>().Concat(state.Adopted.Values.Select(adopted => adopted.Checkpoint));

    // The newest first.
    private static IEnumerable<CheckpointRef?> Last(RunState state)
    {
        for (var epoch = state.Epochs.Count; epoch > 0; epoch--)
        {
            if (WrittenAfter(state, epoch) is { } written)
            {
                yield return written;
            }
        }
    }

    private static CheckpointRef? WrittenAfter(RunState state, int epoch) => state.Epochs.GetValueOrDefault(epoch)?.Checkpoint;
}
