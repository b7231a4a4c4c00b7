using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Service;

/// <summary>
/// Tells whether a run or a batch of a folder is queued in a running service. No process has the lease of what is queued, and the service keeps the
/// submission in memory: what another process records about it has no effect.
/// </summary>
internal static class QueuedInService
{
    /// <summary>Whether it is queued there, if no process has its lease. A run that the service gave up is not.</summary>
    /// <param name="folder">The folder of the run or the batch.</param>
    /// <param name="status">Its status.</param>
    /// <param name="runs">The folder for runs that it lies in.</param>
    public static bool Has(string folder, RunStatus status, string runs) =>
        (status == RunStatus.Interrupted || HostedRuns.IsGoingOn(status)) && Submission.TryRead(folder) is { Failure: null } && ServiceHold.IsHeld(runs);
}
