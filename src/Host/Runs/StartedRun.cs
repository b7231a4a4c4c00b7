using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Model;
using Serilog.Core;

namespace ActorLstm.Host.Runs;

/// <summary>A run under way in this process: the lease on its folder, its log, and the run itself.</summary>
public sealed class StartedRun : IAsyncDisposable
{
    private readonly Logger log;
    private readonly RunLease lease;

    private StartedRun(RunLaunch launch, RunProcess process, Logger log, RunLease lease)
    {
        Id = launch.Id;
        Folder = launch.Folder;
        Process = process;
        this.log = log;
        this.lease = lease;
    }

    /// <summary>The run's id.</summary>
    public string Id { get; }

    /// <summary>The run's folder.</summary>
    public string Folder { get; }

    /// <summary>The run itself.</summary>
    public RunProcess Process { get; }

    /// <summary>Makes the folder of a run and starts the run in it. Where that fails, no folder is left behind.</summary>
    /// <param name="prepared">What to run.</param>
    /// <param name="store">Where runs are kept.</param>
    /// <param name="verbose">Whether the log is shown on stderr as well.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the start, not the run.</param>
    /// <exception cref="InvalidInputException">The folder cannot be written, or the actor system refuses its settings.</exception>
    public static async Task<StartedRun> StartAsync(PreparedRun prepared, RunStore store, bool verbose, TimeProvider time, CancellationToken cancellation)
    {
        var (id, folder) = store.Create(time);
        try
        {
            var configuration = prepared.Configuration;
            var owner = RunOwner.ThisProcess();
            var plan = RunPlan.Of(configuration.Experiment, configuration.Supervision);
            var text = ResolvedConfiguration.Write(configuration);
            await File.WriteAllTextAsync(Path.Combine(folder, RunFolder.ConfigurationFile), text, cancellation);
            var start = new StartRun(prepared.Facts(id), plan, text, owner);
            return await BeginAsync(new RunLaunch(prepared, id, folder, owner, start), RunLease.Take(folder, owner, time), verbose, time);
        }
        catch
        {
            RunStore.Discard(folder);
            throw;
        }
    }

    /// <summary>Goes on with a run from where it was.</summary>
    /// <param name="resumable">The run, and what was prepared for it. Its lease passes to the run.</param>
    /// <param name="verbose">Whether the log is shown on stderr as well.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidInputException">The folder cannot be written, or the actor system refuses its settings.</exception>
    public static Task<StartedRun> ResumeAsync(ResumableRun resumable, bool verbose, TimeProvider time) =>
        BeginAsync(resumable.Launch(), resumable.Lease, verbose, time);

    private static async Task<StartedRun> BeginAsync(RunLaunch launch, RunLease lease, bool verbose, TimeProvider time)
    {
        Logger? log = null;
        try
        {
            log = RunLogFile.Open(launch.Folder, verbose);
            return new StartedRun(launch, await RunProcess.StartAsync(launch, log, time), log, lease);
        }
        catch (Exception fault)
        {
            await (log?.DisposeAsync() ?? ValueTask.CompletedTask);
            lease.Dispose();
            if (fault is IOException or UnauthorizedAccessException)
            {
                throw new InvalidInputException($"The run cannot be started in {launch.Folder}: {fault.Message} Name another folder with --runs or {RunStore.Variable}.", fault);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await log.DisposeAsync();
        lease.Dispose();
    }
}
