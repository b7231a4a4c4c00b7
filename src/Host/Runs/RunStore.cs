using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Names;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs;

/// <summary>The runs of one folder, each in a folder of its own that is named by its id.</summary>
/// <param name="root">The folder; a relative one starts from <paramref name="currentFolder"/>.</param>
/// <param name="currentFolder">The folder that the user is in: a run may be named by a path from there.</param>
public sealed class RunStore(string root, string currentFolder)
{
    private readonly RunIds ids = new();

    /// <summary>The variable that names the folder where <c>--runs</c> does not.</summary>
    public const string Variable = "ACTORLSTM_RUNS";

    /// <summary>The folder, absolute.</summary>
    public string Root { get; } = Path.GetFullPath(root, currentFolder);

    /// <summary>Makes the folder of a new run.</summary>
    /// <returns>Its id and its folder.</returns>
    /// <exception cref="InvalidInputException">The folder cannot be made.</exception>
    public (string Id, string Folder) Create(TimeProvider time)
    {
        try
        {
            while (true)
            {
                var id = NewId(time);
                var folder = Directory.CreateDirectory(Path.Combine(Root, id)).FullName;
                if (TryClaim(Path.Combine(folder, RunFolder.RunFile)))
                {
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

    /// <summary>The id of a new run or batch, of which there is no folder yet. It sorts behind all that this gave before.</summary>
    public string NewId(TimeProvider time) => ids.New(time, id => Path.Exists(Path.Combine(Root, id)) || Path.Exists(Path.Combine(Root, BatchStore.FolderName, id)));

    /// <summary>Removes the folder of a run that did not start.</summary>
    public static void Discard(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What kept the run from starting is told, and matters more.
        }
    }

    /// <summary>The folders of the runs, the newest first: ids sort in the order in which they were given.</summary>
    /// <exception cref="InvalidInputException">The folder cannot be read.</exception>
    public IReadOnlyList<string> Newest() => [.. Ids().AsEnumerable().Reverse().Select(id => Path.Combine(Root, id))];

    /// <summary>The folder that relative paths start from.</summary>
    public string CurrentFolder => currentFolder;

    /// <summary>Says which of the runs a user means.</summary>
    internal NameResolver Names() => new(Root, new StoredRunNames(this));

    /// <summary>The folder of a run that is named by its folder or its whole id; null where there is none. It needs no look at the others: thousands may be asked for.</summary>
    internal string? FolderOf(string run)
    {
        if (string.IsNullOrWhiteSpace(run))
        {
            return null;
        }

        var named = Path.TrimEndingDirectorySeparator(Path.GetFullPath(run, currentFolder));
        return IsRun(named) ? named
            : RunId.IsWhole(run) && Path.Combine(Root, run) is var folder && IsRun(folder) ? folder
            : null;
    }

    /// <summary>
    /// The id of the run in a folder, by which its events are kept: the folder's name. Where the folder was renamed, its page says it, unless
    /// that is damaged, or a folder of that name lies beside it: what is only a copy has no events.
    /// </summary>
    internal static string IdOf(string folder) => IdOf(folder, TryRead(folder));

    /// <summary>The same where the page was read already.</summary>
    internal static string IdOf(string folder, RunDocument? page)
    {
        var name = Path.GetFileName(folder);
        return page is not null && page.Id != name && RunFolder.Check(folder, RunFolder.RunFile).Count == 0
            && !Directory.Exists(Path.Combine(Path.GetDirectoryName(folder)!, page.Id)) ? page.Id : name;
    }

    /// <summary>The <c>run.json</c> of a folder; null where it is missing or damaged.</summary>
    internal static RunDocument? TryRead(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<RunDocument>(File.ReadAllBytes(Path.Combine(folder, RunFolder.RunFile)), RunJson.Page);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private List<string> Ids()
    {
        try
        {
            return Directory.Exists(Root)
                ? [.. Directory.EnumerateDirectories(Root).Where(IsRun).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The folder for runs, {Root}, cannot be read: {fault.Message} Name another with --runs or {Variable}.", fault);
        }
    }

    // Two processes may have found the same id free at the same moment: the file is made by one of them.
    private static bool TryClaim(string file)
    {
        try
        {
            new FileStream(file, FileMode.CreateNew).Dispose();
            return true;
        }
        catch (IOException) when (File.Exists(file))
        {
            return false;
        }
    }

    // A run whose page was lost still has the lock that its process took.
    private static bool IsRun(string folder) => File.Exists(Path.Combine(folder, RunFolder.RunFile)) || File.Exists(Path.Combine(folder, RunLease.LockFile));
}
