using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Service.Webhooks;

/// <summary>What is told of a run that has ended.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called; null where nobody knows.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Reason">Why; null where there is nothing to say.</param>
/// <param name="EpochsTrained">Epochs that were trained.</param>
/// <param name="LastLoss">The loss of the last one, nats a character; null where there is none.</param>
/// <param name="BestLoss">The lowest loss of an epoch, nats a character; null where none is a number.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record EndedRun(string Id, string? Name, RunStatus Status, string? Reason, int EpochsTrained, double? LastLoss, double? BestLoss, DateTimeOffset EndedAt)
{
    /// <summary>A run that told its end itself, or one that has none yet.</summary>
    /// <param name="run">Its page.</param>
    /// <param name="now">What counts as its end where it has none of its own.</param>
    public static EndedRun Of(RunDocument run, DateTimeOffset now) =>
        new(run.Id, run.Name, run.Status, run.Reason, run.EpochsTrained, run.LastLoss, run.BestLoss, run.EndedAt ?? now);

    /// <summary>A run as it lies in its folder: it may have ended before anything happened in it.</summary>
    public static EndedRun Of(StoredRun run, DateTimeOffset now) => run.Document is { } page
        ? Of(page, now) with { Status = run.Status, Reason = run.Reason }
        : new EndedRun(run.Id, run.Name, run.Status, run.Reason, 0, null, null, now);
}
