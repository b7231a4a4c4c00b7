using ActorLstm.Host.Reports.Plots;

namespace ActorLstm.Host.Reports.Pages;

/// <summary>Plots of the same curves.</summary>
/// <param name="Plots">The plots.</param>
/// <param name="Legend">Their curves; none where there is but one.</param>
public sealed record PlotGroup(IReadOnlyList<PagePlot> Plots, IReadOnlyList<LegendEntry> Legend)
{
    /// <summary>No plots.</summary>
    internal static PlotGroup Empty { get; } = new([], []);
}

/// <summary>A plot of a page.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Svg">The picture; empty where there is nothing to draw.</param>
/// <param name="Notes">What a reader should know.</param>
public sealed record PagePlot(string Title, string Svg, IReadOnlyList<string> Notes);

/// <summary>A line of a legend.</summary>
/// <param name="Label">The curve.</param>
/// <param name="Color">The number of its color.</param>
/// <param name="IsSquare">Whether its points are squares.</param>
public sealed record LegendEntry(string Label, int Color, bool IsSquare);

/// <summary>Draws the plots of one page and numbers them.</summary>
/// <param name="areWanted">Whether it has any.</param>
internal sealed class PagePlots(bool areWanted)
{
    private int drawn;

    /// <summary>Draws those of which there is something to see or to say.</summary>
    public PlotGroup Draw(IEnumerable<Plot> plots)
    {
        var shown = areWanted ? plots.Where(plot => !plot.IsEmpty || plot.Notes.Count > 0).ToList() : [];
        var curves = shown.SelectMany(plot => plot.Curves).Where(curve => curve.Points.Count > 0).DistinctBy(curve => curve.Color).OrderBy(curve => curve.Color).ToList();
        return new PlotGroup(
            [.. shown.Select(plot => (Plot: plot, Number: ++drawn)).ToList().AsParallel().AsOrdered().Select(plot => Draw(plot.Plot, plot.Number))],
            curves.Count < 2 ? [] : [.. curves.Select(curve => new LegendEntry(curve.Label, curve.Color % PlotColors.Count, curve.Color >= PlotColors.Count))]);
    }

    private static PagePlot Draw(Plot plot, int number)
    {
        var title = plot.Unit.Length > 0 ? $"{plot.Title}, {plot.Unit}" : plot.Title;
        return new PagePlot(
            plot.IsLogarithmic || plot.IsXLogarithmic ? $"{title} (logarithmic)" : title,
            plot.IsEmpty ? "" : PlotDrawing.Svg(plot, number),
            plot.Notes);
    }
}
