using System.Collections;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Model;

namespace ActorLstm.Host.Cli;

/// <summary>The environment variables and the current folder that a verb works with.</summary>
/// <param name="Variables">The variables by name.</param>
/// <param name="Folder">The folder that relative paths start from.</param>
internal sealed record ProcessEnvironment(IReadOnlyDictionary<string, string> Variables, string Folder)
{
    /// <summary>Those of this process; null where its folder was removed.</summary>
    public static ProcessEnvironment? TryCurrent()
    {
        var variables = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        try
        {
            return new ProcessEnvironment(variables, Environment.CurrentDirectory);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A variable, or null where it is not set.</summary>
    public string? Variable(string name) => Variables.GetValueOrDefault(name);

    /// <summary>The runs of the folder that <c>--runs</c> names, else <c>$ACTORLSTM_RUNS</c>, else <c>./runs</c>.</summary>
    /// <param name="option">What <c>--runs</c> says, if given.</param>
    public RunStore Store(string? option) =>
        new(option ?? FolderOf(RunStore.Variable) ?? "runs", Folder);

    // A variable that is empty is one that is not set, as elsewhere on Unix.
    private string? FolderOf(string variable) => Variable(variable) is { Length: > 0 } folder
        ? string.IsNullOrWhiteSpace(folder) ? throw new InvalidInputException($"The environment variable {variable} is blank. Put the path of a folder into it, or unset it.") : folder
        : null;

    /// <summary>Mends the files of runs, and says so.</summary>
    public RunMending Mending(TimeProvider time, Terminal terminal) => new(Variables, time, note => terminal.Message($"note: {note}"));

    /// <summary>What a user can type for a run: its id where it lies in the folder that is looked at by itself, else its folder.</summary>
    public string NameOf(StoredRun run) => NameOf(run.Folder);

    /// <summary>The same for the run of a folder.</summary>
    public string NameOf(string run) => Path.GetDirectoryName(run) == Store(null).Root ? Path.GetFileName(run) : Shown(run);

    /// <summary>The same for a batch.</summary>
    public string NameOf(StoredBatch batch) => batch.RunsFolder == Store(null).Root ? batch.Id : Shown(batch.Folder);

    /// <summary>A path as it is shown: from the current folder where it lies below it, whole elsewhere.</summary>
    public string Shown(string path)
    {
        var relative = Path.GetRelativePath(Folder, path);
        return relative.Split(Path.DirectorySeparatorChar)[0] == ".." ? path : relative;
    }
}
