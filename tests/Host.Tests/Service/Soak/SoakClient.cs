using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;

namespace ActorLstm.Host.Tests.Service.Soak;

/// <summary>Talks to a service for long and counts what it answers. An answer of 500 and more is a fault.</summary>
/// <param name="service">The service.</param>
/// <param name="figures">Counts.</param>
internal sealed class SoakClient(ServedProgram service, SoakFigures figures)
{
    /// <summary>Asks for something.</summary>
    /// <returns>The status, and the body.</returns>
    public async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/hocon")
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, type) };
        using var answer = await service.Client.SendAsync(request);
        Note(request, answer);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Submits a run; null where the service takes none now.</summary>
    public async Task<string?> SubmitAsync(string configuration)
    {
        var (status, text) = await SendAsync(HttpMethod.Post, "/api/runs", configuration);
        figures.Count("runs submitted");
        return status == HttpStatusCode.Created ? (string)JsonNode.Parse(text)!["id"]! : null;
    }

    /// <summary>Watches a run to its end, leaving again and again, and makes sure that every event was told once and in order.</summary>
    /// <param name="run">The run.</param>
    /// <param name="patience">After how many events the watcher leaves each time.</param>
    /// <param name="pause">How long it stays away.</param>
    /// <returns>How the run ended.</returns>
    public async Task<string> WatchAsync(string run, int patience, TimeSpan pause)
    {
        var known = 0L;
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{run}/events");
            request.Headers.Add("Last-Event-ID", $"{known}");
            using var answer = await service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Note(request, answer);
            figures.Count("watches begun");
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                return answer.StatusCode.ToString();
            }

            var left = patience;
            await using var stream = await answer.Content.ReadAsStreamAsync();
            await foreach (var item in SseParser.Create(stream).EnumerateAsync())
            {
                figures.Count("lines told");
                if (item.EventType == "run_left")
                {
                    return (string)JsonNode.Parse(item.Data)!["status"]!;
                }

                if (item.EventType is "progress" or "alive")
                {
                    continue;
                }

                var number = long.Parse(item.EventId!, CultureInfo.InvariantCulture);
                if (number != known + 1)
                {
                    figures.Blame($"event {number} of {run} was told after event {known}");
                }

                known = number;
                if (--left == 0)
                {
                    break;
                }
            }

            await Task.Delay(pause);
        }
    }

    private void Note(HttpRequestMessage request, HttpResponseMessage answer)
    {
        figures.Count($"answers {(int)answer.StatusCode / 100}xx");
        if ((int)answer.StatusCode >= 500)
        {
            figures.Blame($"{request.Method} {request.RequestUri} was answered with {(int)answer.StatusCode}");
        }
    }
}
