using System.Text;
using System.Xml;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace ActorLstm.Host.Reports.Plots;

/// <summary>Draws plots as SVG. Letters stay letters, in the page's own font, so that no font is needed where it is drawn.</summary>
internal static class PlotDrawing
{
    private const double Width = 520;
    private const double Height = 320;
    private const double FontSize = 14;

    /// <summary>Draws something: the first plot takes as long as a hundred more, and can be drawn while a run is read.</summary>
    public static void GetReady() => Svg(new Plot("", "", "", [new Curve("", 0, [new CurvePoint(0, 0, 0, 1), new CurvePoint(1, 1, 0, 1)])]), 0);

    /// <summary>Draws a plot that is not empty.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="number">Its number on its page: names inside it begin so.</param>
    public static string Svg(Plot plot, int number)
    {
        var model = new PlotModel
        {
            DefaultFont = "inherit",
            DefaultFontSize = FontSize,
            TextColor = PlotColors.Text,
            Background = OxyColors.Undefined,
            PlotAreaBorderColor = PlotColors.Axis,
            PlotAreaBorderThickness = new OxyThickness(0),
            Padding = new OxyThickness(20, 8, 14, 2), // The page's font may be wider than it is taken for.
        };
        var (x, y) = (XAxis(plot), YAxis(plot));
        model.Axes.Add(x);
        model.Axes.Add(y);
        foreach (var mark in plot.Marks)
        {
            model.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Vertical, X = mark.X, Color = PlotColors.Curve(mark.Color), LineStyle = LineStyle.Dot, StrokeThickness = 1.5 });
        }

        foreach (var curve in plot.Curves)
        {
            Add(curve, model);
        }

        AddWhatHasNoPlace(plot, model, y);
        var exporter = new SvgExporter { Width = Width, Height = Height, IsDocument = false, UseVerticalTextAlignmentWorkaround = true };
        var svg = exporter.ExportToString(model);
        return PlotColors.Named(svg[svg.IndexOf("<svg", StringComparison.Ordinal)..]) // without the declaration of a file
            .Replace($"<svg width=\"{Width}\" height=\"{Height}\"", $"<svg viewBox=\"0 0 {Width} {Height}\"", StringComparison.Ordinal)
            .Replace("clipPath", $"plot{number}-clip", StringComparison.Ordinal)
            .Replace($"<plot{number}-clip", "<clipPath", StringComparison.Ordinal)
            .Replace($"</plot{number}-clip", "</clipPath", StringComparison.Ordinal);
    }

    private static Axis XAxis(Plot plot)
    {
        const double Padding = 0.03;
        Axis axis = plot.IsXLogarithmic ? new LogarithmicAxis() : new LinearAxis { MinimumMajorStep = plot.IsXWhole || plot.XWords is not null ? 1 : 0 };
        if (plot.XWords is { } words)
        {
            axis.MajorStep = 1;
            axis.MinimumPadding = axis.MaximumPadding = 0.15;
            axis.LabelFormatter = x => Math.Abs(x - Math.Round(x)) < 1e-6 && x > -0.5 && x < words.Count - 0.5 ? Drawable(words[(int)Math.Round(x)]) : "";
        }
        else
        {
            axis.MinimumPadding = axis.MaximumPadding = Padding;
        }

        // A mark may lie beyond the curves, which alone the axis would be made for.
        var curves = plot.Curves.SelectMany(curve => curve.Points).Where(Plot.IsDrawn).Select(point => point.X).ToList();
        var (from, to) = (plot.Marks.Select(mark => mark.X).Concat(curves).Min(), plot.Marks.Select(mark => mark.X).Concat(curves).Max());
        if (from < curves.Min() || to > curves.Max())
        {
            (axis.Minimum, axis.Maximum) = (from - Padding * (to - from), to + Padding * (to - from));
        }

        return Styled(axis, AxisPosition.Bottom, Drawable(plot.XTitle));
    }

    // XML has no place for some characters.
    private static string Drawable(string text) =>
        string.Concat(text.EnumerateRunes().Select(character => character.IsBmp && !XmlConvert.IsXmlChar((char)character.Value) ? Rune.ReplacementChar : character));

    private static Axis YAxis(Plot plot)
    {
        Axis axis = plot.IsLogarithmic ? new LogarithmicAxis() : new LinearAxis();
        axis.MinimumPadding = axis.MaximumPadding = 0.06;
        return Styled(axis, AxisPosition.Left, "");
    }

    private static Axis Styled(Axis axis, AxisPosition position, string title)
    {
        axis.Position = position;
        axis.Title = title;
        axis.AxisTitleDistance = 8;
        axis.TicklineColor = PlotColors.Axis;
        axis.AxislineStyle = LineStyle.Solid;
        axis.AxislineColor = PlotColors.Axis;
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = PlotColors.Grid;
        axis.MajorTickSize = 4;
        axis.MinorTickSize = 0;
        return axis;
    }

    private static void Add(Curve curve, PlotModel model)
    {
        var color = PlotColors.Curve(curve.Color);
        if (curve.Points.Any(point => point.Low is not null))
        {
            var band = new AreaSeries { Color = OxyColors.Transparent, Fill = OxyColor.FromAColor(45, color), StrokeThickness = 0 };
            foreach (var point in curve.Points.Where(point => Plot.IsDrawn(point) && point is { Low: not null, High: not null }))
            {
                band.Points.Add(new DataPoint(point.X, point.Low!.Value));
                band.Points2.Add(new DataPoint(point.X, point.High!.Value));
            }

            model.Series.Add(band);
        }

        var line = new LineSeries
        {
            Color = curve.IsScattered ? OxyColors.Transparent : color,
            StrokeThickness = 2,
            LineStyle = curve.IsDashed ? LineStyle.Dash : LineStyle.Solid,
            MarkerType = curve.Color < PlotColors.Count ? MarkerType.Circle : MarkerType.Square,
            MarkerSize = curve.IsScattered ? 4 : curve.Color < PlotColors.Count ? 2.5 : 3.5,
            MarkerFill = color,
        };
        line.Points.AddRange(curve.Points.Select(point => Plot.IsDrawn(point) ? new DataPoint(point.X, point.Y) : DataPoint.Undefined));
        model.Series.Add(line);
    }

    // A cross at the upper edge.
    private static void AddWhatHasNoPlace(Plot plot, PlotModel model, Axis y)
    {
        var lost = plot.Curves.SelectMany(curve => curve.Points.Where(point => Plot.HasPlace(point.X) && !Plot.HasPlace(point.Y)).Select(point => (point.X, curve.Color))).ToList();
        if (lost.Count == 0)
        {
            return;
        }

        ((IPlotModel)model).Update(updateData: true);
        var top = y.ActualMaximum;
        y.Maximum = top;
        foreach (var (x, color) in lost)
        {
            var cross = new LineSeries { Color = OxyColors.Transparent, MarkerType = MarkerType.Cross, MarkerSize = 6, MarkerStroke = PlotColors.Curve(color), MarkerStrokeThickness = 2 };
            cross.Points.Add(new DataPoint(x, top));
            model.Series.Add(cross);
        }
    }
}
