using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>A batch as it lies in its folder.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Document">Its page; null where there is none that can be read.</param>
/// <param name="Holder">The process that works on it; null where none does.</param>
public sealed record StoredBatch(string Folder, BatchDocument? Document, RunOwner? Holder) : IStored
{
    /// <summary>Its id.</summary>
    public string Id { get; } = Path.GetFileName(Folder);

    /// <summary>What the hosted service was asked to do with it, where it has no page yet; else null.</summary>
    public Submission? Submission { get; } = Document is null ? Submission.TryRead(Folder) : null;

    /// <summary>What it is called; null where neither its page nor its configuration tells.</summary>
    public string? Name { get; } = Document?.Name ?? RecordedName(Folder);

    /// <summary>The folder of its runs.</summary>
    public string RunsFolder { get; } = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(Folder)))!;

    /// <summary>What has become of it. One whose process is gone is interrupted; one that never began is as the hosted service was asked to have it.</summary>
    public RunStatus Status => (Holder, Submission) switch
    {
        (null, { Wish: RunWish.Cancel }) => RunStatus.Cancelled,
        (null, { Failure: not null }) => RunStatus.Failed,
        (null, { Wish: RunWish.Pause }) => RunStatus.Paused,
        (null, not null) => RunStatus.Queued,
        _ => IsOrphaned ? RunStatus.Interrupted : Document?.Status ?? RunStatus.Queued,
    };

    /// <summary>Why it is so.</summary>
    public string? Reason => Submission is not null ? Submission.Failure : IsOrphaned ? "its process ended without a word" : Document?.Reason;

    /// <inheritdoc/>
    public bool IsStill => Document?.Runs.Where(run => run is { Status: RunStatus.Running, RunId: not null }).All(run => IsStillIn(Path.Combine(RunsFolder, run.RunId!))) ?? true;

    /// <summary>Reads it. Where no process works on it, none of its runs is under way, whatever its page says.</summary>
    public static StoredBatch Read(string folder)
    {
        var holder = RunLease.HolderOf(folder);
        var page = TryRead(folder);
        return new StoredBatch(folder, holder is null ? page?.Interrupted() : page, holder);
    }

    /// <summary>Refuses to work on it where another process does.</summary>
    /// <exception cref="InvalidInputException">One does.</exception>
    public void RequireFree()
    {
        if (Holder is { } holder)
        {
            throw new InvalidInputException($"The batch {Name} ({Id}) is worked on by {holder}. Wait for it, or give this one another name with --name.");
        }
    }

    /// <summary>Whether it has completed and none of its runs failed or was removed since.</summary>
    /// <param name="runs">Where runs are kept.</param>
    public bool LacksNothing(RunStore runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return this is { Status: RunStatus.Completed, Document: { } page } && page.Runs.All(run => run.Status != RunStatus.Failed && Directory.Exists(Path.Combine(runs.Root, run.RunId!)));
    }

    private bool IsOrphaned => Holder is null && Document?.Status is null or RunStatus.Queued or RunStatus.Running or RunStatus.Paused;

    // A run that has just begun has no page yet.
    private static bool IsStillIn(string folder) => StoredRun.Read(folder) is not { Holder: not null, Status: RunStatus.Running or RunStatus.Queued };

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
