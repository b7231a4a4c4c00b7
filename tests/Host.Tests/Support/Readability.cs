using AwesomeAssertions;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace ActorLstm.Host.Tests.Support;

/// <summary>Whether everybody can read and use a page, by the rules of axe.</summary>
internal static class Readability
{
    private static readonly string Rules = new BundledAxeScriptProvider().GetScript();

    /// <summary>Fails where a page breaks a rule.</summary>
    /// <param name="page">The page; its policy must allow scripts. It has no frames: the library for Playwright, which judges those too, opens a page for each.</param>
    /// <param name="onlyContrast">Whether only the contrast of its colors is judged: nothing else depends on the color scheme.</param>
    public static async Task RequireAsync(IPage page, bool onlyContrast = false)
    {
        await page.EvaluateAsync(Rules);
        var violations = await page.EvaluateAsync<string[]>(
            """
            async onlyContrast => (await axe.run(onlyContrast ? { runOnly: ["color-contrast"] } : {})).violations
              .map(violation => `${violation.id}: ${violation.help} ${violation.nodes.map(node => node.html).join(" ")}`)
            """,
            onlyContrast);
        violations.Should().BeEmpty();
    }
}
