using ActorLstm.Host.Tests.Support;
using AwesomeAssertions;
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
    public static Task<OpenPage> AtAsync(Chromium chromium, ServedProgram service, string path) =>
        AtAsync(chromium, service.Client.BaseAddress!.ToString(), path);

    /// <summary>Opens a browser window at an address and accepts every certificate.</summary>
    public static async Task<OpenPage> AtAsync(Chromium chromium, string address, string path)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address,
            IgnoreHTTPSErrors = true,
            ViewportSize = new ViewportSize { Width = 1200, Height = 900 },
            ColorScheme = ColorScheme.Light,
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
        await MustFitAsync(name);
        await Readability.RequireAsync(Page);
        complaints.Should().BeEmpty();
    }

    /// <summary>The same in narrow and wide windows, light and dark.</summary>
    /// <param name="name">What its pictures are called.</param>
    public async Task MustBeGoodEverywhereAsync(string name)
    {
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            foreach (var width in new[] { 1600, 400 })
            {
                await Page.SetViewportSizeAsync(width, 900);
                await MustFitAsync($"{name}-{width}-{scheme.ToString().ToLowerInvariant()}");
            }

            await Readability.RequireAsync(Page, onlyContrast: scheme == ColorScheme.Dark);
        }

        complaints.Should().BeEmpty();
    }

    private async Task MustFitAsync(string name)
    {
        if (Environment.GetEnvironmentVariable(Screenshots) is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }

        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().Be(0, "nothing stands beyond the right edge");
    }

    /// <summary>Forgets complaints, where the service was taken away.</summary>
    public void Forgive() => complaints.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
