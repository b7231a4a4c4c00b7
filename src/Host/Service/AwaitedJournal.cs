using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using Serilog;

namespace ActorLstm.Host.Service;

/// <summary>Opens the journal of a service or a node, which waits for a server that does not answer yet: after a reboot either may start first.</summary>
/// <param name="log">Told what is waited for: the server, or another program that uses the file of the journal.</param>
/// <param name="waits">The same, for the program that watches the process.</param>
/// <param name="time">The clock.</param>
internal sealed class AwaitedJournal(ILogger log, Action<string> waits, TimeProvider time)
{
    private string? told;

    /// <summary>Begun with the waiting, and disposed with its end; null where nothing is to go on meanwhile.</summary>
    public Func<CancellationToken, Task<IAsyncDisposable>>? Meanwhile { get; init; }

    /// <summary>Opens it.</summary>
    /// <param name="persistence">Where it is kept.</param>
    /// <param name="runs">The folder of the runs, absolute.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="InvalidInputException">The folder cannot be written, or the server answers and refuses.</exception>
    public async Task<RunJournal> OpenAsync(PersistenceOptions persistence, string runs, CancellationToken cancellation)
    {
        IAsyncDisposable? meanwhile = null;
        try
        {
            return await JournalAwayException.OutlastAsync(
                async token =>
                {
                    try
                    {
                        return await RunJournals.OpenAsync(persistence, runs, time, token, TellOfFile);
                    }
                    catch (JournalAwayException)
                    {
                        meanwhile ??= Meanwhile is null ? null : await Meanwhile(token);
                        throw;
                    }
                },
                Tell,
                time,
                cancellation);
        }
        finally
        {
            await (meanwhile?.DisposeAsync() ?? ValueTask.CompletedTask);
            if (told is not null)
            {
                ServiceManager.IsDoneWaiting();
            }
        }
    }

    private void TellOfFile(string waiting)
    {
        log.Warning("The start is delayed: {Waiting}", waiting);
        waits(waiting);
    }

    private void Tell(string reason)
    {
        if (told is null)
        {
            ServiceManager.Waits("waiting for the PostgreSQL server");
        }

        if (reason != told)
        {
            told = reason;
            log.Warning("Waiting for the PostgreSQL server: {Reason}", reason);
            waits($"waiting for the PostgreSQL server: {reason}");
        }
    }
}
