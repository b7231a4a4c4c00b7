using ActorLstm.Actors.Projections;

namespace ActorLstm.Host.Exports;

/// <summary>What the files of a run say, for an export.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Epochs">The lines of its metrics.</param>
/// <param name="Samples">The lines of its samples.</param>
public sealed record ExportedRun(string Id, DateTimeOffset StartedAt, IReadOnlyList<EpochLine> Epochs, IReadOnlyList<SampleLine> Samples)
{
    /// <summary>Reads a run.</summary>
    public static ExportedRun Read(Runs.StoredRun run) => new(
        run.Id, run.Document?.StartedAt ?? DateTimeOffset.UnixEpoch, [.. RunFolder.Epochs(run.Folder)], [.. RunFolder.Samples(run.Folder)]);
}
