using AwesomeAssertions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ActorLstm.Host.Tests.Support;

/// <summary>Whether everybody can read and use a page, by the rules of axe.</summary>
internal static class Readability
{
    // Without frames, as all pages here are: rules over several frames need another page of the browser each time.
    private static readonly AxeRunOptions Everything = new();
    private static readonly AxeRunOptions Contrast = new() { RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] } };

    /// <summary>Fails where a page breaks a rule.</summary>
    /// <param name="page">The page; its policy must allow scripts.</param>
    /// <param name="onlyContrast">Whether only the contrast of its colors is judged: nothing else depends on the color scheme.</param>
    public static async Task RequireAsync(IPage page, bool onlyContrast = false) => (await page.Locator("html").RunAxeLegacy(onlyContrast ? Contrast : Everything)).Violations
        .Select(violation => $"{violation.Id}: {violation.Help} {string.Join(' ', violation.Nodes.Select(node => node.Html))}").Should().BeEmpty();
}
