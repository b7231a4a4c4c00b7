using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>A batch that is to go on in this process, from its beginning or from where it was.</summary>
/// <param name="Place">The batch, and what its runs work with.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Owner">This process.</param>
/// <param name="First">What it is told first.</param>
internal sealed record BatchLaunch(BatchPlace Place, string Folder, RunOwner Owner, IBatchCommand First)
{
    /// <summary>What of the journal could not be read, in words; null where all could.</summary>
    public string? Damage { get; private init; }

    /// <summary>How the end of a batch is recorded that no process works on.</summary>
    /// <param name="place">The batch; nothing need be prepared.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InvalidInputException">It never began, or has ended.</exception>
    public static async Task<BatchLaunch> ToCancelAsync(BatchPlace place, string folder, CancellationToken cancellation)
    {
        var reading = await place.Journal.ReadBatchAsync(place.Id, cancellation);
        var owner = RunOwner.ThisProcess();
        return reading.State.CanBeResumed
            ? new BatchLaunch(place, folder, owner, new EndBatch(owner, RunStatus.Cancelled)) { Damage = reading.Damage }
            : throw new InvalidInputException($"The batch {place.Id} {(reading.State.Owner is null ? "never began" : "has ended")}: there is nothing to cancel.");
    }

    /// <summary>Reads where the batch is.</summary>
    /// <param name="place">The batch, and what its runs work with.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="page">Its page; null where there is none.</param>
    /// <param name="configurationFolder">The folder of its file, from which relative paths start.</param>
    /// <param name="owner">This process.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<BatchLaunch> OfAsync(BatchPlace place, string folder, BatchDocument? page, string configurationFolder, RunOwner owner, CancellationToken cancellation)
    {
        var reading = await place.Journal.ReadBatchAsync(place.Id, cancellation);
        var prepared = place.Prepared!;
        var start = new StartBatch(place.Id, place.Name, prepared.Options, prepared.Members(), LostRuns(reading.State, place.Runs), configurationFolder, owner)
        {
            Shared = prepared.Shared(),
            Found = await FoundRunsAsync(page, reading.State, place.Journal, cancellation),
        };
        return new BatchLaunch(place, folder, owner, start) { Damage = reading.Damage };
    }

    // A run that had ended and was removed since is missing, and is run again.
    private static IReadOnlyList<int> LostRuns(BatchState batch, RunStore runs) =>
    [
        .. from member in batch.Members.Values
           where member.RunId is not null && !Directory.Exists(Path.Combine(runs.Root, member.RunId))
           select member.Number,
    ];

    // Where events of the batch were damaged its page may know runs that it does not know any more, and their own events tell what became of them.
    private static async Task<IReadOnlyDictionary<string, string>> FoundRunsAsync(BatchDocument? page, BatchState batch, RunJournal journal, CancellationToken cancellation)
    {
        var begun = batch.Members.Values.Where(member => member.RunId is not null).Select(member => member.Member.Identity).ToHashSet();
        var found = new Dictionary<string, string>();
        foreach (var run in (page?.Runs ?? []).Where(run => run.RunId is not null && !begun.Contains(run.Identity)))
        {
            if (await journal.IsKnownAsync(run.RunId!, cancellation))
            {
                found[run.Identity] = run.RunId!;
            }
        }

        return found;
    }
}
