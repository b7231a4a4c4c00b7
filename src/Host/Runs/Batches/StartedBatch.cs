using System.Threading.Channels;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Scheduling;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog.Core;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>A batch under way in this process: the lease on its folder, its journal, its log, and the actor system around it.</summary>
internal sealed class StartedBatch : IAsyncDisposable
{
    private readonly RunLease lease;
    private readonly RunJournal journal;
    private readonly Logger log;
    private readonly IHost host;
    private readonly IActorRef feed;
    private readonly CancellationTokenSource ended = new();
    private readonly Task requests;

    private StartedBatch(string id, string folder, string? mended, RunLease lease, RunJournal journal, Logger log, IHost host, IActorRef feed, ChannelReader<IBatchNotice> notices, TimeProvider time)
    {
        Id = id;
        Folder = folder;
        Mended = mended;
        this.lease = lease;
        this.journal = journal;
        this.log = log;
        this.host = host;
        this.feed = feed;
        Notices = notices.ReadAllAsync();
        requests = new RunRequests(folder, time).WatchAsync(request => feed.Tell(BatchActors.CommandOf(request)), ended.Token);
    }

    /// <summary>The batch's id.</summary>
    public string Id { get; }

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>What of the journal was found damaged and was mended, in words; null where nothing was.</summary>
    public string? Mended { get; }

    /// <summary>What it tells, until it has closed.</summary>
    public IAsyncEnumerable<IBatchNotice> Notices { get; }

    /// <summary>Starts a batch, or goes on with it: what it has done already is not done again.</summary>
    /// <param name="prepared">The batch.</param>
    /// <param name="known">The batch as it lies in its folder; null where there was none of its name.</param>
    /// <param name="runs">Where runs are kept.</param>
    /// <param name="configurationFolder">The folder of its file, from which relative paths start.</param>
    /// <param name="changes">What the user wants otherwise where runs are gone on with.</param>
    /// <param name="verbose">Whether the log is shown on stderr as well.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the start, not the batch.</param>
    /// <param name="waits">Told in words which other program the start waits for; null where nobody wants to know.</param>
    /// <exception cref="InvalidInputException">Another process works on it, its folder cannot be written, or the actor system refuses its settings.</exception>
    public static async Task<StartedBatch> StartAsync(
        PreparedBatch prepared, StoredBatch? known, RunStore runs, string configurationFolder, ResumeChanges changes, bool verbose, TimeProvider time, CancellationToken cancellation,
        Action<string>? waits = null)
    {
        var owner = RunOwner.ThisProcess();
        var (id, folder, lease) = await TakeAsync(prepared, known, runs, owner, time, cancellation);
        var first = prepared.Configuration.Runs[0].Configuration;
        try
        {
            var slots = (prepared.Slots.Capacity, new BatchSettings(prepared.Slots.Threads, () => runs.NewId(time)));
            return await BeginAsync(folder, lease, runs, first.Persistence, first.Akka, slots, LaunchAsync, verbose, time, waits, cancellation);
        }
        catch when (known is null)
        {
            RunStore.Discard(folder);
            throw;
        }

        Task<BatchLaunch> LaunchAsync(RunJournal journal) => BatchLaunch.OfAsync(
            new BatchPlace(id, prepared.Configuration.Name, prepared, runs, journal, new LocalRunSite(runs, journal, prepared.Corpora, time), changes, time),
            folder,
            known?.Document,
            configurationFolder,
            owner,
            cancellation);
    }

    /// <summary>Ends a batch as cancelled that no process works on, with its runs that were interrupted.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="runs">Where runs are kept.</param>
    /// <param name="persistence">Where its events are kept.</param>
    /// <param name="corpora">Finds texts; none is needed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <param name="waits">Told in words which other program the start waits for; null where nobody wants to know.</param>
    /// <exception cref="InvalidInputException">Another process works on it, its folder cannot be written, it never began, or it has ended.</exception>
    public static async Task<StartedBatch> CancelAsync(
        StoredBatch batch, RunStore runs, PersistenceOptions persistence, CorpusShelf corpora, TimeProvider time, CancellationToken cancellation,
        Action<string>? waits = null)
    {
        batch.RequireReadable();
        var lease = RunLease.Take(batch.Folder, RunOwner.ThisProcess(), time);
        return await BeginAsync(
            batch.Folder, lease, runs, persistence, akka: "", (1, new BatchSettings(1, () => runs.NewId(time))), LaunchAsync, verbose: false, time, waits, cancellation);

        Task<BatchLaunch> LaunchAsync(RunJournal journal) => BatchLaunch.ToCancelAsync(
            new BatchPlace(batch.Id, batch.Name ?? batch.Id, Prepared: null, runs, journal, new LocalRunSite(runs, journal, corpora, time), new ResumeChanges(AcceptDrift: false), time),
            batch.Folder,
            cancellation);
    }

