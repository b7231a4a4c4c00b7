using System.Text.RegularExpressions;
using OxyPlot;

namespace ActorLstm.Host.Reports.Plots;

/// <summary>
/// The colors of plots are those of the page around them, which differ by day and night: a plot is drawn in colors that stand for names, and the
/// names replace them afterwards.
/// </summary>
internal static partial class PlotColors
{
    /// <summary>Distinct colors of curves.</summary>
    public const int Count = 8;

    /// <summary>Curves that can be told apart: round points and square ones of each color.</summary>
    public const int MostCurves = 2 * Count;

    /// <summary>Of letters and numbers.</summary>
    public static OxyColor Text { get; } = OxyColor.FromRgb(1, 0, 0);

    /// <summary>Of axes.</summary>
    public static OxyColor Axis { get; } = OxyColor.FromRgb(1, 0, 1);

    /// <summary>Of the lines behind the curves.</summary>
    public static OxyColor Grid { get; } = OxyColor.FromRgb(1, 0, 2);

    /// <summary>Of a curve.</summary>
    public static OxyColor Curve(int number) => OxyColor.FromRgb(2, (byte)(number % Count), 0);

    /// <summary>Puts the page's own colors in their place.</summary>
    public static string Named(string svg) => Colors().Replace(svg, color => color.Groups["kind"].Value == "2"
        ? $"var(--c{color.Groups["curve"].Value})"
        : color.Groups["what"].Value switch { "0" => "var(--ink)", "1" => "var(--muted)", _ => "var(--line)" });

    [GeneratedRegex(@"rgb\((?<kind>[12]),(?<curve>\d),(?<what>\d)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colors();
}
