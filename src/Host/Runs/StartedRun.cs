using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using Serilog.Core;

namespace ActorLstm.Host.Runs;

/// <summary>A run under way in this process: the lease on its folder, its journal, its log, and the run itself.</summary>
public sealed class StartedRun : IAsyncDisposable
{
    private readonly RunLease lease;
    private readonly RunJournal journal;
    private readonly Logger log;
    private readonly CancellationTokenSource ended = new();
    private readonly Task requests;

    private StartedRun(RunLaunch launch, RunProcess process, RunLease lease, RunJournal journal, Logger log, TimeProvider time)
    {
        Id = launch.Id;
        Folder = launch.Folder;
        Process = process;
        this.lease = lease;
        this.journal = journal;
        this.log = log;
        lease.IsUnfinished = true;
        requests = new RunRequests(Folder, time).WatchAsync(request => Process.Tell(request.ToCommand()), ended.Token);
    }

    /// <summary>The run's id.</summary>
    public string Id { get; }

    /// <summary>The run's folder.</summary>
    public string Folder { get; }

    /// <summary>What of the journal was found damaged and was mended, in words; null where nothing was.</summary>
    public string? Mended => journal.Mended;

    /// <summary>Notes how the run closed. Unless its files were whole then, whoever looks at them next brings them up to the journal.</summary>
    public void Note(RunClosed closed) => lease.IsUnfinished = closed.FilesFailure is not null;

    /// <summary>The run itself.</summary>
    public RunProcess Process { get; }

    /// <summary>Makes the folder of a run and starts the run in it. Where that fails, no folder is left behind.</summary>
    /// <param name="prepared">What to run.</param>
    /// <param name="store">Where runs are kept.</param>
    /// <param name="verbose">Whether the log is shown on stderr as well.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the start, not the run.</param>
    /// <param name="waits">Told in words which other program the start waits for; null where nobody wants to know.</param>
    /// <exception cref="InvalidInputException">The folder cannot be written, the actor system refuses its settings, or a checkpoint to be taken over cannot be used.</exception>
    public static Task<StartedRun> StartAsync(
        PreparedRun prepared, RunStore store, bool verbose, TimeProvider time, CancellationToken cancellation, Action<string>? waits = null) =>
        StartAsync(prepared, store, (id, folder, owner) => [Start(prepared, id, owner), .. prepared.TakeOver(folder)], verbose, time, waits, cancellation);

    /// <summary>The same for a run that begins otherwise.</summary>
    /// <param name="prepared">What to run.</param>
    /// <param name="store">Where runs are kept.</param>
    /// <param name="begin">What the run is told first, by its id, its folder and this process.</param>
    /// <param name="verbose">Whether the log is shown on stderr as well.</param>
    /// <param name="time">The clock.</param>
    /// <param name="waits">Told in words which other program the start waits for; null where nobody wants to know.</param>
    /// <param name="cancellation">Ends the start, not the run.</param>
    internal static async Task<StartedRun> StartAsync(
        PreparedRun prepared, RunStore store, Func<string, string, RunOwner, IReadOnlyList<IRunCommand>> begin, bool verbose, TimeProvider time,
        Action<string>? waits, CancellationToken cancellation)
    {
        var owner = RunOwner.ThisProcess();
        var (id, folder, lease) = Claim(store, owner, time);
        RunJournal? journal = null;
        try
        {
            journal = await RunJournals.OpenAsync(prepared.Configuration.Persistence, store.Root, time, cancellation, waits);
            return await BeginAsync(folder, () => new RunLaunch(prepared, id, folder, owner, begin(id, folder, owner)), lease, journal, verbose, time);
        }
        catch
        {
            await (journal?.DisposeAsync() ?? ValueTask.CompletedTask);
            lease.Dispose();
            RunStore.Discard(folder);
            throw;
        }
    }

    /// <summary>Goes on with a run from where it was.</summary>
    /// <param name="resumable">The run, and what was prepared for it. Its lease and its journal pass to the run.</param>
    /// <param name="verbose">Whether the log is shown on stderr as well.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidInputException">The folder cannot be written, or the actor system refuses its settings.</exception>
    public static Task<StartedRun> ResumeAsync(ResumableRun resumable, bool verbose, TimeProvider time) =>
        BeginAsync(resumable.Folder, () => resumable.Launch(), resumable.Lease, resumable.Journal, verbose, time);

    /// <summary>Records the end of a run that no process works on, without working on it.</summary>
    /// <param name="resumable">The run; nothing need be prepared. Its lease and its journal pass to the run.</param>
    /// <param name="status">How it ends.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public static Task<StartedRun> EndAsync(ResumableRun resumable, RunStatus status, TimeProvider time) =>
        BeginAsync(resumable.Folder, () => resumable.End(status, null), resumable.Lease, resumable.Journal, verbose: false, time);

    private static async Task<StartedRun> BeginAsync(string folder, Func<RunLaunch> prepare, RunLease lease, RunJournal journal, bool verbose, TimeProvider time)
    {
        Logger? log = null;
        try
        {
            var launch = prepare();
            new RunRequests(launch.Folder, time).Clear();
            log = RunLogFile.Open(launch.Folder, verbose);
            return new StartedRun(launch, await RunProcess.StartAsync(launch, journal, log, time), lease, journal, log, time);
        }
        catch (Exception fault)
        {
            await (log is null ? ValueTask.CompletedTask : RunLogFile.CloseAsync(log));
            if (fault is IOException or UnauthorizedAccessException)
            {
                throw new InvalidInputException($"The run cannot be started in {folder}: {fault.Message} Name another folder with --runs or {RunStore.Variable}.", fault);
            }

            throw;
        }
    }

    private static (string Id, string Folder, RunLease Lease) Claim(RunStore store, RunOwner owner, TimeProvider time)
    {
        while (true)
        {
            var (id, folder) = store.Create(time);
            try
            {
                return (id, folder, RunLease.Take(folder, owner, time));
            }
            catch (RunHeldException)
            {
                // A batch of another process gave this id to one of its runs at the same moment: the folder is that run's.
            }
            catch
            {
                RunStore.Discard(folder);
                throw;
            }
        }
    }

    private static StartRun Start(PreparedRun prepared, string id, RunOwner owner) =>
        new(prepared.Facts(id), prepared.Configuration.Plan, ResolvedConfiguration.Write(prepared.Configuration), owner);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await requests;
        ended.Dispose();
        await Process.DisposeAsync();
        await journal.DisposeAsync();
        await RunLogFile.CloseAsync(log);
        lease.Dispose();
    }
}
