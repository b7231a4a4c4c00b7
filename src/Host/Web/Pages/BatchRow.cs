using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Batches;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Web.Pages;

/// <summary>A run of a batch as the batch's page shows it.</summary>
/// <param name="Run">The run as the batch tells it.</param>
/// <param name="Status">How it stands now.</param>
/// <param name="Word">The word for that: one that was stopped early is completed, and here it matters which were.</param>
/// <param name="EpochsTrained">How many epochs it has trained.</param>
/// <param name="LastLoss">The loss after the last of them, nats a character; null where there is none.</param>
/// <param name="BestLoss">The lowest loss of an epoch; null where there is none.</param>
/// <param name="Fate">Whether it goes on, and why it does not; empty where there is nothing to say.</param>
internal sealed record BatchRow(MemberFacts Run, RunStatus Status, string Word, int EpochsTrained, double? LastLoss, double? BestLoss, string Fate)
{
    /// <summary>The rows of a batch, the runs that were trained farthest first, of equal ones the lower loss.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="runs">Its runs as they stand now, by id; those that are not there stand as the batch tells.</param>
    public static IReadOnlyList<BatchRow> Of(BatchDocument batch, IReadOnlyDictionary<string, RunOverview> runs) =>
        [.. BatchTable.Ranked(batch).Select(run => Of(run, run.RunId is null ? null : runs.GetValueOrDefault(run.RunId), batch))];

    // What has ended is what the batch says of it; one that is under way knows more of itself.
    private static BatchRow Of(MemberFacts run, RunOverview? now, BatchDocument batch)
    {
        var isUnderWay = run.Status == RunStatus.Running && now is { Status: RunStatus.Running or RunStatus.Paused or RunStatus.Queued };
        var status = run.Status == RunStatus.Running && batch.EndedAt is null ? (isUnderWay ? now!.Status : RunStatus.Queued) : run.Status;
        return new BatchRow(
            run,
            status,
            run.Status == RunStatus.Completed ? BatchTable.WordOf(run) : RunOverview.Word(status),
            Math.Max(run.EpochsTrained, isUnderWay ? now!.EpochsTrained ?? 0 : 0),
            isUnderWay ? now!.LastLoss ?? run.LastLoss : run.LastLoss,
            isUnderWay ? now!.BestLoss ?? run.BestLoss : run.BestLoss,
            FateOf(run, status));
    }

    private static string FateOf(MemberFacts run, RunStatus status) => (run, status) switch
    {
        ({ Reason: { } reason }, _) => reason,
        ({ Status: RunStatus.Paused }, _) => $"waits for the other runs after epoch {run.EpochsTrained}",
        (_, RunStatus.Queued) => "waits for a slot",
        ({ Comparisons: [.., var last] }, RunStatus.Running) => $"goes on after epoch {last.Epoch}",
        _ => "",
    };
}
