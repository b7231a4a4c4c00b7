namespace ActorLstm.Host.Reports.Plots;

/// <summary>A plot, before it is drawn.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="XTitle">What stands beside the horizontal axis.</param>
/// <param name="Unit">What the vertical axis counts; empty where the title says it.</param>
/// <param name="Curves">Its lines.</param>
internal sealed record Plot(string Title, string XTitle, string Unit, IReadOnlyList<Curve> Curves)
{
    // A value beyond is drawn like an infinite one: it would leave nothing of the others, and the arithmetic of the axes.
    // One so small is nothing: no axis is logarithmic down to it.
    private const double Largest = 1e12;

    /// <summary>Marked places.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <summary>What a reader should know, below it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether the horizontal axis has whole numbers alone.</summary>
    public bool IsXWhole { get; init; }

    /// <summary>Words that stand at 0, 1, 2, ... of the horizontal axis; null where it has numbers.</summary>
    public IReadOnlyList<string>? XWords { get; init; }

    /// <summary>How many times its lowest value the highest of the vertical axis is before the axis is logarithmic.</summary>
    public double LogarithmicFrom { get; init; } = double.PositiveInfinity;

    /// <summary>The same for the horizontal axis, where it has numbers.</summary>
    public double LogarithmicXFrom { get; init; } = double.PositiveInfinity;

    /// <summary>Whether anything can be drawn.</summary>
    public bool IsEmpty => !Curves.Any(curve => curve.Points.Any(IsDrawn));

    /// <summary>Whether the vertical axis is logarithmic.</summary>
    public bool IsLogarithmic => IsWide(Curves.SelectMany(curve => curve.Points).Where(IsDrawn).Select(point => point.Y), LogarithmicFrom);

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool IsXLogarithmic => XWords is null && IsWide(Curves.SelectMany(curve => curve.Points).Select(point => point.X).Where(HasPlace), LogarithmicXFrom);

    /// <summary>Whether a point has a place: both of its numbers are finite and not absurd.</summary>
    public static bool IsDrawn(CurvePoint point) => HasPlace(point.X) && HasPlace(point.Y);

    /// <summary>Whether an axis has a place for a number: it is finite and not absurd.</summary>
    public static bool HasPlace(double number) => Math.Abs(number) < Largest;

    private static bool IsWide(IEnumerable<double> values, double from)
    {
        var sorted = values.Order().ToList();
        return sorted.Count > 1 && sorted[0] > 1 / Largest && sorted[^1] / sorted[0] >= from;
    }
}
