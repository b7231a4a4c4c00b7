using Microsoft.Playwright;
using Xunit;

namespace ActorLstm.Host.Tests.Support;

/// <summary>The distribution's Chromium, which asks nobody for anything. A test without one skips, and says so.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Variable = "ACTORLSTM_TEST_CHROMIUM";

    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>The browser; skips the test where there is none.</summary>
    public IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(browser is null, $"There is no Chromium: install the package chromium, or name the program in {Variable}.");
            return browser!;
        }
    }

    /// <summary>Whether there is one.</summary>
    public bool IsThere => browser is not null;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if ((Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Places.FirstOrDefault(File.Exists)) is { } program)
        {
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox", "--disable-background-networking", "--host-resolver-rules=MAP *.test 127.0.0.1"] });
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}
