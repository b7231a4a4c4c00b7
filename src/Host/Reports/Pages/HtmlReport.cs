using System.Text.Encodings.Web;
using System.Text.Unicode;
using ActorLstm.Host.Reports.Facts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorLstm.Host.Reports.Pages;

/// <summary>
/// A report as one page of HTML that needs nothing else. Whatever comes from a run is encoded; what stands in the page as it is, are the style and the
/// pictures that were drawn here.
/// </summary>
internal static class HtmlReport
{
    // Letters of all scripts stay as they are: the page says that it is UTF-8.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The page.</summary>
    public static async Task<string> OfAsync(Report report)
    {
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(ReportDocument.Page)] = ReportPage.Of(report, withPlots: true),
            [nameof(ReportDocument.Style)] = Style(),
        });
        await using var services = new ServiceCollection().AddSingleton(Encoder).BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ReportDocument>(parameters)).ToHtmlString());
    }

    /// <summary>Whether a file is a page about the same runs and batches, which a new one may replace.</summary>
    public static bool IsAbout(ReportSubjects subjects, string file)
    {
        const int Head = 2048;
        try
        {
            using var reader = new StreamReader(file);
            var head = new char[Head];
            return new string(head, 0, reader.ReadBlock(head)).Contains($"content=\"{subjects.Key}\"", StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Style()
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }
}
