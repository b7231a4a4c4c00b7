using ActorLstm.Actors.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.Playwright;
using Xunit;

namespace ActorLstm.Host.Tests.Service.Pages;

/// <summary>The pages of the service as a person uses them, in a browser.</summary>
[Trait("Suite", "browser")]
public sealed class PagesTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private const string Steady = "actorlstm { experiment { name = steady, epochs = 1000000, seed = 7 }, corpus.source = sample, windows { maxlen = 20, step = 20 }, model.hidden = 32, training.threads = 1, sampling { length = 40, temperatures = [0.5, 1.0] } }";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string Halving(int epochs) =>
        Steady.Replace("1000000", $"{epochs}", StringComparison.Ordinal).Replace("name = steady", "name = halves", StringComparison.Ordinal)[..^1] + ", corpus.validation-fraction = 0.2, batch { matrix { model.hidden = [8, 16, 24] }, stopping { rule = halving } } }";

    [Fact]
    public async Task An_experiment_is_submitted_watched_reloaded_paused_resumed_and_cancelled()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        await using var window = await OpenPage.AtAsync(chromium, service, "/submit");
        var page = window.Page;
        await window.SeesAsync("[data-ready]");
        await page.Locator("#configuration").FillAsync("actorlstm { experiment.epoch = 3 }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await page.GetByText("did you mean actorlstm.experiment.epochs?").WaitForAsync();
        await window.MustBeGoodAsync("submit-refused");

        await page.Locator("#configuration").FillAsync($"# {new string('\u00e9', 50_000)}\n{Steady}"); // As long as a page takes it, and longer than its first message may be.
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await page.WaitForURLAsync("**/runs/*");
        await window.HasAsync("epoch 2/1000000");
        await window.SeesAsync("#texts article");
        await window.SeesAsync("figure svg");
        await page.ReloadAsync();
        await window.HasAsync("epoch 2/1000000");
        await window.SeesAsync("[data-ready]");

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.Locator(".status.paused").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await page.Locator(".status.running").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GetByText("End this run for good?").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "No" }).ClickAsync();
        await page.Locator(".ask").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        (await page.Locator(".status.cancelled").CountAsync()).Should().Be(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes" }).ClickAsync();
        await page.Locator(".status.cancelled").WaitForAsync();
        await window.MustBeGoodAsync("run-cancelled");

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes" }).ClickAsync();
        await page.GetByText("There is no run yet.").WaitForAsync();
    }

    [Fact]
    public async Task A_page_that_is_open_when_the_service_is_killed_says_so_and_goes_on_when_it_is_back()
    {
        var service = await ServedProgram.StartAsync(folder["runs"]);
        var port = service.Client.BaseAddress!.Port;
        var id = await service.SubmitAsync(Steady);
        await using var window = await OpenPage.AtAsync(chromium, service, $"/runs/{id}");
        await window.SeesAsync("[data-ready]");
        await window.HasAsync("epoch 1/1000000");

        await service.KillAsync();
        service.Dispose();
        await window.Page.GetByText("The connection to the service is lost.").WaitForAsync();
        using var again = await ServedProgram.StartAsync(folder["runs"], port);

        await window.Page.GetByText("The connection to the service is lost.").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await window.HasAsync("resumed");
        var known = (await again.GetAsync($"/api/runs/{id}"))["run"]!["epochs_trained"]!.GetValue<int>();
        await window.HasAsync($"epoch {known + 1}/1000000");
        window.Forgive();
        await window.MustBeGoodAsync("run-after-restart");
    }

    [Fact]
    public async Task Every_page_fits_every_window_and_can_be_read_by_everybody()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        var configuration = Steady.Replace("1000000", "2", StringComparison.Ordinal);
        var (first, second) = (await service.SubmitAsync(configuration), await service.SubmitAsync(configuration.Replace("hidden = 32", "hidden = 16", StringComparison.Ordinal)));
        var batch = await service.SubmitAsync(Halving(3));
        await service.WatchAsync(first);
        await service.WatchAsync(second);
        await service.WatchBatchAsync(batch);
        foreach (var (name, path, sight) in new[]
        {
            ("runs", "/", "table.runs"), ("run", $"/runs/{first}", "#texts article"), ("none", "/runs/nothing", "h1"), ("submit", "/submit", "textarea"),
            ("playground", $"/playground?run={first}", "input[type=range]"), ("compare", $"/compare?run={first}&run={second}", "figure svg"), ("login", "/login", "input[type=password]"),
            ("batches", "/batches", "table.runs"), ("batch", $"/batches/{batch}", "table.runs"), ("no-batch", "/batches/nothing", "h1"),
        })
        {
            await using var window = await OpenPage.AtAsync(chromium, service, path);
            await window.SeesAsync(sight);
            if (name is "none" or "no-batch")
            {
                window.Forgive(); // The browser complains of the status 404 itself.
            }

            await window.MustBeGoodEverywhereAsync(name);
        }
    }

    [Fact]
    public async Task A_batch_is_submitted_watched_and_steered_and_says_what_becomes_of_each_of_its_runs()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1");
        await using var window = await OpenPage.AtAsync(chromium, service, "/submit");
        var page = window.Page;
        await window.SeesAsync("[data-ready]");
        await page.Locator("#configuration").FillAsync(Halving(1_000_000));
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await page.WaitForURLAsync("**/batches/*");
        await page.Locator("td").GetByText("stopped after epoch 1: number 3 of 3").WaitForAsync();
        await page.Locator("td").GetByText("goes on after epoch").WaitForAsync();
        await page.Locator(".events").GetByText("stopped after epoch 1: number 3 of 3").WaitForAsync();
        await window.MustBeGoodAsync("batch-running");

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.Locator("p .status.paused").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await page.Locator("p .status.running").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("End this batch and its runs for good?").WaitForAsync();
        await page.Locator("button:focus", new() { HasText = "No" }).WaitForAsync(); // It takes the focus once it is there.
        await page.Keyboard.PressAsync("Shift+Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("p .status.cancelled").WaitForAsync();

        await page.GotoAsync("/");
        await page.Locator("table.runs tbody tr").First.GetByRole(AriaRole.Link, new() { Name = "halves", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/batches/*");
        await window.SeesAsync("[data-ready]");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes" }).ClickAsync();
        await page.GetByText("There is no batch yet.").WaitForAsync();
    }

    [Fact]
    public async Task Characters_appear_in_the_playground_and_the_temperature_moves_by_keyboard()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        var id = await service.SubmitAsync(Steady.Replace("1000000", "1", StringComparison.Ordinal));
        await service.WatchAsync(id);
        await using var window = await OpenPage.AtAsync(chromium, service, $"/playground?run={id}");
        var page = window.Page;
        await window.SeesAsync("[data-ready]");

        await page.Locator("#temperature").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.GetByText("0.55").WaitForAsync();
        await page.Locator("#seed").FillAsync("The ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
        await page.Locator("section[aria-busy=false] pre.grown").WaitForAsync();

        (await page.Locator("pre.grown .seed").TextContentAsync()).Should().Be("the ", "the corpus is in lower case");
        (await page.Locator("pre.grown").TextContentAsync())!.Length.Should().Be(4 + 400);
        await page.Locator("#seed").FillAsync("😀");
        await page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
        await page.Locator("[role=alert].error").WaitForAsync();
        await window.MustBeGoodAsync("playground-refused");
    }

    [Fact]
    public async Task Many_runs_are_listed_page_by_page_and_their_names_are_texts()
    {
        for (var run = 0; run < 60; run++)
        {
            StoredRuns.Write(folder, $"20260314-1509{run:D2}-aaaa", StoredRuns.Told($"20260314-1509{run:D2}-aaaa", 2, RunStatus.Completed, $"run <i>{run}</i>"));
        }

        using var service = await ServedProgram.StartAsync(folder["runs"]);
        await using var window = await OpenPage.AtAsync(chromium, service, "/");
        await window.SeesAsync("table.runs");
        (await window.Page.Locator("table.runs tbody tr").CountAsync()).Should().Be(50);
        (await window.Page.Locator("table.runs i").CountAsync()).Should().Be(0, "a name is a text");
        await window.Page.GetByText("older").ClickAsync();
        await window.Page.GetByText("run <i>0</i>").WaitForAsync();
        await window.MustBeGoodAsync("runs-older");
    }
}
