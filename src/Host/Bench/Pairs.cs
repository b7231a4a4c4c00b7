namespace ActorLstm.Host.Bench;

/// <summary>Seconds of two things that were timed by turns.</summary>
/// <param name="References">Of the one.</param>
/// <param name="Figures">Of the other, beside it.</param>
internal sealed record Pairs(IReadOnlyList<double> References, IReadOnlyList<double> Figures)
{
    /// <summary>The median of the one.</summary>
    public double Reference => Quantile(References, 0.5);

    /// <summary>The median of the other.</summary>
    public double Figure => Quantile(Figures, 0.5);

    /// <summary>The median of the ratios of neighbours.</summary>
    public double Ratio => Quantile(Ratios, 0.5);

    /// <summary>Their interquartile range.</summary>
    public double Spread => Quantile(Ratios, 0.75) - Quantile(Ratios, 0.25);

    private IReadOnlyList<double> Ratios => [.. Figures.Zip(References, (figure, reference) => figure / reference)];

    /// <summary>A quantile, between neighbours by their distance.</summary>
    public static double Quantile(IReadOnlyList<double> values, double share)
    {
        var sorted = values.Order().ToList();
        var place = share * (sorted.Count - 1);
        var below = sorted[(int)Math.Floor(place)];
        return below + (place - Math.Floor(place)) * (sorted[(int)Math.Ceiling(place)] - below);
    }
}
