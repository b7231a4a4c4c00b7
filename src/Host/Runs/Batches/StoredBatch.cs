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
    /// <summary>The file in its folder that a newer version of the program wrote in a format that this version cannot read; null where there is none.</summary>
    public string? Newer { get; init; }

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
        (null, _) when Newer is not null => RunStatus.Interrupted,
        (null, { Wish: RunWish.Cancel }) => RunStatus.Cancelled,
        (null, { Failure: not null }) => RunStatus.Failed,
        (null, { Wish: RunWish.Pause }) => RunStatus.Paused,
        (null, not null) => RunStatus.Queued,
        _ => IsOrphaned ? RunStatus.Interrupted : Document?.Status ?? RunStatus.Queued,
    };

    /// <summary>Why it is so.</summary>
    public string? Reason => Newer is not null ? $"a newer version of the program wrote its {Newer}" : Submission is not null ? Submission.Failure : IsOrphaned ? "its process ended without a word" : Document?.Reason;

    /// <inheritdoc/>
    public bool IsStill => Document?.Runs.Where(run => run is { Status: RunStatus.Running, RunId: not null }).All(run => IsStillIn(Path.Combine(RunsFolder, run.RunId!))) ?? true;

    /// <summary>Reads it. Where no process works on it, none of its runs is under way, whatever its page says.</summary>
    public static StoredBatch Read(string folder)
    {
        var holder = RunLease.HolderOf(folder);
        var (page, isNewer) = VersionedPage.Read<BatchDocument>(Path.Combine(folder, BatchPageActor.FileName), page => page.Format);
        return new StoredBatch(folder, holder is null ? page?.Interrupted() : page, holder)
        {
            Newer = isNewer ? BatchPageActor.FileName : page is null && Submission.IsNewerIn(folder) ? Submission.FileName : null,
        };
    }

    /// <summary>Refuses to work on it where a newer version of the program wrote its page: this version would overwrite it.</summary>
    /// <exception cref="InvalidInputException">One did.</exception>
    public void RequireReadable()
    {
        if (Newer is not null)
        {
            throw VersionedPage.Refusal(Path.Combine(Folder, Newer));
        }
    }

    /// <summary>Refuses to work on it where another process does, or a newer version of the program wrote its page.</summary>
    /// <exception cref="InvalidInputException">One does, or did.</exception>
    public void RequireFree()
    {
        RequireReadable();
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

    /// <summary>Its runs that have ended and do not run again when it is resumed: all but those that failed or were removed.</summary>
    /// <param name="runs">Where runs are kept.</param>
    public IEnumerable<MemberFacts> EndedRuns(RunStore runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return (Document?.Runs ?? []).Where(run =>
            run.Status is RunStatus.Completed or RunStatus.Diverged or RunStatus.Cancelled && run.RunId is { } id && Directory.Exists(Path.Combine(runs.Root, id)));
    }

    /// <summary>How many of its runs run when it is resumed; null if it has no page that can be read.</summary>
    /// <param name="runs">Where runs are kept.</param>
    public int? UnfinishedRuns(RunStore runs) => Document?.Runs.Count - EndedRuns(runs).Count();

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
}
