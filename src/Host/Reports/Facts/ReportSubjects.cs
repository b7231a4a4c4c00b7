using System.Security.Cryptography;
using System.Text;
using ActorLstm.Host.Cli.Batches;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Model;

namespace ActorLstm.Host.Reports.Facts;

/// <summary>What a report or a comparison is about.</summary>
/// <param name="Batches">The batches that were named.</param>
/// <param name="Runs">The runs that were named, and those of the batches: the best of each first. Each once.</param>
/// <param name="Alone">The ids of those runs that were named by themselves and belong to none of the batches.</param>
/// <param name="Missing">Runs of the batches that have not begun or whose folder is gone, in words.</param>
internal sealed record ReportSubjects(IReadOnlyList<StoredBatch> Batches, IReadOnlyList<StoredRun> Runs, IReadOnlyList<string> Alone, IReadOnlyList<string> Missing)
{
    /// <summary>Whether it is one run, or one batch.</summary>
    public bool AreOne => Batches.Count + Alone.Count == 1;

    /// <summary>What they are called together.</summary>
    public string Title => !AreOne ? RunWords.Counted(Runs.Count, "run") : Batches is [var batch] ? batch.Document!.Name : Runs[0].Document?.Name ?? Runs[0].Id;

    /// <summary>The same for the same runs and batches, in whatever order they are named, and another for others: a hash, lower-case hexadecimal.</summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Batches.Select(batch => batch.Id).Concat(Alone).Order(StringComparer.Ordinal)))));

    /// <summary>Finds runs and batches by what a user calls them.</summary>
    /// <exception cref="InvalidInputException">There is none of a name, or several begin so.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ReportSubjects Find(RunStore store, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var resolver = new BatchStore(store).Names(); // What is read for one name is known for the others.
        var batches = new List<StoredBatch>();
        var found = new List<(string Folder, bool IsAlone)>();
        var missing = new List<string>();
        foreach (var name in names)
        {
            var meant = resolver.Find(name);
            if (!meant.IsBatch)
            {
                found.Add((meant.Folder, true));
                continue;
            }

            var batch = StoredBatch.Read(meant.Folder);
            batches.Add(batch);
            var document = batch.Document ?? throw new InvalidInputException(
                $"The page of the batch {batch.Id} is missing or damaged. Write it again with: actorlstm resume {batch.Id}");
            foreach (var member in BatchTable.Ranked(document))
            {
                if (member.RunId is { } id && Path.Combine(store.Root, id) is var folder && Directory.Exists(folder))
                {
                    found.Add((folder, false));
                }
                else
                {
                    missing.Add(member.RunId is null ? $"{member.Name} has not begun" : $"{member.Name} ({member.RunId}) is not there any more");
                }
            }
        }

        var runs = FolderReading.Read(found, one => one.Folder, (one, _) => (Run: StoredRun.Read(one.Folder), one.IsAlone), cancellation);
        var members = batches.SelectMany(batch => batch.Document!.Runs).Select(member => member.RunId).ToHashSet();
        return new ReportSubjects(
            [.. batches.DistinctBy(batch => batch.Folder)],
            [.. runs.Select(one => one.Run).DistinctBy(run => run.Folder)],
            [.. runs.Where(one => one.IsAlone).Select(one => one.Run.Id).Distinct().Where(id => !members.Contains(id))],
            missing);
    }
}
