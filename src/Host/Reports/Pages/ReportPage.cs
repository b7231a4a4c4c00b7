using ActorLstm.Host.Reports.Facts;
using ActorLstm.Host.Reports.Plots;

namespace ActorLstm.Host.Reports.Pages;

/// <summary>A report as it is laid out: what stands where, every number written out. The template and Markdown only put marks around it.</summary>
/// <param name="Key">By which a file is known as a page about the same.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Notes">What a reader should know first.</param>
/// <param name="Batches">The batches.</param>
/// <param name="RunTable">The runs in a table; null where there is but one.</param>
/// <param name="Losses">Training, by epoch.</param>
/// <param name="Measures">What was measured of the texts, by temperature.</param>
/// <param name="MeasureTable">The same as a table; null where there are no texts.</param>
/// <param name="Differences">The settings that differ; null where there is but one run.</param>
/// <param name="SideBySide">The last texts of several runs at each temperature.</param>
/// <param name="Runs">Each run by itself.</param>
public sealed record ReportPage(
    string Key,
    string Title,
    IReadOnlyList<string> Notes,
    IReadOnlyList<BatchSection> Batches,
    PageTable? RunTable,
    PlotGroup Losses,
    PlotGroup Measures,
    PageTable? MeasureTable,
    PageTable? Differences,
    IReadOnlyList<TextRow> SideBySide,
    IReadOnlyList<RunSection> Runs)
{
    /// <summary>Whether it is about several runs.</summary>
    public bool IsOfSeveral => RunTable is not null;

    /// <summary>Whether there are texts.</summary>
    public bool HasTexts => Runs.Any(run => run.ByTemperature.Count > 0);

    /// <summary>Lays a report out.</summary>
    /// <param name="report">The report.</param>
    /// <param name="withPlots">Whether plots are drawn.</param>
    internal static ReportPage Of(Report report, bool withPlots)
    {
        var plots = new PagePlots(withPlots);
        var isOfSeveral = report.Runs.Count != 1;
        return new ReportPage(
            report.Subjects.Key,
            report.Subjects.Title,
            report.Notes,
            [.. report.Subjects.Batches.Select(batch => BatchSection.Of(batch, plots))],
            isOfSeveral ? RunTables.Of(report.Runs) : null,
            plots.Draw(LossPlots.Of(report.Detailed)),
            plots.Draw(MeasurePlots.AgainstTemperature(report.Detailed)),
            RunTables.Measures(report.Detailed),
            isOfSeveral ? RunTables.Differences(report) : null,
            isOfSeveral ? [.. TextRows.BesideEachOther(report.Detailed)] : [],
            [.. report.Detailed.Select(run => RunSection.Of(run, isOfSeveral ? null : plots))]);
    }
}
