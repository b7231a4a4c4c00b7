using System.Text.Encodings.Web;
using System.Text.Unicode;
using ActorLstm.Host.Reports.Facts;
using Fluid;

namespace ActorLstm.Host.Reports.Pages;

/// <summary>
/// A report as one page of HTML that needs nothing else: no script, no font, no request. Whatever comes from a run is encoded; what stands in the page as it
/// is, are the style and the pictures that were drawn here.
/// </summary>
internal static class HtmlReport
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Reads the template, which takes as long as reading a run: it can be begun meanwhile.</summary>
    public static IFluidTemplate Template() =>
        new FluidParser(new FluidParserOptions { AllowFunctions = true }).Parse(Resource("report.liquid"));

    /// <summary>The page.</summary>
    public static string Of(Report report, IFluidTemplate template)
    {
        var options = new TemplateOptions { MemberAccessStrategy = new UnsafeMemberAccessStrategy { MemberNameStrategy = MemberNameStrategies.SnakeCase } };
        return template.Render(new TemplateContext(new { Page = ReportPage.Of(report, withPlots: true), Style = Resource("report.css") }, options), Encoder);
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
