using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace ActorLstm.Host.Bench;

/// <summary>The hosted service in a process of its own, and the ways to it.</summary>
internal sealed class ChildService : IDisposable
{
    private readonly Process process;
    private readonly HttpClient http;

    private ChildService(Process process, Uri address)
    {
        this.process = process;
        http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Starts it on a free port and waits until it listens.</summary>
    /// <param name="runs">The folder of its runs.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<ChildService> StartAsync(string runs, CancellationToken cancellation)
    {
        var process = OwnProgram.Start("serve", "--urls", "http://127.0.0.1:0", "--runs", runs, "--json");
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            return await process.StandardOutput.ReadLineAsync(cancellation) is { } line
                ? new ChildService(process, new Uri((string)JsonNode.Parse(line)!["urls"]![0]!))
                : throw new InvalidOperationException($"The service that was to be measured does not start: {await errors}");
        }
        catch
        {
            End(process);
            throw;
        }
    }

    /// <summary>Submits a run.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> SubmitAsync(string configuration, CancellationToken cancellation)
    {
        using var content = new StringContent(configuration);
        using var answer = await http.PostAsync("api/runs", content, cancellation);
        answer.EnsureSuccessStatusCode();
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))!["id"]!;
    }

    /// <summary>Asks for something and reads the answer to its end.</summary>
    public async Task AskAsync(string path, CancellationToken cancellation) => await http.GetByteArrayAsync(path, cancellation);

    /// <summary>What is told of a run, until the watching is ended.</summary>
    public async IAsyncEnumerable<SseItem<string>> WatchAsync(string run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var stream = await http.GetStreamAsync($"api/runs/{run}/events", cancellation);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellation))
        {
            yield return item;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        End(process);
    }

    private static void End(Process process)
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
