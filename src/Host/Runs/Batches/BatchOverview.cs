using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Batches;

namespace ActorLstm.Host.Cli.Batches;

/// <summary>A batch in a line of <c>list --batches --json</c>.</summary>
internal sealed record BatchOverview(
    string Id, string? Name, RunStatus Status, string? Reason, int Runs, int RunsEnded, double? BestLoss, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, OwnerFacts? Holder, string Folder)
{
    public static BatchOverview Of(StoredBatch batch) => new(
        batch.Id,
        batch.Document?.Name,
        batch.Status,
        batch.Reason,
        batch.Document?.Runs.Count ?? 0,
        batch.Document?.Runs.Count(IsEnded) ?? 0,
        batch.Document?.Runs.Min(run => run.BestLoss),
        batch.Document?.StartedAt,
        batch.Document?.EndedAt,
        batch.Holder is { } holder ? new OwnerFacts(holder.Host, holder.Process) : null,
        batch.Folder);

    private static bool IsEnded(MemberFacts run) => run.Status is RunStatus.Completed or RunStatus.Diverged or RunStatus.Cancelled or RunStatus.Failed;
}
