using System.Globalization;

namespace ActorLstm.Host.Bench;

/// <summary>Many who watch a run of a service, and ask the service things, until it is disposed.</summary>
internal sealed class ServiceLoad : IAsyncDisposable
{
    // What is told without being an event: a parser gives it the number of the event before.
    private static readonly string[] Unnumbered = ["progress", "alive", "run_left"];

    private readonly CancellationTokenSource over = new();
    private readonly Task work;

    private ServiceLoad(ChildService service, string run, int watchers, int requestsASecond, TimeProvider time) =>
        work = Task.WhenAll([.. Enumerable.Range(0, watchers).Select(_ => WatchAsync(service, run)), AskAsync(service, run, requestsASecond, time)]);

    /// <summary>Begins it.</summary>
    /// <param name="service">The service.</param>
    /// <param name="run">A run of it, which goes on.</param>
    /// <param name="watchers">How many watch it.</param>
    /// <param name="requestsASecond">How many requests all of them send together.</param>
    /// <param name="time">The clock.</param>
    public static ServiceLoad Begin(ChildService service, string run, int watchers, int requestsASecond, TimeProvider time) => new(service, run, watchers, requestsASecond, time);

    /// <summary>Ends it.</summary>
    /// <exception cref="InvalidOperationException">A watcher missed an event, or was told one twice.</exception>
    /// <exception cref="HttpRequestException">The service refused something.</exception>
    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await work;
        over.Dispose();
    }

    private async Task WatchAsync(ChildService service, string run)
    {
        var known = 0L;
        try
        {
            await foreach (var item in service.WatchAsync(run, over.Token))
            {
                if (Unnumbered.Contains(item.EventType))
                {
                    continue;
                }

                var number = long.Parse(item.EventId!, CultureInfo.InvariantCulture);
                known = number == known + 1 ? number : throw new InvalidOperationException($"A watcher was told event {number} after event {known}.");
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    // What a script or a page asks for, by turns.
    private async Task AskAsync(ChildService service, string run, int requestsASecond, TimeProvider time)
    {
        string[] paths = ["api/runs", $"api/runs/{run}", $"api/runs/{run}/metrics", $"api/runs/{run}/samples?epoch=1"];
        var asked = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / requestsASecond), time);
        try
        {
            while (await timer.WaitForNextTickAsync(over.Token))
            {
                asked.Add(service.AskAsync(paths[asked.Count % paths.Length], over.Token));
            }
        }
        catch (OperationCanceledException)
        {
            await UntilOverAsync(Task.WhenAll(asked));
        }
    }

    private static async Task UntilOverAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // What was not answered by then.
        }
    }
}
