namespace ActorLstm.Model.Tests.Randomness;

/// <summary>Pearson's test: whether counts fit a distribution.</summary>
internal static class ChiSquared
{
    // The normal quantile of 1 - 0.001: one fitting sample in a thousand is rejected. The streams of the tests are fixed.
    private const double Quantile = 3.0902;

    /// <summary>Whether the counts fit the probabilities; what is expected less than five times is counted together.</summary>
    public static bool Fits(IReadOnlyList<long> counts, IReadOnlyList<double> probabilities)
    {
        double total = counts.Sum();
        var (statistic, rareCount, rareExpected, cells) = (0.0, 0.0, 0.0, 0);
        for (var i = 0; i < counts.Count; i++)
        {
            var expected = total * probabilities[i];
            if (expected == 0 && counts[i] > 0)
            {
                return false;
            }

            if (expected < 5)
            {
                rareCount += counts[i];
                rareExpected += expected;
            }
            else
            {
                statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
                cells++;
            }
        }

        if (rareExpected >= 5)
        {
            statistic += (rareCount - rareExpected) * (rareCount - rareExpected) / rareExpected;
            cells++;
        }

        return statistic <= Critical(cells - 1);
    }

    // Wilson and Hilferty (1931).
    private static double Critical(int degrees) => degrees == 0
        ? 0
        : degrees * Math.Pow(1 - 2.0 / (9 * degrees) + Quantile * Math.Sqrt(2.0 / (9 * degrees)), 3);
}
