using ActorLstm.Actors.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.Playwright;
using Xunit;

namespace ActorLstm.Host.Tests.Reports;

/// <summary>The page as a browser shows it.</summary>
[Trait("Suite", "browser")]
public sealed class ReportPageTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private static readonly string Long = new('w', 300);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("one")]
    [InlineData("several")]
    public async Task It_is_whole_by_itself_fits_every_width_and_can_be_read_by_everybody(string name)
    {
        var path = await WriteAsync(name);
        await using (var context = await chromium.Browser.NewContextAsync())
        {
            var page = await context.NewPageAsync();
            var (requests, complaints) = (new List<string>(), new List<string>());
            page.Request += (_, request) => requests.Add(request.Url);
            page.Console += (_, message) => complaints.Add(message.Text);
            page.PageError += (_, message) => complaints.Add(message);
            foreach (var width in new[] { 400, 1600 })
            {
                await OpenAsync(page, path, width);
                (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width, "nothing stands beyond the right edge");
                (await page.Locator("figure svg").CountAsync()).Should().BePositive();
                (await page.Locator("figure svg").EvaluateAllAsync<bool>("pictures => pictures.every(picture => picture.getBoundingClientRect().width > 300)")).Should().BeTrue("a plot can be made out");
            }

            requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)).Should().OnlyContain(url => url == new Uri(path).AbsoluteUri);
            complaints.Should().BeEmpty();
        }

        // The rules are a script, which the page itself forbids.
        await using var lenient = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions { BypassCSP = true });
        var judged = await lenient.NewPageAsync();
        await OpenAsync(judged, path, 400);
        await Readability.RequireAsync(judged);
        await judged.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await Readability.RequireAsync(judged, onlyContrast: true);
    }

    [Fact]
    public async Task A_text_is_shown_character_by_character_as_it_was_generated()
    {
        const string Text = "\n\n a <b>bold</b> river &amp; 'stone'\n\tand\u00e9 \n";
        new ToldRun("20260314-150926-aaaa", "exact") { Text = (_, _, _) => Text }.Write(folder);
        (await ActorLstmProcess.RunAsync(["report", "exact"], environment: null, folder.Path)).MustBe(0);
        var page = await chromium.Browser.NewPageAsync();
        await page.GotoAsync(new Uri(folder["report-exact.html"]).AbsoluteUri);
        (await page.Locator("article pre").First.TextContentAsync()).Should().Be(Text);
        (await page.Locator("article pre b").CountAsync()).Should().Be(0);
        await page.CloseAsync();
    }

    private static async Task OpenAsync(IPage page, string path, int width)
    {
        await page.SetViewportSizeAsync(width, 900);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
    }

    private async Task<string> WriteAsync(string name)
    {
        var first = new ToldRun("20260314-150926-aaaa", name == "one" ? "one" : $"first {Long}")
        {
            Losses = [.. Enumerable.Range(1, 9).Select(epoch => (epoch == 4 ? double.NaN : 3.0 / epoch, (double?)3.2 / epoch))],
            Divergences = [new TrainingDiverged(4, 17, double.NaN, "the loss is no number", DivergencePolicy.Continue, null, 1, DateTimeOffset.UnixEpoch)],
            Text = (epoch, temperature, replica) => $" the river <script>alert({epoch})</script> {Long} {temperature} {replica} keeps no ledger of the stone ",
            Status = RunStatus.Diverged,
            Reason = Long,
        };
        first.Write(folder);
        ToldRun[] others = [.. Enumerable.Range(1, name == "one" ? 0 : 4).Select(number => new ToldRun($"20260314-150926-{number:D4}", $"other-{number}") { LearningRate = Math.Pow(10, -number) })];
        others.ToList().ForEach(run => run.Write(folder));
        ToldRun.WriteBatch(folder, "20260314-150925-zzzz", "several", [first, .. others]);
        var path = folder[$"{name}.html"];
        (await ActorLstmProcess.RunAsync(["report", name, "--output", path], environment: null, folder.Path)).MustBe(0);
        return path;
    }
}
