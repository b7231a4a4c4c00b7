using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Batches;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Comparing;

namespace ActorLstm.Host.Web.Pages;

/// <summary>A run of a batch as the batch's page shows it.</summary>
/// <param name="Number">Its number in the batch.</param>
/// <param name="Name">What it is called.</param>
/// <param name="RunId">Its id; null where there is nothing of it, before it began or after it was removed.</param>
/// <param name="Settings">What distinguishes it from the others.</param>
/// <param name="Status">How it stands now.</param>
/// <param name="Word">The word for that: one that was stopped early is completed, and here it matters which were.</param>
/// <param name="Epochs">How many epochs it has.</param>
/// <param name="EpochsTrained">How many of them it has trained.</param>
/// <param name="LastLoss">The loss after the last of them, or at its latest comparison, nats a character: on the validation part where there is one. Null where there is none.</param>
/// <param name="BestLoss">The lowest loss of an epoch; null where there is none.</param>
/// <param name="Fate">Whether it goes on, and why it does not; empty where there is nothing to say.</param>
internal sealed record BatchRow(
    int Number, string Name, string? RunId, IReadOnlyDictionary<string, string> Settings, RunStatus Status, string Word, int Epochs, int EpochsTrained, double? LastLoss, double? BestLoss, string Fate)
{
    /// <summary>Why its losses cannot be compared with those of the newest runs; null where they can.</summary>
    public string? WhyNotComparable { get; private init; }

    /// <summary>The rows of some runs of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="members">Which runs, in their order.</param>
    /// <param name="runs">All runs as they stand now.</param>
    /// <param name="progress">How far a run has come, by its id; null where that is not known here.</param>
    public static IReadOnlyList<BatchRow> Of(BatchDocument batch, IReadOnlyList<RankedMember> members, IReadOnlyList<RunOverview> runs, Func<string, MemberResult?> progress)
    {
        var ids = members.Select(member => member.Run.RunId).ToHashSet();
        var now = runs.Where(run => ids.Contains(run.Id)).ToDictionary(run => run.Id);
        return [.. members.Select(member => Of(member.Run, member.Run.RunId is { } id ? now.GetValueOrDefault(id) : null, progress, batch) with { Settings = member.Settings, WhyNotComparable = member.WhyNot })];
    }

    // What has ended is what the batch says of it; one that is under way knows more of itself.
    private static BatchRow Of(MemberFacts run, RunOverview? now, Func<string, MemberResult?> progress, BatchDocument batch)
    {
        var underWay = run.Status == RunStatus.Running && now is { Status: RunStatus.Running or RunStatus.Paused or RunStatus.Queued } ? now : null;
        var come = underWay is null ? null : progress(underWay.Id);
        var status = run.Status == RunStatus.Running ? underWay?.Status ?? RunStatus.Queued : run.Status;
        return new BatchRow(
            run.Number,
            run.Name,
            now?.Id,
            run.Settings,
            status,
            run.Status == RunStatus.Completed ? BatchTable.WordOf(run) : RunOverview.Word(status),
            run.Epochs,
            Math.Max(run.EpochsTrained, underWay?.EpochsTrained ?? 0),
            come?.Loss ?? run.LastLoss,
            come?.BestLoss ?? run.BestLoss,
            FateOf(run, status, batch));
    }

    private static string FateOf(MemberFacts run, RunStatus status, BatchDocument batch) => (run, status) switch
    {
        ({ Reason: { } reason }, _) => reason,
        ({ Status: RunStatus.Paused }, _) => $"waits for the other runs after epoch {run.EpochsTrained}",
        (_, RunStatus.Queued) when batch.EndedAt is not null => "the batch ended before its turn",
        (_, RunStatus.Queued) when batch.Status == RunStatus.Paused => "waits until the batch goes on",
        (_, RunStatus.Queued) => "waits for a slot",
        ({ Comparisons: [.., var last] }, RunStatus.Running) => $"goes on after epoch {last.Epoch}",
        _ => "",
    };
}
