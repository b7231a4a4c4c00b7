using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Journals;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>A batch that is to go on in this process, from its beginning or from where it was.</summary>
/// <param name="Place">The batch, and what its runs work with.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Start">What it is told first.</param>
internal sealed record BatchLaunch(BatchPlace Place, string Folder, StartBatch Start)
{
    /// <summary>What of the journal could not be read, in words; null where all could.</summary>
    public string? Damage { get; private init; }

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
        var prepared = place.Prepared;
        var start = new StartBatch(place.Id, place.Name, prepared.Options, prepared.Members(), LostRuns(reading.State, place.Runs), configurationFolder, owner)
        {
            Found = await FoundRunsAsync(page, reading.State, place.Journal, cancellation),
        };
        return new BatchLaunch(place, folder, start) { Damage = reading.Damage };
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
