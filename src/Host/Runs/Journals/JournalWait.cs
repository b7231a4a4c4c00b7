using ActorLstm.Model;
using Microsoft.Data.Sqlite;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>Waits for another program that uses the file of a journal exclusively: says so at once, and gives up after a minute.</summary>
/// <param name="path">The file.</param>
/// <param name="time">The clock.</param>
/// <param name="waits">Told in words what is waited for; null where nobody wants to know.</param>
internal sealed class JournalWait(string path, TimeProvider time, Action<string>? waits)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly long since = time.GetTimestamp();
    private bool isTold;

    /// <summary>Whether a fault says that another program uses the file: SQLite's "busy" or "locked".</summary>
    public static bool IsFor(SqliteException fault) => fault.SqliteErrorCode is 5 or 6;

    /// <summary>Waits before the next attempt.</summary>
    /// <param name="fault">What SQLite says.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="InvalidInputException">A minute is over.</exception>
    public async Task PauseAsync(SqliteException fault, CancellationToken cancellation)
    {
        if (time.GetElapsedTime(since) >= Longest)
        {
            throw new InvalidInputException($"Another program has used the journal {path} exclusively for {Longest.TotalSeconds} s ({fault.Message.TrimEnd('.')}). End that program, and try again.", fault);
        }

        if (!isTold)
        {
            isTold = true;
            waits?.Invoke($"waiting for another program that uses the journal {path} exclusively, for at most {Longest.TotalSeconds} s (Ctrl+C ends the waiting)");
        }

        await Task.Delay(Pause, time, cancellation);
    }
}
