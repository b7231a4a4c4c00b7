namespace ActorLstm.Model.Sampling;

/// <summary>
/// Draws the next character from logits at a temperature: p_i proportional to exp(logit_i / temperature) (Chollet, Deep
/// Learning with Python, 8.1, where log-probabilities take the logits' place), in double precision with the maximum
/// subtracted, so that nothing overflows and no logarithm of zero is taken. One drawer serves one text; it is not for
/// several threads at once.
/// </summary>
public sealed class TemperatureDraw
{
    private readonly double temperature;
    private readonly int topK;
    private readonly double topP;
    private readonly double[] probabilities;
    private readonly int[] order;

    /// <param name="characters">V, the number of logits.</param>
    /// <param name="temperature">Finite and at least 0; 0 takes the greatest logit, the first of equals.</param>
    /// <param name="topK">Only this many likeliest characters may be drawn; 0 for all.</param>
    /// <param name="topP">Only the likeliest characters that together have this probability may be drawn, above 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public TemperatureDraw(int characters, double temperature, int topK = 0, double topP = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(characters);
        ArgumentOutOfRangeException.ThrowIfNegative(topK);
        if (!double.IsFinite(temperature) || temperature < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "A temperature is finite and at least 0.");
        }

        if (!(topP > 0 && topP <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(topP), topP, "top-p is above 0 and at most 1.");
        }

        this.temperature = temperature;
        this.topK = topK;
        this.topP = topP;
        probabilities = new double[characters];
        order = new int[characters];
    }

    /// <summary>Draws an index.</summary>
    /// <param name="distribution">V probabilities, not all 0.</param>
    /// <param name="uniform">A uniform number in [0, 1).</param>
    /// <returns>An index whose probability is above 0.</returns>
    public static int Draw(ReadOnlySpan<double> distribution, double uniform)
    {
        var sum = 0.0;
        foreach (var probability in distribution)
        {
            sum += probability;
        }

        var threshold = uniform * sum;
        var cumulated = 0.0;
        var drawn = -1;
        for (var i = 0; i < distribution.Length; i++)
        {
            if (distribution[i] > 0)
            {
                drawn = i;
                cumulated += distribution[i];
                if (cumulated > threshold)
                {
                    break;
                }
            }
        }

        return drawn;
    }

    /// <summary>The distribution of the next character.</summary>
    /// <param name="logits">V logits; minus infinity is a character of probability 0.</param>
    /// <returns>V probabilities; valid until the next call.</returns>
    /// <exception cref="InvalidInputException">A logit is NaN or plus infinity, or all are minus infinity.</exception>
    public ReadOnlySpan<double> Distribution(ReadOnlySpan<float> logits)
    {
        var best = Best(logits);
        if (temperature == 0)
        {
            Array.Clear(probabilities);
            probabilities[best] = 1;
            return probabilities;
        }

        var sum = 0.0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = Math.Exp(((double)logits[i] - logits[best]) / temperature);
            sum += probabilities[i];
        }

        for (var i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] /= sum;
        }

        if ((topK > 0 && topK < probabilities.Length) || topP < 1)
        {
            Truncate();
        }

        return probabilities;
    }

    // Keeps the likeliest characters, the first of equals, and scales them so that they add up to 1 again.
    private void Truncate()
    {
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => probabilities[a] == probabilities[b] ? a.CompareTo(b) : probabilities[b].CompareTo(probabilities[a]));
        var limit = topK == 0 ? order.Length : Math.Min(topK, order.Length);
        var kept = 0.0;
        var count = 0;
        while (count < limit && (count == 0 || kept < topP))
        {
            kept += probabilities[order[count++]];
        }

        for (var i = 0; i < order.Length; i++)
        {
            probabilities[order[i]] = i < count ? probabilities[order[i]] / kept : 0;
        }
    }

    private static int Best(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 0; i < logits.Length; i++)
        {
            if (float.IsNaN(logits[i]) || float.IsPositiveInfinity(logits[i]))
            {
                throw new InvalidInputException($"The network's output {i} is {logits[i]}: the run had diverged. Use an earlier checkpoint.");
            }

            best = logits[i] > logits[best] ? i : best;
        }

        return float.IsFinite(logits[best]) ? best : throw new InvalidInputException("Every output of the network is minus infinity: the run had diverged.");
    }
}
