using ActorLstm.Actors.Projections;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using Serilog.Core;

namespace ActorLstm.Host.Runs;

/// <summary>A run that was started in a folder of its own, and its log.</summary>
public sealed class StartedRun : IAsyncDisposable
{
    private readonly RunJournal journal;
    private readonly Logger log;

    private StartedRun(string id, string folder, RunProcess process, RunJournal journal, Logger log)
    {
        Id = id;
        Folder = folder;
        Process = process;
        this.journal = journal;
        this.log = log;
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
        RunJournal? journal = null;
        Logger? log = null;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, RunFolder.ConfigurationFile), ResolvedConfiguration.Write(prepared.Configuration), cancellation);
            journal = await RunJournals.OpenAsync(prepared.Configuration.Persistence, store.Root, time, cancellation);
            log = RunLogFile.Open(folder, verbose);
            return new StartedRun(id, folder, await RunProcess.StartAsync(prepared, id, folder, journal, log, time), journal, log);
        }
        catch (Exception fault)
        {
            await (log?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (journal?.DisposeAsync() ?? ValueTask.CompletedTask);
            RunStore.Discard(folder);
            if (fault is IOException or UnauthorizedAccessException)
            {
                throw new InvalidInputException($"The run cannot be started in {folder}: {fault.Message} Name another folder with --runs or {RunStore.Variable}.", fault);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await journal.DisposeAsync();
        await log.DisposeAsync();
    }
}
