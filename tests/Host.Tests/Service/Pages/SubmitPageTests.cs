using System.Net;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.Playwright;
using Xunit;

namespace ActorLstm.Host.Tests.Service.Pages;

/// <summary>Forms and buttons as impatient people use them, in a browser.</summary>
[Trait("Case", "F35")]
[Trait("Suite", "browser")]
public sealed class SubmitPageTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private const string Endless = "actorlstm { experiment { name = once, epochs = 1000000, seed = 7 }, corpus.source = sample, windows { maxlen = 20, step = 20 }, model.hidden = 16, training.threads = 1, sampling { length = 20, temperatures = [0.5] } }";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_double_click_is_one_click_on_every_button()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        await using var window = await OpenPage.AtAsync(chromium, service, "/submit");
        var page = window.Page;
        await window.SeesAsync("[data-ready]");
        await page.Locator("#configuration").FillAsync(Endless);
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).DblClickAsync();
        await page.WaitForURLAsync("**/runs/*");
        await window.HasAsync("epoch 1/1000000");
        (await TotalAsync(service)).Should().Be(1);

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).DblClickAsync();
        await page.Locator(".status.paused").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).DblClickAsync();
        await page.Locator(".status.running").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).DblClickAsync();
        await page.GetByText("End this run for good?").WaitForAsync();
        (await service.StatusOfAsync(page.Url.Split('/')[^1])).Should().Be("running", "the second click answered nothing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes" }).DblClickAsync();
        await page.Locator(".status.cancelled").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).DblClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes" }).DblClickAsync();
        await page.GetByText("There is no run yet.").WaitForAsync();
        await window.MustBeGoodAsync("clicked-twice");
    }

    [Fact]
    public async Task Two_submissions_of_one_form_are_one_run_also_without_the_pages_script()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        await using var window = await OpenPage.AtAsync(chromium, service, "/submit");
        await window.SeesAsync("[data-ready]");
        await window.Page.Locator("#configuration").FillAsync(Endless);

        await window.Page.EvaluateAsync("() => { const form = document.querySelector('form'); form.requestSubmit(); form.requestSubmit(); form.requestSubmit(); }");

        await window.Page.WaitForURLAsync("**/runs/*");
        await window.HasAsync("epoch 1/1000000");
        (await TotalAsync(service)).Should().Be(1);
    }

    [Fact]
    public async Task A_form_that_says_nothing_is_refused_and_starts_nothing()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        await using var window = await OpenPage.AtAsync(chromium, service, "/submit");
        await window.SeesAsync("[data-ready]");
        foreach (var nothing in new[] { "", "  \n\t", "# a comment", "actorlstm { }", "{}", "actorlstm { training {} }" })
        {
            await window.Page.Locator("#configuration").FillAsync(nothing);
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
            await window.Page.GetByText("The configuration sets nothing.").WaitForAsync();
            (await window.Page.Locator("#configuration").InputValueAsync()).Should().Be(nothing);
            (await service.PostAsync("/api/runs", nothing)).Status.Should().Be(HttpStatusCode.UnprocessableEntity, "a program is told the same");
            await window.Page.Locator("#configuration").FillAsync("actorlstm.experiment.epoch = 1");
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
            await window.Page.GetByText("did you mean").WaitForAsync();
        }

        (await TotalAsync(service)).Should().Be(0);
        await window.MustBeGoodAsync("submit-nothing");
    }

    [Fact]
    public async Task The_text_is_there_again_after_back_forward_reload_and_a_refusal()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        await using var window = await OpenPage.AtAsync(chromium, service, "/submit");
        var page = window.Page;
        var text = Endless.Replace("epochs", "epoch", StringComparison.Ordinal);
        await window.SeesAsync("[data-ready]");
        await page.Locator("#configuration").FillAsync(text);
        await page.Locator("input[name=priority]").FillAsync("7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await page.GetByText("did you mean").WaitForAsync();
        await HasTextAsync();

        await page.ReloadAsync();
        await HasTextAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Batches" }).ClickAsync();
        await page.GetByText("There is no batch yet.").WaitForAsync();
        await page.GoBackAsync();
        await HasTextAsync();
        await page.GoBackAsync();
        await page.GoForwardAsync();
        await HasTextAsync();

        text = Endless;
        await page.Locator("#configuration").FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await page.WaitForURLAsync("**/runs/*");
        await page.GoBackAsync();
        await HasTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await page.WaitForURLAsync("**/runs/*");
        await window.SeesAsync("[data-ready]");
        (await TotalAsync(service)).Should().Be(2, "a user who goes back and submits again wants another run");

        async Task HasTextAsync()
        {
            await Assertions.Expect(page.Locator("#configuration")).ToHaveValueAsync(text, new() { Timeout = 60_000 });
            await Assertions.Expect(page.Locator("input[name=priority]")).ToHaveValueAsync("7", new() { Timeout = 60_000 });
            await window.SeesAsync("h1[data-ready]");
        }
    }

    private static async Task<int> TotalAsync(ServedProgram service) => (int)(await service.GetAsync("/api/runs"))["total"]!;
}
