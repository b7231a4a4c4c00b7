using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Runs;

/// <summary>A run as it lies in its folder, and who works on it at the moment.</summary>
/// <param name="Folder">Its folder, absolute.</param>
/// <param name="Document">Its <c>run.json</c>; null where that is missing or damaged, or the run never began.</param>
/// <param name="Holder">The living process that works on it; null where none does.</param>
public sealed record StoredRun(string Folder, RunDocument? Document, RunOwner? Holder) : IStored
{
    /// <summary>Its id.</summary>
    public string Id { get; } = RunStore.IdOf(Folder, Document);

    /// <summary>What it is called; null where nobody knows.</summary>
    public string? Name => Document?.Name ?? Submission?.Name;

    /// <summary>What the hosted service was asked to do with it, where it has no page of its own yet; else null.</summary>
    public Submission? Submission { get; } = Document is null ? Submission.TryRead(Folder) : null;

    /// <summary>What is wrong with its files and could not be mended; nothing where nobody looked.</summary>
    public IReadOnlyList<FileFault> Faults { get; init; } = [];

    /// <summary>What has become of it: a run that says it is under way while no process works on it was interrupted.</summary>
    public RunStatus Status => (NeverBegan, Submission) switch
    {
        (true, { Wish: RunWish.Cancel }) => RunStatus.Cancelled,
        (true, { Failure: not null }) => RunStatus.Failed,
        (true, { Wish: RunWish.Pause }) => RunStatus.Paused,
        (true, not null) => RunStatus.Queued,
        _ => IsOrphaned ? RunStatus.Interrupted : Document?.Status ?? RunStatus.Queued,
    };

    /// <inheritdoc/>
    public bool IsStill => Status != RunStatus.Running;

    /// <summary>Why it is as it is.</summary>
    public string? Reason => (IsOrphaned, Document) switch
    {
        (true, null) when NeverBegan && Submission is null && Submission.IsNewerIn(Folder) => "a newer version of the program wrote its submission.json",
        (true, null) when NeverBegan => Submission is null ? "it never began" : Submission.Failure,
        (true, null) when RunFolder.Check(Folder, RunFolder.RunFile).Count == 0 => "a newer version of the program wrote its run.json",
        (true, null) => "its run.json is missing or damaged",
        (true, { Owner: { } owner }) => $"its process ({owner}) ended without a word",
        (true, _) => "its process ended without a word",
        _ => Document?.Reason,
    };

    /// <summary>Whether its process ended before anything happened: its folder was made, and nothing was written.</summary>
    public bool NeverBegan => Document is null && Holder is null && new FileInfo(Path.Combine(Folder, RunFolder.RunFile)) is { Exists: true, Length: 0 };

    /// <summary>Whether it came to an end of its own, or was ended by its user.</summary>
    public bool IsOver => Status is RunStatus.Completed or RunStatus.Diverged or RunStatus.Cancelled;

    private bool IsOrphaned => Holder is null && Document?.Status is null or RunStatus.Queued or RunStatus.Running or RunStatus.Paused;

    /// <summary>Looks at a run. A link to its folder counts as the folder: the journal with its events lies beside that.</summary>
    /// <param name="folder">Its folder, absolute.</param>
    public static StoredRun Read(string folder)
    {
        folder = Target(folder);
        var document = RunStore.TryRead(folder);
        var mayBeHeld = document?.Status is null or RunStatus.Running or RunStatus.Paused or RunStatus.Queued;

        // A process that ended in between wrote its last word before it gave the run up.
        return mayBeHeld && RunLease.HolderOf(folder) is { } holder
            ? new StoredRun(folder, document, holder)
            : new StoredRun(folder, mayBeHeld ? RunStore.TryRead(folder) : document, null);
    }

    private static string Target(string folder)
    {
        try
        {
            return Directory.Exists(folder) && Directory.ResolveLinkTarget(folder, returnFinalTarget: true) is { } target ? target.FullName : folder;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return folder; // It was removed at this moment.
        }
    }
}