    private static async Task<StartedBatch> BeginAsync(
        string folder, RunLease lease, RunStore runs, PersistenceOptions persistence, string akka, (int Capacity, BatchSettings Settings) slots, Func<RunJournal, Task<BatchLaunch>> prepare,
        bool verbose, TimeProvider time, Action<string>? waits, CancellationToken cancellation)
    {
        RunJournal? journal = null;
        Logger? log = null;
        IHost? host = null;
        try
        {
            new RunRequests(folder, time).Clear();
            journal = await RunJournals.OpenAsync(persistence, runs.Root, time, cancellation, waits);
            var launch = await prepare(journal);
            var id = launch.Place.Id;
            log = RunLogFile.OpenForBatch(folder, runs.Root, verbose);
            host = await ActorHost.StartAsync(akka, journal, log);
            var notices = Channel.CreateUnbounded<IBatchNotice>(new UnboundedChannelOptions { SingleReader = true });
            var system = host.Services.GetRequiredService<ActorSystem>();
            var queue = system.ActorOf(SlotQueueActor.Props(slots.Capacity), "slots");
            var feed = BatchActors.Begin(system, launch, slots.Settings, queue, new ChannelListener<IBatchNotice, BatchClosed>(notices.Writer), $"batch-{id}");
            var mended = string.Join(' ', new[] { journal.Mended, launch.Damage }.OfType<string>());
            return new StartedBatch(id, folder, mended.Length == 0 ? null : mended, lease, journal, log, host, feed, notices.Reader, time);
        }
        catch (Exception fault)
        {
            await (host is null ? Task.CompletedTask : ActorHost.StopAsync(host));
            await (log is null ? ValueTask.CompletedTask : RunLogFile.CloseAsync(log));
            await (journal?.DisposeAsync() ?? ValueTask.CompletedTask);
            lease.Dispose();
            throw fault is IOException or UnauthorizedAccessException ? Unwritable(folder, fault) : fault;
        }
    }

    /// <summary>Tells the batch what the user wants.</summary>
    public void Tell(IBatchCommand command) => feed.Tell(command);

    /// <summary>Ends the batch within a slice of its runs, everything durable; it can be resumed.</summary>
    /// <param name="reason">Why, for its record.</param>
    public void Interrupt(string reason) => Tell(new InterruptBatch(reason));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await requests;
        ended.Dispose();
        await ActorHost.StopAsync(host);
        await journal.DisposeAsync();
        await RunLogFile.CloseAsync(log);
        lease.Dispose();
    }

    // Another process may have made a batch of that name since it was looked for.
    private static async Task<(string Id, string Folder, RunLease Lease)> TakeAsync(
        PreparedBatch prepared, StoredBatch? known, RunStore runs, RunOwner owner, TimeProvider time, CancellationToken cancellation)
    {
        var store = new BatchStore(runs);
        using var alone = known is null ? await store.LockAsync(time, cancellation) : null;
        if (known is null && store.Called(prepared.Configuration.Name) is { } other)
        {
            other.RequireFree();
            throw new InvalidInputException($"Another process has just made and left the batch {other.Name} ({other.Id}). Run this again to go on with it.");
        }

        var (id, folder) = known is null ? store.Create(time) : (known.Id, known.Folder);
        RunLease? lease = null;
        try
        {
            lease = RunLease.Take(folder, owner, time);
            TextFile.Replace(Path.Combine(folder, BatchStore.ConfigurationFile), prepared.Configuration.Text);
            return (id, folder, lease);
        }
        catch (Exception fault)
        {
            lease?.Dispose();
            if (known is null)
            {
                RunStore.Discard(folder);
            }

            throw fault is IOException or UnauthorizedAccessException ? Unwritable(folder, fault) : fault;
        }
    }

    private static InvalidInputException Unwritable(string folder, Exception fault) =>
        new($"The batch cannot be started in {folder}: {fault.Message} Name another folder with --runs or {RunStore.Variable}.", fault);
}
