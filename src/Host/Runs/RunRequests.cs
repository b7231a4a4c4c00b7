using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Runs;

/// <summary>What a user asks of a run that another process works on.</summary>
public enum RunRequest
{
    /// <summary>Stop for a while.</summary>
    Pause,

    /// <summary>Go on after a pause.</summary>
    Continue,

    /// <summary>End.</summary>
    Cancel,
}

/// <summary>
/// The way to the process that works on a run: a file in the run's folder, which that process takes away and carries out. It needs
/// no port and no service, and works wherever the folder is shared.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="time">The clock.</param>
public sealed class RunRequests(string folder, TimeProvider time)
{
    private const string FileName = "request.json";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private string Path => System.IO.Path.Combine(folder, FileName);

    /// <summary>What a request tells the run.</summary>
    public static IRunCommand CommandOf(RunRequest request) => request switch
    {
        RunRequest.Pause => new PauseRun(),
        RunRequest.Continue => new ContinueRun(),
        _ => new CancelRun(),
    };

    /// <summary>Asks.</summary>
    public void Send(RunRequest request) => TextFile.Replace(Path, JsonSerializer.Serialize(new Request(request), RunJson.Line) + "\n");

    /// <summary>Takes back what was asked and not taken: it is for a process that is no more.</summary>
    public void Withdraw() => File.Delete(Path);

    /// <summary>Carries out requests as they come.</summary>
    /// <param name="carryOut">Told of each.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async Task WatchAsync(Action<RunRequest> carryOut, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                if (Take() is { } request)
                {
                    carryOut(request);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended.
        }
    }

    /// <summary>Waits until a run is as it was asked to be, or no process works on it any more.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="cancellation">Ends the waiting; what was asked stays asked.</param>
    /// <returns>The run then.</returns>
    public async Task<StoredRun> WaitAsync(RunRequest request, CancellationToken cancellation)
    {
        var wanted = request switch
        {
            RunRequest.Pause => RunStatus.Paused,
            RunRequest.Continue => RunStatus.Running,
            _ => RunStatus.Cancelled,
        };
        using var timer = new PeriodicTimer(Pace, time);
        while (true)
        {
            await timer.WaitForNextTickAsync(cancellation);
            var run = StoredRun.Read(folder);
            if (run.Holder is null || (run.Status == wanted && !File.Exists(Path)))
            {
                return run;
            }
        }
    }

    private RunRequest? Take()
    {
        try
        {
            if (!File.Exists(Path))
            {
                return null;
            }

            var request = JsonSerializer.Deserialize<Request>(File.ReadAllText(Path), RunJson.Line);
            File.Delete(Path);
            return request?.What;
        }
        catch (JsonException)
        {
            File.Delete(Path);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null; // It is tried again at once.
        }
    }

    private sealed record Request(RunRequest What);
}
