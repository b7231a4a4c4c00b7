using ActorLstm.Model;
using Microsoft.Win32.SafeHandles;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>
/// The lock on <c>journal.lock</c> beside the journal. Everybody who uses the journal shares it as long as the journal is open;
/// whoever makes the file or puts another in its place has it alone, so that nobody goes on writing to one that was set aside.
/// </summary>
internal static class JournalLock
{
    private const string FileName = "journal.lock";

    // To make a journal takes less.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    // A journal of 10 GB is mended in less.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Shares it, once nobody has it alone.</summary>
    /// <param name="folder">The folder of the journal.</param>
    /// <param name="time">The clock.</param>
    /// <param name="waits">Told in words what is waited for; null where nobody wants to know.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="InvalidInputException">Somebody has it alone and does not end.</exception>
    public static async Task<SafeFileHandle> ShareAsync(string folder, TimeProvider time, Action<string>? waits, CancellationToken cancellation)
    {
        if (await TakeAsync(Moment) is { } taken)
        {
            return taken;
        }

        waits?.Invoke($"waiting for another process that mends the journal in {folder}, for at most {Patience.TotalMinutes} minutes (Ctrl+C ends the waiting)");
        return await TakeAsync(Patience)
            ?? throw new InvalidInputException($"Another process has been mending the journal in {folder} for {Patience.TotalMinutes} minutes. Wait for its end, or end it.");

        Task<SafeFileHandle?> TakeAsync(TimeSpan patience) => FileLock.TakeAsync(Path.Combine(folder, FileName), FileAccess.Read, FileShare.Read, patience, time, cancellation);
    }

    /// <summary>Takes it alone.</summary>
    /// <returns>The lock; null where somebody uses the journal.</returns>
    public static SafeFileHandle? TryTakeAlone(string folder) => FileLock.TryTake(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
