using System.Text.Json;
using ActorLstm.Actors.Projections;

namespace ActorLstm.Host.Runs;

/// <summary>
/// The way to the process that works on a run: a file in the run's folder, which that process takes away and carries out. It needs
/// no port and no service, and works wherever the folder is shared. There is one request at a time: the next waits for its turn.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="time">The clock.</param>
public sealed class RunRequests(string folder, TimeProvider time)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "request.json";

    /// <summary>How often the file is looked for.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly string path = Path.Combine(folder, FileName);

    /// <summary>Whether a request waits to be taken.</summary>
    public bool IsWaiting => File.Exists(path);

    /// <summary>Asks, unless another request waits to be taken.</summary>
    /// <returns>Whether it was asked.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public bool TrySend(RunRequest request)
    {
        var partial = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            File.WriteAllText(partial, Text(request));
            File.Move(partial, path, overwrite: false);
            return true;
        }
        catch (IOException) when (IsWaiting)
        {
            return false;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Takes a request back that was not taken yet.</summary>
    public void Withdraw(RunRequest request)
    {
        try
        {
            if (IsWaiting && File.ReadAllText(path) == Text(request))
            {
                File.Delete(path);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It is being taken at this moment, or the folder is out of reach, and the run's process removes it when it is begun again.
        }
    }

    /// <summary>Removes what was asked of a process that is no more.</summary>
    public void Clear() => File.Delete(path);

    /// <summary>Carries out requests as they come, in their order.</summary>
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

    // First it is moved away, so that one that comes at this moment is not removed unread.
    private RunRequest? Take()
    {
        try
        {
            if (!IsWaiting)
            {
                return null;
            }

            var taken = $"{path}.taken";
            File.Move(path, taken, overwrite: true);
            var text = File.ReadAllText(taken);
            File.Delete(taken);
            return JsonSerializer.Deserialize<RunRequest>(text, RunJson.Line);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // It is no request, or cannot be read now and is tried again.
        }
    }

    private static string Text(RunRequest request) => JsonSerializer.Serialize(request, RunJson.Line) + "\n";
}
