using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace ActorLstm.Host.Tests.Service.Soak;

/// <summary>Those who use a service for long, each in its own way, until they are told that it is over.</summary>
/// <param name="client">Talks to the service.</param>
/// <param name="figures">Counts.</param>
/// <param name="over">It is over: what was begun is brought to an end.</param>
internal sealed class SoakUsers(SoakClient client, SoakFigures figures, CancellationToken over)
{
    private const int Kept = 12;

    // Some seconds, half a minute, and without end.
    private const string Quick = "actorlstm { experiment { name = quick, epochs = 3, seed = 7 }, corpus.source = sample, windows { maxlen = 20, step = 40 }, model.hidden = 16, training.threads = 1, sampling { length = 60, temperatures = [0.5, 1.0] } }";

    private static readonly string Long = Quick.Replace("name = quick, epochs = 3", "name = long, epochs = 40", StringComparison.Ordinal).Replace("step = 40", "step = 5", StringComparison.Ordinal);
    private static readonly string Endless = Quick.Replace("name = quick, epochs = 3", "name = paused, epochs = 1000000", StringComparison.Ordinal);

    private static readonly string[] Looks = ["", "/metrics", "/samples", "/details", "/configuration", "/samples?epoch=1&temperature=0.5"];
    private static readonly string[] Places = ["/api/runs", "/api/runs?status=running", "/api/runs?name=quick&size=5", "/api/runs?page=2&size=3", "/api/runs/none", "/metrics", "/healthz", "/readyz", "/openapi/v1.json"];
    private static readonly string[] Pages = ["/", "/?status=completed", "/submit", "/playground", "/runs/none", "/compare"];

    private readonly ConcurrentQueue<string> kept = [];

