using ActorLstm.Host.Cli.Batches;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Model;

namespace ActorLstm.Host.Reports.Facts;

/// <summary>What a report or a comparison is about.</summary>
/// <param name="Batches">The batches that were named.</param>
/// <param name="Runs">The runs that were named, and those of the batches: the best of each first. Each once.</param>
/// <param name="Missing">Runs of the batches that have not begun or whose folder is gone, in words.</param>
internal sealed record ReportSubjects(IReadOnlyList<StoredBatch> Batches, IReadOnlyList<StoredRun> Runs, IReadOnlyList<string> Missing)
{
    /// <summary>Finds runs and batches by what a user calls them.</summary>
    /// <exception cref="InvalidInputException">There is none of a name, or several begin so.</exception>
    public static ReportSubjects Find(RunStore store, IReadOnlyList<string> names)
    {
        var batches = new List<StoredBatch>();
        var runs = new List<StoredRun>();
        var missing = new List<string>();
        foreach (var name in names)
        {
            if (new BatchStore(store).Find(name) is not { } batch)
            {
                runs.Add(store.Find(name));
                continue;
            }

            batches.Add(batch);
            var document = batch.Document ?? throw new InvalidInputException(
                $"The page of the batch {batch.Id} is missing or damaged. Write it again with: actorlstm resume {batch.Id}");
            foreach (var member in BatchTable.Ranked(document))
            {
                if (member.RunId is { } id && Path.Combine(store.Root, id) is var folder && Directory.Exists(folder))
                {
                    runs.Add(StoredRun.Read(folder));
                }
                else
                {
                    missing.Add(member.RunId is null ? $"{member.Name} has not begun" : $"{member.Name} ({member.RunId}) is not there any more");
                }
            }
        }

        return new ReportSubjects([.. batches.DistinctBy(batch => batch.Folder)], [.. runs.DistinctBy(run => run.Folder)], missing);
    }
}
