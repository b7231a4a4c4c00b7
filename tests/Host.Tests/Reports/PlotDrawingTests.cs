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
                var plot = new Plot("", "epoch", "", [.. curves.Index().Select(curve => new Curve("", curve.Index, [.. curve.Item.Select(point => new CurvePoint(point.Item1, point.Item2))]))]) { LogarithmicFrom = 8, LogarithmicXFrom = 8 };
                Numbers(PlotDrawing.Svg(plot, 1)).Should().OnlyContain(number => double.IsFinite(number) && Math.Abs(number) < 1e7);
            },
            iter: 1_000);

    [Fact]
    public void A_value_next_to_nothing_makes_no_axis_logarithmic()
    {
        (Line(1, 1e-9) with { LogarithmicFrom = 8 }).IsLogarithmic.Should().BeTrue();
        (Line(1, double.Epsilon) with { LogarithmicFrom = 8 }).IsLogarithmic.Should().BeFalse();
    }

    [Fact]
    public void A_point_far_beyond_the_others_does_not_move_them() =>
        PlotDrawing.Svg(new Plot("", "", "", [new Curve("", 0, [new CurvePoint(-6e49, 0), new CurvePoint(0, 0), new CurvePoint(1, 1)])]), 1)
            .Should().Be(PlotDrawing.Svg(new Plot("", "", "", [new Curve("", 0, [new CurvePoint(0, 0), new CurvePoint(1, 1)])]), 1));

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

    [Fact]
    public void What_xml_has_no_place_for_is_drawn_as_a_character_that_stands_for_others() => XDocument.Parse(
        PlotDrawing.Svg(Line(1, 2) with { XTitle = "a\u0001\ufffe", XWords = ["b\0", "\ud83d"] }, 1)).Root!.Value.Should().Contain("a\ufffd\ufffd").And.Contain("b\ufffd").And.NotContain("\0");

    [Fact]
    public void A_mark_beyond_the_curves_is_within_the_picture()
    {
        var marks = XDocument.Parse(PlotDrawing.Svg(Line(1, 2, 3) with { Marks = [new Mark(9, 0), new Mark(-4, 0)] }, 1)).Descendants()
            .Where(element => element.Attribute("style")?.Value.Contains("stroke-dasharray", StringComparison.Ordinal) == true);
        marks.Should().HaveCount(2);
        marks.Select(mark => double.Parse(mark.Attribute("points")!.Value.Split(',')[0], CultureInfo.InvariantCulture)).Should().OnlyContain(x => x > 20 && x < 520);
    }

    [Fact]
    public void Words_below_an_axis_are_short_and_unlike_each_other()
    {
        SettingPlots.Labels(["adam", "line\nbreak", "an unbelievably long word", "12345678901😀😀", "a/folder/of/texts.txt", "another/folder/of/texts.txt", "b.txt"]).Should().Equal(
            "adam", "line\\nbreak", "an unbelieva…", "12345678901😀…", "…of/texts.txt (5)", "…of/texts.txt (6)", "b.txt");
        SettingPlots.Labels(["one/folder/texts.txt", "two/folder/notes.txt"]).Should().Equal("…er/texts.txt", "…er/notes.txt");
    }

    [Fact]
    public void Words_stand_at_equal_distances_whatever_their_number()
    {
        var plot = new Plot("", "setting", "", [new Curve("", 0, [.. Enumerable.Range(1, 30).Select(x => new CurvePoint(x, 1))])]) { LogarithmicXFrom = 20 };
        plot.IsXLogarithmic.Should().BeTrue();
        (plot with { XWords = [.. Enumerable.Range(0, 31).Select(word => $"{word}")] }).IsXLogarithmic.Should().BeFalse();
    }

    [Fact]
    public void No_more_temperatures_are_drawn_than_can_be_told_apart()
    {
        double[] twenty = [.. Enumerable.Range(1, 20).Select(number => number / 10.0)];
        MeasurePlots.Drawn(twenty).Should().HaveCount(16).And.BeInAscendingOrder().And.OnlyHaveUniqueItems().And.StartWith(0.1).And.EndWith(2.0);
        MeasurePlots.Drawn(twenty[..16]).Should().Equal(twenty[..16]);
    }

    private static Plot Line(params double[] values) => new("title", "epoch", "", [new Curve("", 0, [.. values.Index().Select(value => new CurvePoint(value.Index, value.Item))])]);

    private static IEnumerable<double> Numbers(string svg) =>
        from element in XDocument.Parse(svg).Descendants()
        from attribute in element.Attributes()
        where attribute.Name.LocalName is "points" or "cx" or "cy" or "x" or "y" or "d"
        from number in attribute.Value.Split([' ', ',', 'M', 'L', 'Z'], StringSplitOptions.RemoveEmptyEntries)
        select double.Parse(number, CultureInfo.InvariantCulture);
}
