using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Batches;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Runs.Names;
using ActorLstm.Host.Service.Batches;
using ActorLstm.Host.Service.Events;
using ActorLstm.Host.Service.Webhooks;
using ActorLstm.Model;
using Akka.Actor;

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
    /// <summary>What users are shown of the batches.</summary>
    public required BatchCatalog Batches { get; init; }

    /// <summary>What users are told of what happens in them.</summary>
    public required BatchEventLogs BatchEvents { get; init; }

    /// <summary>Tells how the service stands.</summary>
    public required ServiceGauges Gauges { get; init; }

    /// <summary>The right of this process to serve the runs of the folder.</summary>
    public required ServiceHold Hold { get; init; }

    /// <summary>Where runs go on.</summary>
    public required IRunSite Site { get; init; }

    /// <summary>What is to be told of runs that have ended; null where nobody is told.</summary>
    public WebhookOutbox? Webhooks { get; init; }

    /// <summary>The memory that its runs may use with the program. In a cluster other nodes train them, and know their own limits.</summary>
    public MemoryLimit Memory => Site.IsHere ? MemoryLimit.OfThisProcess().Less(Options.MemoryReserve, ServiceConfiguration.MemoryReserveSetting) : MemoryLimit.None;

    /// <summary>The folder of a run.</summary>
    public string FolderOf(string id) => Path.Combine(Runs.Root, id);

    /// <summary>The folder of a batch.</summary>
    public string BatchFolderOf(string id) => Path.Combine(BatchStore.Root, id);

    /// <summary>Where batches are kept.</summary>
    public BatchStore BatchStore => new(Runs);

    /// <summary>Which run or batch a user means.</summary>
    public ServedNames Names => new(this);

    /// <summary>Finds a run by its id, its name (the newest run of it), or the beginning of its id.</summary>
    /// <exception cref="RunUnknownException">There is none, or several begin so.</exception>
    public StoredRun Find(string run) => Read(run) ?? ReadAt(Names.Find(run, ServedNames.Among.Runs));

    /// <summary>The same for what cannot be undone.</summary>
    /// <exception cref="RunUnknownException">No id or name matches.</exception>
    /// <exception cref="AmbiguousNameException">Several match.</exception>
    public StoredRun FindOnly(string run) => Read(run) ?? ReadAt(Names.FindOnly(run, ServedNames.Among.Runs));

    /// <summary>Finds a batch by its id, its name (the newest batch of it), or the beginning of its id.</summary>
    /// <exception cref="RunUnknownException">There is none, or several begin so.</exception>
    public StoredBatch FindBatch(string batch) => StoredBatch.Read(Names.Find(batch, ServedNames.Among.Batches).Folder);

    /// <summary>The same for what cannot be undone.</summary>
    /// <exception cref="RunUnknownException">No id or name matches.</exception>
    /// <exception cref="AmbiguousNameException">Several match.</exception>
    public StoredBatch FindBatchOnly(string batch) => StoredBatch.Read(Names.FindOnly(batch, ServedNames.Among.Batches).Folder);

    /// <summary>Prepares every run of a batch, as many at once and with as many threads as the service has.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellation">Ends the preparations.</param>
    /// <param name="findsMoved">Whether a corpus that is missing is searched for by its hash, as those of a recorded batch are.</param>
    /// <exception cref="InvalidInputException">A corpus or a seed text cannot be used, or a network is too large.</exception>
    public Task<PreparedBatch> PrepareAsync(BatchConfiguration batch, CancellationToken cancellation, bool findsMoved = false) =>
        PreparedBatch.PrepareAsync(batch, given => BatchSlots.InService(given, Site.IsHere ? Options.ConcurrentRuns : given.Runs.Count, Options.Threads), Corpora, cancellation, Memory, Site.IsHere, findsMoved);

    /// <summary>Whether anything may have been recorded of a batch.</summary>
    public bool HasBatchBegun(string id) => StoredBatch.Read(BatchFolderOf(id)).Document is not null || RunLease.WasLeftUnfinished(BatchFolderOf(id));

    /// <summary>Takes a batch and prepares it: it begins, or goes on from where it was.</summary>
    /// <param name="batch">The batch. One that is to be cancelled is not prepared: its end is recorded.</param>
    /// <param name="slots">Gives out slots to its runs.</param>
    /// <param name="cancellation">Ends the preparations.</param>
    /// <exception cref="InvalidInputException">It cannot be begun.</exception>
    /// <exception cref="ConfigurationException">Its configuration cannot be read any more.</exception>
    public async Task<Opened<IBatchNotice>> OpenBatchAsync(HostedBatch batch, IActorRef slots, CancellationToken cancellation)
    {
        await Task.Yield(); // Files are read: not by an actor's own thread.
        var (folder, owner) = (BatchFolderOf(batch.Id), RunOwner.ThisProcess());
        StoredBatch.Read(folder).RequireReadable();
        var lease = RunLease.Take(folder, owner, Time);
        try
        {
            new RunRequests(folder, Time).Clear(); // Not later: the batch may be asked for something while it is prepared.
            var launch = batch.Submission.Wish == RunWish.Cancel
                ? await BatchLaunch.ToCancelAsync(PlaceOf(batch, batch.Submission.Name, prepared: null), folder, cancellation)
                : await LaunchAsync(batch, folder, owner, cancellation);
            var prepared = launch.Place.Prepared;
            var settings = new BatchSettings(1, () => Runs.NewId(Time)) // A slot of the service is a run, however many threads that has.
            {
                Priority = batch.Submission.Priority,
                MemoryOf = identity => prepared?.Memory.GetValueOrDefault(identity)?.Run ?? 0,
            };
            return new Opened<IBatchNotice>(lease, (parent, listener, name) => BatchActors.Begin(parent, launch, settings, slots, listener, name)) { Note = prepared?.FewerAtOnce };
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private async Task<BatchLaunch> LaunchAsync(HostedBatch batch, string folder, RunOwner owner, CancellationToken cancellation)
    {
        var page = StoredBatch.Read(folder).Document;
        var file = Path.Combine(folder, BatchStore.ConfigurationFile);
        var configuration = ConfigurationLoader.LoadAny(file, new Dictionary<string, string>(), []).Batch ?? throw new InvalidInputException($"{file} no longer contains a batch.");
        var place = PlaceOf(batch, configuration.Name, await PrepareAsync(configuration, cancellation, findsMoved: page is not null));
        return await BatchLaunch.OfAsync(place, folder, page, page is { ConfigurationFolder: { Length: > 0 } told } ? told : folder, owner, cancellation);
    }

    private BatchPlace PlaceOf(HostedBatch batch, string name, PreparedBatch? prepared) =>
        new(batch.Id, name, prepared, Runs, Journal, Site, new ResumeChanges(AcceptDrift: false) { IsByHand = batch.IsByHand }, Time);

    /// <summary>Whether anything may have been recorded of a run.</summary>
    public bool HasBegun(string id)
    {
        var folder = FolderOf(id);
        return new FileInfo(Path.Combine(folder, RunFolder.RunFile)) is { Exists: true, Length: > 0 } || RunLease.WasLeftUnfinished(folder);
    }

    /// <summary>Opens a run: one of which nothing is recorded yet begins, every other one goes on.</summary>
    /// <exception cref="RunIsOverException">It has come to its end.</exception>
    /// <exception cref="InvalidInputException">It cannot be begun, or would not be the same run any more.</exception>
    public Task<Opened<IRunNotice>> OpenAsync(HostedRun run, CancellationToken cancellation) => Site.OpenAsync(
        new RunToOpen(run.Id, Configuration: null, new ResumeChanges(AcceptDrift: false) { IsByHand = run.IsByHand })
        {
            IsToBeCancelled = run.Submission.Wish == RunWish.Cancel,
        },
        cancellation);

    // What is known of a run with this id is not looked for.
    private StoredRun? Read(string id) => Catalog.PageOf(id) is { } page ? new StoredRun(FolderOf(id), page, RunOwner.ThisProcess()) : null;

    private StoredRun ReadAt(FoundName found) => Read(Path.GetFileName(found.Folder)) ?? StoredRun.Read(found.Folder);
}
