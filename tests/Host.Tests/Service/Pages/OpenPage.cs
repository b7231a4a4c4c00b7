using ActorLstm.Host.Tests.Support;
using AwesomeAssertions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ActorLstm.Host.Tests.Service.Pages;

/// <summary>A page of the service in a browser, and whatever the browser complains of.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private const string Screenshots = "ACTORLSTM_TEST_SCREENSHOTS";

    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    private OpenPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, message) => complaints.Add(message);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Opens a browser's window at the service.</summary>
    /// <param name="chromium">The browser.</param>
    /// <param name="service">The service.</param>
    /// <param name="path">The page.</param>
    /// <param name="width">How wide the window is.</param>
    /// <param name="scheme">Dark or light.</param>
    public static Task<OpenPage> AtAsync(Chromium chromium, ServedProgram service, string path, int width = 1200, ColorScheme scheme = ColorScheme.Light) =>
        AtAsync(chromium, service.Client.BaseAddress!.ToString(), path, width, scheme);

    /// <summary>Opens a browser window at an address and accepts every certificate.</summary>
    public static async Task<OpenPage> AtAsync(Chromium chromium, string address, string path, int width = 1200, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address,
            IgnoreHTTPSErrors = true,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = scheme,
            BypassCSP = true, // The rules of readability are a script; that the pages keep to their policy is looked at elsewhere.
        });
        context.SetDefaultTimeout(60_000);
        var page = new OpenPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync(path);
        return page;
    }

    /// <summary>Waits until something is seen.</summary>
    public Task SeesAsync(string selector) => Page.Locator(selector).First.WaitForAsync();

    /// <summary>Waits until a text stands somewhere in the page, folded or not.</summary>
    public Task HasAsync(string text) => Page.GetByText(text).First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });

    /// <summary>Fails where not everybody can read and use the page, it is wider than the window, or the browser complained.</summary>
    /// <param name="name">What its picture is called, where pictures are asked for by a variable of the environment.</param>
    public async Task MustBeGoodAsync(string name)
    {
        if (Environment.GetEnvironmentVariable(Screenshots) is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }

        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().Be(0, "nothing stands beyond the right edge");
        var violations = (await Page.RunAxe(new AxeRunOptions())).Violations;
        violations.Select(violation => $"{violation.Id}: {violation.Help} {string.Join(' ', violation.Nodes.Select(node => node.Html))}").Should().BeEmpty();
        complaints.Should().BeEmpty();
    }

    /// <summary>Forgets complaints, where the service was taken away.</summary>
    public void Forgive() => complaints.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
