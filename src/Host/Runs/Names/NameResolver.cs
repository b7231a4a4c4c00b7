using ActorLstm.Actors.Runs;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs.Names;

/// <summary>
/// Says which run or batch a user means. The command line, the API and the pages share it. A text is, in this order: a folder or a whole id, a name
/// (of a batch before that of a run, the newest first), or the beginning of one id.
/// </summary>
/// <param name="place">Where they lie, as a user is told who could name another place; null where none could.</param>
/// <param name="among">What is looked among: batches before runs.</param>
internal sealed class NameResolver(string? place, params IReadOnlyList<INames> among)
{
    private string Kind => among.Any(names => !names.AreBatches) ? "run" : "batch";

    /// <summary>What a text means to a verb that changes nothing, or nothing that could not be undone: of several of one name the newest.</summary>
    /// <exception cref="RunUnknownException">The text matches nothing, or it is the beginning of several ids.</exception>
    /// <exception cref="InvalidInputException">The folder of the runs cannot be read.</exception>
    public FoundName Find(string text)
    {
        if ((At(text) ?? WithId(text) ?? Named(text).FirstOrDefault()) is { } found)
        {
            return found;
        }

        var beginning = Beginning(text);
        return beginning.Count == 1 ? beginning[0] : throw Unknown(text, beginning);
    }

    /// <summary>What a text means beyond doubt, for a verb that cannot be undone. A whole id and a path to a folder are; a word is, where it can mean one thing alone.</summary>
    /// <exception cref="RunUnknownException">The text matches nothing.</exception>
    /// <exception cref="AmbiguousNameException">The text matches several runs or batches.</exception>
    /// <exception cref="InvalidInputException">The folder of the runs cannot be read.</exception>
    public FoundName FindOnly(string text)
    {
        var at = At(text);
        if (at is not null && (RunId.IsWhole(text) || text.AsSpan().ContainsAny('/', '\\')))
        {
            return at;
        }

        var withId = WithId(text);
        var found = new[] { at, withId }.OfType<FoundName>().Concat(Named(text)).Concat(withId is null ? Beginning(text) : []).Distinct().ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw Unknown(text, []),
            _ => throw new AmbiguousNameException(text, [.. found.Select(one => Of(one).Describe(one.Folder))]),
        };
    }

    private INames Of(FoundName found) => among.First(names => names.AreBatches == found.IsBatch);

    private FoundName? At(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new RunUnknownException($"The {Kind} has no name. Give its id, the beginning of its id, or its name{(place is null ? "" : ", or its folder")}.");
        }

        return among.Select(names => names.At(text) is { } folder ? new FoundName(folder, names.AreBatches) : null).FirstOrDefault(found => found is not null);
    }

    private FoundName? WithId(string text) => Ids(id => id == text).FirstOrDefault();

    private List<FoundName> Beginning(string text) => [.. Ids(id => id.StartsWith(text, StringComparison.Ordinal))];

    private IEnumerable<FoundName> Ids(Func<string, bool> fits) =>
        among.SelectMany(names => names.Ids().Where(fits).Select(id => new FoundName(names.FolderOf(id), names.AreBatches)));

    // A folder that was renamed still has its id.
    private IEnumerable<FoundName> Named(string text) =>
        among.SelectMany(names => names.All().Where(one => one.Name == text || one.Id == text).Select(one => new FoundName(one.Folder, names.AreBatches)));

    private RunUnknownException Unknown(string text, List<FoundName> beginning) => new(beginning.Count > 0
        ? $"{beginning.Count} ids{(place is null ? "" : $" in {place}")} begin with \"{text}\": {string.Join(", ", beginning.Take(5).Select(Shown))}{(beginning.Count > 5 ? ", ..." : "")}. Give more of the id."
        : place is null ? $"There is no {Kind} \"{text}\": no id begins with it, and nothing has that name."
        : $"There is no {Kind} \"{text}\" in {place}: none of its {among.Sum(names => names.AreBatches ? 0 : names.Ids().Count)} runs has this folder, id or name. To search another folder of runs, use --runs or {RunStore.Variable}.");

    private static string Shown(FoundName found) => $"{Path.GetFileName(found.Folder)}{(found.IsBatch ? " (a batch)" : "")}";
}
