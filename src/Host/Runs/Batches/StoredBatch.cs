using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>A batch as it lies in its folder.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Document">Its page; null where there is none that can be read.</param>
/// <param name="Holder">The process that works on it; null where none does.</param>
public sealed record StoredBatch(string Folder, BatchDocument? Document, RunOwner? Holder) : IStored
{
    /// <summary>Its id.</summary>
    public string Id { get; } = Path.GetFileName(Folder);

    /// <summary>What it is called; null where neither its page nor its configuration tells.</summary>
    public string? Name { get; } = Document?.Name ?? RecordedName(Folder);

    /// <summary>The folder of its runs.</summary>
    public string RunsFolder { get; } = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(Folder)))!;

    /// <summary>What has become of it. One whose process is gone is interrupted.</summary>
    public RunStatus Status => Holder is null && Document?.Status is null or RunStatus.Queued or RunStatus.Running or RunStatus.Paused
        ? RunStatus.Interrupted
        : Document?.Status ?? RunStatus.Queued;

    /// <summary>Why it is so.</summary>
    public string? Reason => Status == RunStatus.Interrupted && Document?.Status != RunStatus.Interrupted ? "its process ended without a word" : Document?.Reason;

    /// <summary>Reads it.</summary>
    public static StoredBatch Read(string folder) => new(folder, TryRead(folder), RunLease.HolderOf(folder));

    /// <summary>Its runs that are there.</summary>
    public IReadOnlyList<StoredRun> Runs() =>
    [
        .. from run in Document?.Runs ?? []
           where run.RunId is not null
           let folder = Path.Combine(RunsFolder, run.RunId!)
           where Directory.Exists(folder)
           select StoredRun.Read(folder),
    ];

    private static string? RecordedName(string folder)
    {
        try
        {
            return ConfigurationLoader.LoadAny(Path.Combine(folder, BatchStore.ConfigurationFile), new Dictionary<string, string>(), []).Batch?.Name;
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }

    private static BatchDocument? TryRead(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<BatchDocument>(File.ReadAllBytes(Path.Combine(folder, BatchPageActor.FileName)), RunJson.Page);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
