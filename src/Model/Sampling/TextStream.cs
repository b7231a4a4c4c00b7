using ActorLstm.Model.Randomness;

namespace ActorLstm.Model.Sampling;

/// <summary>One text as it is drawn, character by character. Not for several threads at once.</summary>
/// <param name="draw">Draws from the logits.</param>
/// <param name="random">The text's own random numbers.</param>
public sealed class TextStream(TemperatureDraw draw, RandomStream random)
{
    private double logProbability;
    private double entropy;
    private int drawn;

    /// <summary>What was measured of the characters drawn so far.</summary>
    public SampleMeasures Measures => new(logProbability / Math.Max(drawn, 1), entropy / Math.Max(drawn, 1));

    /// <summary>Draws the next character.</summary>
    /// <param name="logits">V logits.</param>
    public ushort Next(ReadOnlySpan<float> logits)
    {
        var distribution = draw.Distribution(logits);
        var next = (ushort)TemperatureDraw.Draw(distribution, random.NextDouble());
        entropy += Entropy(distribution);
        logProbability += LogProbability(logits, next);
        drawn++;
        return next;
    }

    private static double Entropy(ReadOnlySpan<double> distribution)
    {
        var sum = 0.0;
        foreach (var probability in distribution)
        {
            sum -= probability > 0 ? probability * Math.Log(probability) : 0;
        }

        return sum;
    }

    private static double LogProbability(ReadOnlySpan<float> logits, int index)
    {
        var maximum = float.NegativeInfinity;
        foreach (var logit in logits)
        {
            maximum = Math.Max(maximum, logit);
        }

        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp((double)logit - maximum);
        }

        return (double)logits[index] - maximum - Math.Log(sum);
    }
}
