using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Runs.Sweeps;
using ActorLstm.Host.Service.Webhooks;
using ActorLstm.Model;

namespace ActorLstm.Host.Service;

/// <summary>What the runs of the service work with.</summary>
/// <param name="Options">How the service works.</param>
/// <param name="Runs">Where runs are kept.</param>
/// <param name="Persistence">Where their events are kept.</param>
/// <param name="Journal">Keeps them.</param>
/// <param name="Corpora">Their texts.</param>
/// <param name="Catalog">What users are shown of the runs.</param>
/// <param name="Events">What users are told of what happens in them.</param>
/// <param name="Variables">Environment variables, which say where corpora are.</param>
/// <param name="Time">The clock.</param>
internal sealed record ServicePlace(
    ServiceOptions Options, RunStore Runs, PersistenceOptions Persistence, RunJournal Journal, CorpusShelf Corpora, RunCatalog Catalog, RunEventLogs Events, IReadOnlyDictionary<string, string> Variables, TimeProvider Time)
{
    /// <summary>Tells how the service stands.</summary>
    public required ServiceGauges Gauges { get; init; }

    /// <summary>What is to be told of runs that have ended; null where nobody is told.</summary>
    public WebhookOutbox? Webhooks { get; init; }

    /// <summary>The folder of a run.</summary>
    public string FolderOf(string id) => Path.Combine(Runs.Root, id);

    /// <summary>Finds a run by its id, a beginning of it, or its name. Whoever asks the service may not name folders of the machine.</summary>
    /// <exception cref="RunUnknownException">There is none, or several begin so.</exception>
    public StoredRun Find(string run)
    {
        if (run.AsSpan().ContainsAny('/', '\\', '\0') || run is "" or "." or "..")
        {
            throw new RunUnknownException("A run is named by its id, a beginning of it, or its name.");
        }

        if (Catalog.PageOf(run) is { } page)
        {
            return new StoredRun(FolderOf(run), page, RunOwner.ThisProcess()); // What is known is not looked for.
        }

        try
        {
            return Runs.Find(run);
        }
        catch (InvalidInputException)
        {
            var beginning = Runs.Beginning(run);
            throw new RunUnknownException(beginning.Count > 1
                ? $"{beginning.Count} runs begin with \"{run}\": {string.Join(", ", beginning.Take(5))}{(beginning.Count > 5 ? ", ..." : "")}. Give more of the id."
                : $"There is no run \"{run}\": no id that begins so, and no name.");
        }
    }

    /// <summary>Whether anything may have been recorded of a run.</summary>
    public bool HasBegun(string id)
    {
        var folder = FolderOf(id);
        return new FileInfo(Path.Combine(folder, RunFolder.RunFile)) is { Exists: true, Length: > 0 } || RunLease.WasLeftUnfinished(folder);
    }

    /// <summary>Takes a run and prepares it: one of which nothing is recorded yet begins, every other one goes on.</summary>
    /// <exception cref="RunIsOverException">It has come to its end.</exception>
    /// <exception cref="InvalidInputException">It cannot be begun, or would not be the same run any more.</exception>
    public async Task<OpenedRun> OpenAsync(string id, CancellationToken cancellation)
    {
        await Task.Yield(); // Files are read: not by an actor's own thread.
        var owner = RunOwner.ThisProcess();
        var folder = FolderOf(id);
        var lease = RunLease.Take(folder, owner, Time);
        try
        {
            var launch = await Journal.IsKnownAsync(id, cancellation)
                ? await ResumeAsync(folder, lease, owner, cancellation)
                : await StartAsync(id, folder, owner, cancellation);
            new RunRequests(folder, Time).Clear();
            return new OpenedRun(launch, lease);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private async Task<RunLaunch> StartAsync(string id, string folder, RunOwner owner, CancellationToken cancellation)
    {
        var configuration = ConfigurationLoader.LoadFile(Path.Combine(folder, RunFolder.ConfigurationFile), new Dictionary<string, string>(), []);
        var prepared = await PreparedRun.PrepareAsync(configuration, Corpora, cancellation);
        if (configuration.Sweep.Run is { } swept)
        {
            prepared = prepared with { Source = SweepSource.Of(StoredRun.Read(swept)) };
        }

        var start = new StartRun(prepared.Facts(id), prepared.Configuration.Plan, ResolvedConfiguration.Write(prepared.Configuration), owner);
        return new RunLaunch(prepared, id, folder, owner, [start, .. prepared.TakeOver(folder)]);
    }

    private async Task<RunLaunch> ResumeAsync(string folder, RunLease lease, RunOwner owner, CancellationToken cancellation)
    {
        var resumable = await ResumableRun.ReadAsync(folder, lease, Journal, owner, cancellation);
        await resumable.PrepareAsync(new ResumeChanges(AcceptDrift: false), Corpora, cancellation);
        return resumable.Launch();
    }
}

/// <summary>A run that this process has taken and prepared.</summary>
/// <param name="Launch">How it goes on.</param>
/// <param name="Lease">Its lease.</param>
internal sealed record OpenedRun(RunLaunch Launch, RunLease Lease);

/// <summary>The service knows no such run.</summary>
internal sealed class RunUnknownException(string message) : Exception(message);
