using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Cli.Outputs;
using ActorLstm.Host.Configuration.Hocon;
using ActorLstm.Host.Runs.Comparing;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>What changed in the file of a batch since its last run, in words.</summary>
internal static class BatchChanges
{
    private const int MostNames = 5;

    /// <summary>The lines; empty if nothing changed.</summary>
    /// <param name="prepared">The batch as its file has it now.</param>
    /// <param name="known">The batch as it was run.</param>
    public static IEnumerable<string> Of(PreparedBatch prepared, StoredBatch known)
    {
        var (before, now) = (SettingsOf(known), prepared.Shared());
        if (before.Count == 0 || known.Document is not { } document)
        {
            yield break;
        }

        before.Remove(Comparability.CorpusHash);
        if (HashOf(known) is { } hash)
        {
            before[Comparability.CorpusHash] = hash;
        }

        var changes = now.Keys.Union(before.Keys).Where(path => before.ContainsKey(path) || path != Comparability.CorpusHash).Where(path => now.GetValueOrDefault(path) != before.GetValueOrDefault(path)).ToList();
        var identities = document.Runs.Select(run => run.Identity).ToHashSet();
        var added = prepared.Runs.Keys.Count(identity => !identities.Contains(identity));
        var gone = document.Runs.Where(run => !prepared.Runs.ContainsKey(run.Identity)).ToList();
        if (changes.Count == 0 && gone.Count == 0)
        {
            yield break;
        }

        yield return changes.Count == 0 ? "the runs in the file changed since the batch was run last" : "the file changed since the batch was run last:";
        foreach (var path in changes)
        {
            yield return $"  {path}: {Shown(path, before)} -> {Shown(path, now)}";
        }

        yield return $"  {RunWords.Counted(added, "run")} new, {document.Runs.Count - gone.Count} as before";
        foreach (var (ended, words) in new[] { (true, "keep their results and are no longer in the file"), (false, "had not ended and are dropped, because they are no longer in the file") })
        {
            if (gone.Where(run => run.Status is RunStatus.Completed or RunStatus.Diverged or RunStatus.Cancelled == ended).Select(run => run.Name).ToList() is { Count: > 0 } names)
            {
                yield return $"  {names.Count} {words}: {string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? ", ..." : "")}";
            }
        }
    }

    private static string Shown(string path, IReadOnlyDictionary<string, string> settings) => VisibleText.OneLine(settings.TryGetValue(path, out var value) ? Comparability.Shown(path, value) : "not given");

    private static Dictionary<string, string> SettingsOf(StoredBatch known)
    {
        try
        {
            return SharedConfiguration.Of(File.ReadAllText(Path.Combine(known.Folder, BatchStore.ConfigurationFile)));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or HoconSyntaxException)
        {
            return []; // The earlier settings were not recorded.
        }
    }

    // Runs that say where their text is may each have another.
    private static string? HashOf(StoredBatch known) => known.Document!.Runs.Where(run => run.RunId is not null && !run.Settings.Keys.Any(path => path.StartsWith("corpus.", StringComparison.Ordinal)))
        .Reverse().Select(run => RunStore.TryRead(Path.Combine(known.RunsFolder, run.RunId!))?.Corpus.Sha256).FirstOrDefault(hash => hash is not null);
}
