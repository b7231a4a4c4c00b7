using ActorLstm.Actors.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.Playwright;
using Xunit;

namespace ActorLstm.Host.Tests.Service.Pages;

/// <summary>Pages that are used before they are connected to the service, and while the connection is lost.</summary>
[Trait("Suite", "browser")]
[Trait("Case", "F54")]
public sealed class EarlyUseTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private const string Steady = "actorlstm { experiment { name = steady, epochs = 1000000, seed = 7 }, corpus.source = sample, windows { maxlen = 20, step = 20 }, model.hidden = 16, training.threads = 1, sampling { length = 40, temperatures = [0.5] } }";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ConnectionStage.Script)]
    [InlineData(ConnectionStage.Negotiation)]
    [InlineData(ConnectionStage.Silence)]
    [InlineData(ConnectionStage.Connected)]
    public async Task A_link_leads_where_it_says_however_far_the_page_is_connected(ConnectionStage stage)
    {
        WriteRuns(60);
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        await using var window = await OpenPage.AtAsync(chromium, service, "/login");
        var held = await HeldConnection.AtAsync(window.Page, stage);
        await OpenAsync(window, "/", held, stage);

        await window.Page.GetByText("older").ClickAsync();
        held.Release();

        await window.Page.GetByText("run 0", new() { Exact = true }).WaitForAsync();
        await window.SeesAsync("[data-ready]");
        (await window.Page.GetByText("run 0", new() { Exact = true }).CountAsync()).Should().Be(1, "the connected page shows the same part of the list");
        await window.Page.GoBackAsync();
        await window.SeesAsync("[data-ready]");
        (await window.Page.Locator("table.runs tbody tr").CountAsync()).Should().Be(50);
    }

    [Theory]
    [InlineData("/", "older", "**/?page=2")]
    [InlineData("/", "run 59", "**/runs/*")]
    [InlineData("/runs/20260314-150959-aaaa", "Runs", "**/")]
    public async Task A_press_that_began_before_the_page_was_connected_is_a_click_when_it_ends(string path, string link, string leadsTo)
    {
        WriteRuns(60);
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        await using var window = await OpenPage.AtAsync(chromium, service, "/login");
        var held = await HeldConnection.AtAsync(window.Page, ConnectionStage.Silence);
        await OpenAsync(window, path, held, ConnectionStage.Silence);

        await window.Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).HoverAsync();
        await window.Page.Mouse.DownAsync();
        held.Release();
        await window.SeesAsync("[data-ready]");
        await window.Page.Mouse.UpAsync();

        await window.Page.WaitForURLAsync(leadsTo);
    }

    [Theory]
    [InlineData(MouseButton.Left, "h1")]
    [InlineData(MouseButton.Middle, null)]
    public async Task A_press_is_no_click_where_the_pointer_is_moved_away_or_it_is_not_the_main_button(MouseButton button, string? movedTo)
    {
        WriteRuns(60);
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        await using var window = await OpenPage.AtAsync(chromium, service, "/login");
        var page = window.Page;
        var held = await HeldConnection.AtAsync(page, ConnectionStage.Silence);
        await OpenAsync(window, "/", held, ConnectionStage.Silence);
        await page.EvaluateAsync("() => { window.clicked = []; addEventListener('click', event => clicked.push(event.target.closest('a')?.textContent), true); }");

        await page.GetByRole(AriaRole.Link, new() { Name = "run 59", Exact = true }).HoverAsync();
        await page.Mouse.DownAsync(new() { Button = button });
        held.Release();
        await window.SeesAsync("[data-ready]");
        if (movedTo is not null)
        {
            await page.Locator(movedTo).HoverAsync();
        }

        await page.Mouse.UpAsync(new() { Button = button });

        (await page.EvaluateAsync<string?[]>("clicked")).Should().NotContain("run 59");
        await page.GetByRole(AriaRole.Link, new() { Name = "run 58", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/runs/20260314-150958-aaaa");
    }

    [Fact]
    public async Task What_was_typed_chosen_and_focused_before_the_page_was_connected_is_there_afterwards()
    {
        WriteRuns(3);
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        await using var window = await OpenPage.AtAsync(chromium, service, "/login");
        var page = window.Page;
        var held = await HeldConnection.AtAsync(page, ConnectionStage.Silence);
        await OpenAsync(window, "/", held, ConnectionStage.Silence);

        await page.GetByLabel("Compare run 1").CheckAsync();
        await page.GetByLabel("Compare run 2").CheckAsync();
        await page.GetByLabel("Status").SelectOptionAsync("completed");
        await page.GetByLabel("Name").FocusAsync();
        await page.Keyboard.TypeAsync("ru");
        held.Release();
        await window.SeesAsync("[data-ready]");
        await page.Keyboard.TypeAsync("n");

        (await page.GetByLabel("Name").InputValueAsync()).Should().Be("run");
        (await page.GetByLabel("Status").InputValueAsync()).Should().Be("completed");
        (await page.GetByLabel("Compare run 1").IsCheckedAsync()).Should().BeTrue();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare the chosen runs" }).ClickAsync();
        await page.WaitForURLAsync("**/compare?run=*&run=*");
    }

    [Theory]
    [InlineData(ConnectionStage.Script)]
    [InlineData(ConnectionStage.Negotiation)]
    [InlineData(ConnectionStage.Silence)]
    public async Task A_configuration_is_typed_and_submitted_once_by_two_clicks_before_the_page_is_connected(ConnectionStage stage)
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        await using var window = await OpenPage.AtAsync(chromium, service, "/login");
        var page = window.Page;
        var held = await HeldConnection.AtAsync(page, stage);
        await OpenAsync(window, "/submit", held, stage);

        await page.Locator("#configuration").FillAsync(Steady);
        await page.GetByLabel("Priority").FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).DblClickAsync();
        held.Release();

        await page.WaitForURLAsync("**/runs/*");
        var runs = (await service.GetAsync("/api/runs"))["runs"]!.AsArray();
        runs.Select(run => (string?)run!["name"]).Should().Equal("steady");
        await window.SeesAsync("[data-ready]");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes" }).ClickAsync();
        await page.Locator(".status.cancelled").WaitForAsync();
    }

    [Fact]
    public async Task A_run_is_paused_by_a_click_before_its_page_is_connected()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        var run = await service.SubmitAsync(Steady);
        await service.HasStatusAsync(run, "running");
        await using var window = await OpenPage.AtAsync(chromium, service, "/login");
        var held = await HeldConnection.AtAsync(window.Page, ConnectionStage.Silence);
        await OpenAsync(window, $"/runs/{run}", held, ConnectionStage.Silence);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await window.MustBeGoodAsync("early-pause");
        held.Release();

        await window.Page.Locator(".status.paused").WaitForAsync();
        (await service.StatusOfAsync(run)).Should().Be("paused");
    }

    [Fact]
    public async Task What_is_typed_and_pressed_while_the_service_is_away_reaches_the_one_that_comes_back()
    {
        var service = await ServedProgram.StartAsync(folder["runs"]);
        var port = service.Client.BaseAddress!.Port;
        await using var window = await OpenPage.AtAsync(chromium, service, "/submit");
        var page = window.Page;
        await window.SeesAsync("[data-ready]");
        await page.GetByLabel("Priority").FillAsync("7");

        await service.KillAsync();
        service.Dispose();
        await page.GetByText("The connection to the service is lost.").WaitForAsync();
        await page.Locator("#configuration").FillAsync(Steady);
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        using var again = await ServedProgram.StartAsync(folder["runs"], port);

        await page.WaitForURLAsync("**/runs/*");
        (await again.GetAsync("/api/runs"))["runs"]!.AsArray().Should().ContainSingle().Which!["name"]!.GetValue<string>().Should().Be("steady");
    }

    private void WriteRuns(int count)
    {
        for (var run = 0; run < count; run++)
        {
            var id = $"20260314-1509{run:D2}-aaaa";
            StoredRuns.Write(folder, id, StoredRuns.Told(id, 2, RunStatus.Completed, $"run {run}"));
        }
    }

    // A page whose script does not come never says that it is loaded.
    private static async Task OpenAsync(OpenPage window, string path, HeldConnection held, ConnectionStage stage)
    {
        await window.Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await (stage == ConnectionStage.Connected ? window.SeesAsync("[data-ready]") : held.Reached);
    }
}
