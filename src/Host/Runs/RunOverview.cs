using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Runs;

/// <summary>A run in the output of <c>list --json</c> and, with more, of <c>show --json</c>.</summary>
internal sealed record RunOverview(
    string Id,
    string? Name,
    RunStatus Status,
    string? Reason,
    int? Epochs,
    int? EpochsTrained,
    double? LastLoss,
    double? BestLoss,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    OwnerFacts? Holder,
    string Folder,
    SweepDocument? Sweep,
    BatchFacts? Batch,
    DateTimeOffset? ChangedAt = null)
{
    /// <summary>The overview of a run.</summary>
    public static RunOverview Of(StoredRun run) => new(
        run.Id,
        run.Name,
        run.Status,
        run.Reason,
        run.Document?.Epochs,
        run.Document?.EpochsTrained,
        run.Document?.LastLoss,
        run.Document?.BestLoss,
        run.Document?.StartedAt,
        run.Document?.EndedAt,
        run.Holder is { } holder ? new OwnerFacts(holder.Host, holder.Process) : null,
        run.Folder,
        run.Document?.Sweep,
        run.Document?.Batch,
        run.Document?.EndedAt ?? LastWrite(run.Folder));

    private static readonly string[] Written = [RunLogFile.FileName, RunFolder.RunFile];

    // Mending writes run.json anew; the log is written by the run alone.
    private static DateTimeOffset? LastWrite(string folder) => Written
        .Select(file => new FileInfo(Path.Combine(folder, file))).FirstOrDefault(file => file.Exists) is { } written ? new DateTimeOffset(written.LastWriteTimeUtc) : null;

    /// <summary>The word for a status.</summary>
    public static string Word(RunStatus status) => status.ToString().ToLowerInvariant();
}
