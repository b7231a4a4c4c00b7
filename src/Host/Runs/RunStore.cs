using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs;

/// <summary>The runs of one folder, each in a folder of its own that is named by its id.</summary>
/// <param name="root">The folder.</param>
public sealed class RunStore(string root)
{
    /// <summary>The variable that names the folder where <c>--runs</c> does not.</summary>
    public const string Variable = "ACTORLSTM_RUNS";

    /// <summary>The folder, absolute.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Makes the folder of a new run.</summary>
    /// <returns>Its id and its folder.</returns>
    /// <exception cref="InvalidInputException">The folder cannot be made.</exception>
    public (string Id, string Folder) Create(TimeProvider time)
    {
        try
        {
            while (true)
            {
                var id = RunId.New(time);
                var folder = Path.Combine(Root, id);
                if (!Directory.Exists(folder))
                {
                    Directory.CreateDirectory(folder);
                    using var claim = new FileStream(Path.Combine(folder, RunFolder.RunFile), FileMode.CreateNew);
                    return (id, folder);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"The folder for runs, {Root}, cannot be written: {fault.Message} Name another with --runs or {Variable}.", fault);
        }
    }

    /// <summary>Finds a run by its folder, its id, a unique beginning of its id, or its name (the newest run of it).</summary>
    /// <exception cref="InvalidInputException">There is none, or several begin so.</exception>
    public (string Folder, RunDocument Run) Find(string run)
    {
        if (File.Exists(Path.Combine(run, RunFolder.RunFile)))
        {
            return Read(Path.GetFullPath(run));
        }

        var ids = Directory.Exists(Root)
            ? Directory.EnumerateDirectories(Root).Where(folder => File.Exists(Path.Combine(folder, RunFolder.RunFile))).Select(folder => Path.GetFileName(folder)!).Order().ToList()
            : [];
        var matching = ids.Contains(run) ? [run] : ids.Where(id => run.Length > 0 && id.StartsWith(run, StringComparison.Ordinal)).ToList();
        if (matching.Count == 1)
        {
            return Read(Path.Combine(Root, matching[0]));
        }

        if (matching.Count > 1)
        {
            throw new InvalidInputException($"{matching.Count} runs in {Root} begin with \"{run}\": {string.Join(", ", matching.Take(5))}{(matching.Count > 5 ? ", ..." : "")}. Give more of the id.");
        }

        foreach (var id in ids.AsEnumerable().Reverse())
        {
            if (TryRead(Path.Combine(Root, id)) is { } document && document.Name == run)
            {
                return (Path.Combine(Root, id), document);
            }
        }

        throw new InvalidInputException(
            $"There is no run \"{run}\" in {Root}: no folder, no id that begins so, and no name, among {ids.Count} runs. Name the folder of the runs with --runs or {Variable}.");
    }

    private static (string Folder, RunDocument Run) Read(string folder) => TryRead(folder) is { } document
        ? (folder, document)
        : throw new InvalidInputException($"{Path.Combine(folder, RunFolder.RunFile)} is empty or damaged: the run never began, or the file was changed.");

    private static RunDocument? TryRead(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<RunDocument>(File.ReadAllBytes(Path.Combine(folder, RunFolder.RunFile)), RunJson.Page);
        }
        catch (Exception fault) when (fault is JsonException or IOException)
        {
            return null;
        }
    }
}
