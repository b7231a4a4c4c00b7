using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Comparing;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>A batch in a line of <c>list --batches --json</c>.</summary>
internal sealed record BatchOverview(
    string Id, string? Name, RunStatus Status, string? Reason, int Runs, int RunsEnded, double? BestLoss, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, OwnerFacts? Holder, string Folder)
{
    /// <summary>The overview of a batch.</summary>
    public static BatchOverview Of(StoredBatch batch) => new(
        batch.Id,
        batch.Name,
        batch.Status,
        batch.Reason,
        batch.Document?.Runs.Count ?? 0,
        batch.Document?.Runs.Count(IsEnded) ?? 0,
        batch.Document is { } document ? BatchRanking.Of(document).BestLoss : null,
        batch.Document?.StartedAt,
        batch.Document?.EndedAt,
        batch.Holder is { } holder ? new OwnerFacts(holder.Host, holder.Process) : null,
        batch.Folder);

    /// <summary>The same batch as it tells of itself.</summary>
    public BatchOverview At(BatchState state) => this with
    {
        Name = state.Name,
        Reason = state.Reason,
        Runs = state.Members.Count,
        RunsEnded = state.EndedCount,
        BestLoss = state.Shared.Count > 1 ? BatchRanking.Of(BatchDocument.Of(state)).BestLoss : state.Members.Values.Min(member => member.Result?.BestLoss),
        StartedAt = state.StartedAt,
        EndedAt = state.EndedAt,
    };

    private static bool IsEnded(MemberFacts run) => run.Status is RunStatus.Completed or RunStatus.Diverged or RunStatus.Cancelled or RunStatus.Failed;
}
