using System.Runtime.InteropServices;

namespace ActorLstm.Host.Reports.Plots;

/// <summary>A line of a plot.</summary>
/// <param name="Label">What it shows, for the legend.</param>
/// <param name="Color">Which color it has, from 0. Curves of one run have the same.</param>
/// <param name="Points">Its points. One that is no finite number interrupts the line and is marked above it.</param>
internal sealed record Curve(string Label, int Color, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>Whether the line is dashed.</summary>
    public bool IsDashed { get; init; }

    /// <summary>Whether there are points alone, without a line between them.</summary>
    public bool IsScattered { get; init; }
}

/// <summary>A point of a line.</summary>
/// <param name="X">Where.</param>
/// <param name="Y">How high.</param>
/// <param name="Low">The lower end of its interval; null where it has none.</param>
/// <param name="High">The upper end.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CurvePoint(double X, double Y, double? Low = null, double? High = null);

/// <summary>A place on the horizontal axis that is marked by a line across the plot.</summary>
/// <param name="X">Where.</param>
/// <param name="Color">The color of the run that it belongs to.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Mark(double X, int Color);
