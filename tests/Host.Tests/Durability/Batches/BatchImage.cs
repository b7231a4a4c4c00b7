namespace ActorLstm.Host.Tests.Durability.Batches;

/// <summary>What must be the same in every batch of one file that has ended: its page without times and ids, and each of its runs.</summary>
internal sealed class BatchImage
{
    private readonly string page;
    private readonly SortedDictionary<int, RunImage> runs;

    private BatchImage(string page, SortedDictionary<int, RunImage> runs) => (this.page, this.runs) = (page, runs);

    /// <summary>The image of the one batch in a folder of runs.</summary>
    public static BatchImage Of(string folder)
    {
        var page = DurableBatch.Page(folder);
        var runs = new SortedDictionary<int, RunImage>();
        foreach (var (number, id) in DurableBatch.Ids(folder))
        {
            runs[number] = RunImage.Of(Path.Combine(folder, id!));
        }

        foreach (var key in new[] { "id", "started_at", "ended_at", "owner", "configuration_folder" })
        {
            page.Remove(key);
        }

        page["options"]!.AsObject().Remove("max_concurrent");
        foreach (var run in page["runs"]!.AsArray())
        {
            run!.AsObject().Remove("run_id");
        }

        return new BatchImage(page.ToJsonString(), runs);
    }

    /// <summary>Every difference in a line of its own; empty where there is none.</summary>
    /// <param name="reference">What it should be.</param>
    /// <param name="ignored">A file of the runs that may differ.</param>
    public string DifferencesFrom(BatchImage reference, string? ignored = null) => string.Join('\n',
        from difference in runs.Keys.Union(reference.runs.Keys)
            .Select(number => (Where: $"run {number}", What: runs.GetValueOrDefault(number, RunImage.Nothing).DifferencesFrom(reference.runs.GetValueOrDefault(number, RunImage.Nothing), ignored)))
            .Prepend((Where: "batch.json", What: page == reference.page ? "" : $"{page}\nand should be\n{reference.page}"))
        where difference.What.Length > 0
        select $"{difference.Where}: {difference.What}");
}
