using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace ActorLstm.Model.Measures;

/// <summary>
/// A mean of independent values and its 95 % confidence interval by Student's t (Student, "The probable error of a mean", 1908): the mean, less and more
/// t * s / sqrt(n), where s is the standard deviation with n - 1 and t the 97.5 % quantile with n - 1 degrees of freedom.
/// </summary>
/// <param name="Mean">The mean of the values.</param>
/// <param name="Low">The lower end. The mean itself where no interval can be given: of one value, or of values that are not all finite.</param>
/// <param name="High">The upper end, likewise.</param>
/// <param name="Count">How many values there were, at least 1: with 1, <see cref="Low"/> and <see cref="High"/> say nothing.</param>
public sealed record Estimate(double Mean, double Low, double High, int Count)
{
    private const double Upper = 0.975;

    /// <summary>Estimates the mean of values that may be any numbers.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static Estimate Of(IReadOnlyList<double> values) => Of(values, double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Estimates the mean of values that lie in a range, a share for instance: the interval is clipped to the range.</summary>
    /// <param name="values">The values.</param>
    /// <param name="low">The least that a value can be.</param>
    /// <param name="high">The most that a value can be, above <paramref name="low"/>.</param>
    /// <exception cref="ArgumentException">There are no values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside the range.</exception>
    public static Estimate Of(IReadOnlyList<double> values, double low, double high)
    {
        if (values.Count == 0)
        {
            throw new ArgumentException("There are no values to take the mean of.", nameof(values));
        }

        foreach (var value in values)
        {
            if (value < low || value > high)
            {
                throw new ArgumentOutOfRangeException(nameof(values), value, $"A value must be from {low} to {high}.");
            }
        }

        if (values.Count == 1 || !values.All(double.IsFinite))
        {
            return new Estimate(values.Average(), values.Average(), values.Average(), values.Count);
        }

        var (mean, deviation) = values.MeanStandardDeviation();
        var half = StudentT.InvCDF(0, 1, values.Count - 1, Upper) * deviation / Math.Sqrt(values.Count);
        return new Estimate(mean, Math.Max(low, mean - half), Math.Min(high, mean + half), values.Count);
    }
}
