using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Names;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>The batches of a folder of runs: each has a folder of its own below <c>batches</c>, and its runs lie among the others.</summary>
/// <param name="runs">The runs.</param>
public sealed class BatchStore(RunStore runs)
{
    private IReadOnlyList<StoredBatch>? read;

    /// <summary>The folder of the batches, among those of the runs.</summary>
    public const string FolderName = "batches";

    /// <summary>What a batch was asked to do, in its folder: HOCON.</summary>
    public const string ConfigurationFile = "batch.conf";

    private const string LockFile = "new.lock";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The folder of the batches.</summary>
    public string Root { get; } = Path.Combine(runs.Root, FolderName);

    /// <summary>The folders of the batches, the newest first.</summary>
    /// <exception cref="InvalidInputException">Their folder cannot be read.</exception>
    public IReadOnlyList<string> Folders() => [.. Ids().AsEnumerable().Reverse().Select(id => Path.Combine(Root, id))];

    /// <summary>The batches, the newest first.</summary>
    public IReadOnlyList<StoredBatch> Newest() => [.. Folders().Select(StoredBatch.Read)];

    /// <summary>Says which of the batches and the runs a user means.</summary>
    internal NameResolver Names() => new(runs.Root, new StoredBatchNames(this), new StoredRunNames(runs));

    /// <summary>The folder of a batch that is named by its folder or its whole id; null where there is none.</summary>
    internal string? FolderOf(string batch)
    {
        var named = Path.TrimEndingDirectorySeparator(Path.GetFullPath(batch, runs.CurrentFolder));
        return File.Exists(Path.Combine(named, ConfigurationFile)) ? named
            : RunId.IsWhole(batch) && Path.Combine(Root, batch) is var folder && Directory.Exists(folder) ? folder
            : null;
    }

    /// <summary>The newest batch of a name; null where there is none. For all names that are asked for the batches are read once.</summary>
    public StoredBatch? Called(string name) => (read ??= Newest()).FirstOrDefault(batch => batch.Name == name);

    /// <summary>
    /// Keeps other processes from making a batch: two that found none of a name would make two. Held from the look for one until the new one
    /// can be found.
    /// </summary>
    /// <exception cref="InvalidInputException">The folder of the batches cannot be written, or another process does not end.</exception>
    public async Task<IDisposable> LockAsync(TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(Root);
            return await FileLock.TakeAsync(Path.Combine(Root, LockFile), FileAccess.ReadWrite, FileShare.None, Patience, time, cancellation)
                ?? throw new InvalidInputException($"Another process has been making a batch in {Root} for {Patience.TotalMinutes} minutes. Wait for its end, or end it.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(fault);
        }
    }

    /// <summary>Makes the folder of a new batch.</summary>
    /// <exception cref="InvalidInputException">It cannot be written.</exception>
    public (string Id, string Folder) Create(TimeProvider time)
    {
        try
        {
            var id = runs.NewId(time);
            return (id, Directory.CreateDirectory(Path.Combine(Root, id)).FullName);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(fault);
        }
    }

    private InvalidInputException Unwritable(Exception fault) =>
        new($"The folder for batches, {Root}, cannot be written: {fault.Message} Name another with --runs or {RunStore.Variable}.", fault);

    private List<string> Ids()
    {
        try
        {
            return Directory.Exists(Root)
                ? [.. Directory.EnumerateDirectories(Root).Select(folder => Path.GetFileName(folder)).Where(RunId.IsWhole).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The folder for batches, {Root}, cannot be read: {fault.Message} Name another with --runs or {RunStore.Variable}.", fault);
        }
    }
}
