using System.Globalization;
using System.Xml.Linq;
using ActorLstm.Host.Reports.Plots;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Host.Tests.Reports;

public sealed class PlotDrawingTests
{
    private static readonly Gen<double> Any = Gen.OneOf(
        Gen.Double, Gen.Double[0, 5], Gen.Const(double.NaN), Gen.Const(double.PositiveInfinity), Gen.Const(double.NegativeInfinity), Gen.Const(0.0), Gen.Const(double.Epsilon));

    [Fact]
    public void Whatever_the_numbers_are_the_picture_has_a_place_for_everything_in_it() =>
        Gen.Select(Any, Any).Array[0, 6].Array[1, 3].Where(curves => curves.Any(points => points.Any(point => Plot.IsDrawn(new CurvePoint(point.Item1, point.Item2))))).Sample(
            curves =>
            {
                var plot = new Plot("", "epoch", "", [.. curves.Index().Select(curve => new Curve("", curve.Index, [.. curve.Item.Select(point => new CurvePoint(point.Item1, point.Item2))]))]) { LogarithmicFrom = 8 };
                Numbers(PlotDrawing.Svg(plot, 1)).Should().OnlyContain(number => double.IsFinite(number) && Math.Abs(number) < 1e7);
            },
            iter: 300);

    [Fact]
    public void The_colors_are_those_of_the_page() =>
        PlotDrawing.Svg(Line(1, 2), 1).Should().Contain("var(--c0)").And.Contain("var(--ink)").And.Contain("var(--line)").And.NotContain("rgb(").And.NotContain("black");

    [Fact]
    public void Two_pictures_of_one_page_share_no_names()
    {
        var names = new[] { 1, 2 }.Select(number => XDocument.Parse(PlotDrawing.Svg(Line(1, 2), number)).Descendants().Attributes("id").Select(id => id.Value).ToHashSet()).ToArray();
        names[0].Should().NotBeEmpty().And.NotIntersectWith(names[1]);
    }

    [Fact]
    public void Words_are_encoded() => XDocument.Parse(PlotDrawing.Svg(Line(1, 2) with { XTitle = "<b> & \"c\"" }, 1)).Root!.Value.Should().Contain("<b> & \"c\"");

    private static Plot Line(params double[] values) => new("title", "epoch", "", [new Curve("", 0, [.. values.Index().Select(value => new CurvePoint(value.Index, value.Item))])]);

    private static IEnumerable<double> Numbers(string svg) =>
        from element in XDocument.Parse(svg).Descendants()
        from attribute in element.Attributes()
        where attribute.Name.LocalName is "points" or "cx" or "cy" or "x" or "y" or "d"
        from number in attribute.Value.Split([' ', ',', 'M', 'L', 'Z'], StringSplitOptions.RemoveEmptyEntries)
        select double.Parse(number, CultureInfo.InvariantCulture);
}
