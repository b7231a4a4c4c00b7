using ActorLstm.Actors.Runs;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs;

/// <summary>Asks something of the process that works on a run or a batch, and waits for the effect.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <param name="folder">Its folder.</param>
/// <param name="read">Reads it.</param>
/// <param name="time">The clock.</param>
public sealed class Steering<T>(string folder, Func<string, T> read, TimeProvider time)
    where T : class, IStored
{
    // The trainer is waited for, which writes where it is, and the samplers; longer than all of it takes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly RunRequests requests = new(folder, time);

    /// <summary>
    /// Asks, and waits until the run is as it was asked to be or no process works on it any more. A run that is cancelled is
    /// waited for until its process has let go of it. Where the process took the request and nothing comes of it, the waiting
    /// ends after a minute.
    /// </summary>
    /// <param name="kind">What is asked.</param>
    /// <param name="cancellation">Ends the waiting; what was not taken by then is taken back.</param>
    /// <returns>The run then.</returns>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public async Task<T> AskAsync(RequestKind kind, CancellationToken cancellation)
    {
        var request = new RunRequest(kind, RunOwner.ThisProcess().ToString());
        try
        {
            return await SendAsync(request, cancellation) ?? await WaitAsync(request, cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The run in {folder} cannot be asked for anything: {fault.Message}", fault);
        }
        finally
        {
            requests.Withdraw(request);
        }
    }

    // Null once it is asked; the run where its process was gone before.
    private async Task<T?> SendAsync(RunRequest request, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(RunRequests.Pace, time);
        while (!requests.TrySend(request))
        {
            await timer.WaitForNextTickAsync(cancellation);
            if (RunLease.HolderOf(folder) is null)
            {
                return read(folder);
            }
        }

        return null;
    }

    private async Task<T> WaitAsync(RunRequest request, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(RunRequests.Pace, time);
        long? taken = null;
        var wasLeft = false;
        while (true)
        {
            await timer.WaitForNextTickAsync(cancellation);
            taken ??= requests.IsWaiting ? null : time.GetTimestamp();
            var now = read(folder);
            var isCarriedOut = request.IsCarriedOut(now);
            var isEnough = taken is { } since && (isCarriedOut ? request.Request != RequestKind.Cancel : time.GetElapsedTime(since) > Patience);
            var isLeft = RunLease.HolderOf(folder) is null;
            if (isEnough || (isLeft && (isCarriedOut || wasLeft)))
            {
                return read(folder);
            }

            wasLeft = isLeft; // A process that carries it out may open the run again.
        }
    }
}
