using ActorLstm.Host.Reports.Plots;

namespace ActorLstm.Host.Reports.Pages;

/// <summary>A plot of a page.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Svg">The picture.</param>
/// <param name="Legend">Its curves; none where there is but one.</param>
/// <param name="Notes">What a reader should know.</param>
internal sealed record PagePlot(string Title, string Svg, IReadOnlyList<LegendEntry> Legend, IReadOnlyList<string> Notes);

/// <summary>A line of a legend.</summary>
/// <param name="Label">The curve.</param>
/// <param name="Color">The number of its color.</param>
/// <param name="IsDashed">Whether it is dashed.</param>
/// <param name="IsSquare">Whether its points are squares.</param>
internal sealed record LegendEntry(string Label, int Color, bool IsDashed, bool IsSquare);

/// <summary>Draws the plots of one page and numbers them.</summary>
/// <param name="areWanted">Whether it has any.</param>
internal sealed class PagePlots(bool areWanted)
{
    private int drawn;

    /// <summary>Draws those that are not empty.</summary>
    public IReadOnlyList<PagePlot> Draw(IEnumerable<Plot> plots) => [.. plots.Where(plot => areWanted && (!plot.IsEmpty || plot.Notes.Count > 0)).Select(Draw)];

    private PagePlot Draw(Plot plot) => new(
        plot.IsLogarithmic || plot.IsXLogarithmic ? $"{plot.Title} (logarithmic)" : plot.Title,
        plot.IsEmpty ? "" : PlotDrawing.Svg(plot, ++drawn),
        plot.Curves.Count < 2 ? [] : [.. plot.Curves.Select(curve => new LegendEntry(curve.Label, curve.Color % PlotColors.Count, curve.IsDashed, curve.Color >= PlotColors.Count))],
        plot.Notes);
}