    /// <summary>Submits run after run, watches each, has some of them pause or end early, asks for texts, and removes what has become old.</summary>
    public async Task RunAsync(Random chance)
    {
        while (!over.IsCancellationRequested)
        {
            var way = chance.Next(5);
            if (await client.SubmitAsync(way < 3 ? Quick : Long) is not { } run)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
                continue;
            }

            var watching = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => client.WatchAsync(run, chance.Next(1, 40), TimeSpan.FromMilliseconds(chance.Next(500)))));
            await (way < 3 ? Task.CompletedTask : SteerAsync(run, way == 4, chance));
            foreach (var end in await watching)
            {
                figures.Count($"watched to the end: {end}");
            }

            await LookAsync(run, chance);
            kept.Enqueue(run);
            await RemoveOldestAsync();
        }
    }

    /// <summary>Watches a run that is paused all the time.</summary>
    public async Task WaitAsync(Random chance)
    {
        var run = await client.SubmitAsync(Endless) ?? throw new InvalidOperationException("The first run is not taken.");
        var watching = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.WatchAsync(run, chance.Next(5, 50), TimeSpan.FromSeconds(1))));
        await PauseAsync(run);
        await UntilOverAsync();
        await client.SendAsync(HttpMethod.Post, $"/api/runs/{run}/cancel");
        await watching;
    }

    /// <summary>Asks for this and that, ten times a second.</summary>
    public Task AskAsync(Random chance) => RepeatAsync(TimeSpan.FromMilliseconds(100), async () =>
    {
        await client.SendAsync(HttpMethod.Get, !kept.IsEmpty && chance.Next(2) == 0 ? $"/api/runs/{AnyRun(chance)}{Any(Looks, chance)}" : Any(Places, chance));
        if (chance.Next(10) == 0)
        {
            await client.SendAsync(HttpMethod.Post, "/api/runs", "actorlstm { experiment.epoch = 3 }");
        }
    });

    /// <summary>Opens pages without a browser, four a second.</summary>
    public Task OpenAsync(Random chance) => RepeatAsync(TimeSpan.FromMilliseconds(250), async () =>
    {
        var page = kept.Count < 2 || chance.Next(2) == 0 ? Any(Pages, chance)
            : chance.Next(2) == 0 ? $"/runs/{AnyRun(chance)}" : $"/compare?run={AnyRun(chance)}&run={AnyRun(chance)}";
        await client.SendAsync(HttpMethod.Get, page);
        figures.Count("pages asked for");
    });

    /// <summary>Opens pages in a browser, whose circuits live as long as they are open, and has the playground write.</summary>
    public Task BrowseAsync(IBrowser browser, Uri address, Random chance) => RepeatAsync(TimeSpan.FromSeconds(1), async () =>
    {
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = address.ToString() });
        var page = await context.NewPageAsync();
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 500)
            {
                figures.Blame($"the browser was answered with {answer.Status} by {answer.Url}");
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal))
            {
                figures.Blame($"the browser complained: {message.Text}");
            }
        };
        await page.GotoAsync("/");
        await page.Locator("h1[data-ready]").WaitForAsync();
        if (!kept.IsEmpty)
        {
            await page.GotoAsync($"/runs/{AnyRun(chance)}");
            await page.Locator("h1").WaitForAsync();
            await page.GotoAsync("/playground");
            await page.Locator("h1[data-ready]").WaitForAsync();
            if (await page.Locator("button.main").CountAsync() > 0)
            {
                await page.Locator("button.main").ClickAsync();
                await page.Locator("section[aria-busy=false] pre.grown, .error").First.WaitForAsync();
                figures.Count("texts in the playground");
            }
        }

        figures.Count("windows opened in a browser");
    });

    private async Task SteerAsync(string run, bool isCancelled, Random chance)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(5000)));
        if (isCancelled)
        {
            await client.SendAsync(HttpMethod.Post, $"/api/runs/{run}/cancel");
            return;
        }

        await PauseAsync(run);
        await client.SendAsync(HttpMethod.Post, $"/api/runs/{run}/resume");
    }

    private async Task PauseAsync(string run)
    {
        await client.SendAsync(HttpMethod.Post, $"/api/runs/{run}/pause");
        while (await StatusOfAsync(run) is "queued" or "running")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        figures.Count("pauses");
    }

    private async Task<string?> StatusOfAsync(string run) =>
        await client.SendAsync(HttpMethod.Get, $"/api/runs/{run}") is (HttpStatusCode.OK, var text) ? (string)JsonNode.Parse(text)!["run"]!["status"]! : null;

    private async Task LookAsync(string run, Random chance)
    {
        foreach (var look in Looks)
        {
            await client.SendAsync(HttpMethod.Get, $"/api/runs/{run}{look}");
        }

        var (status, text) = await client.SendAsync(HttpMethod.Post, $"/api/runs/{run}/sample", $$"""{"temperature": 1.0, "length": {{chance.Next(1, 300)}}}""", "application/json");
        figures.Count(status == HttpStatusCode.OK && text.Length > 0 ? "texts on demand" : "texts refused");
    }

    private async Task RemoveOldestAsync()
    {
        while (kept.Count > Kept && kept.TryDequeue(out var oldest))
        {
            var (status, text) = await client.SendAsync(HttpMethod.Delete, $"/api/runs/{oldest}");
            figures.Count("runs removed");
            if (status != HttpStatusCode.OK)
            {
                figures.Blame($"{oldest} is not removed: {text}");
            }
        }
    }

    private async Task RepeatAsync(TimeSpan pace, Func<Task> work)
    {
        while (!over.IsCancellationRequested)
        {
            await work();
            await Task.Delay(pace);
        }
    }

    private async Task UntilOverAsync()
    {
        var ended = new TaskCompletionSource();
        await using var registered = over.Register(ended.SetResult);
        await ended.Task;
    }

    private string AnyRun(Random chance) => Any([.. kept], chance);

    private static string Any(string[] all, Random chance) => all[chance.Next(all.Length)];
}
