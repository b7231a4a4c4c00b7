using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;

namespace ActorLstm.Model.Sampling;

/// <summary>A text that grows character by character from its seed text. Not for several threads at once.</summary>
public sealed class TextStream
{
    private readonly IReadingContext context;
    private readonly TemperatureDraw draw;
    private readonly RandomStream random;
    private readonly float[] logits;
    private double logProbability;
    private double entropy;
    private int drawn;

    /// <param name="network">The trained network.</param>
    /// <param name="context">A context that has read nothing yet.</param>
    /// <param name="draw">Draws from the logits.</param>
    /// <param name="random">The text's own random numbers.</param>
    /// <param name="seedText">At least one character; a text shorter than a window is read from its own beginning.</param>
    public TextStream(FrozenLstm network, IReadingContext context, TemperatureDraw draw, RandomStream random, ReadOnlySpan<ushort> seedText)
    {
        if (seedText.IsEmpty)
        {
            throw new InvalidInputException("The seed text is empty. Give at least one character.");
        }

        this.context = context;
        this.draw = draw;
        this.random = random;
        logits = new float[network.Characters];
        foreach (var character in seedText)
        {
            context.Read(character);
        }
    }

    /// <summary>What was measured of the characters drawn so far.</summary>
    public SampleMeasures Measures => new(logProbability / Math.Max(drawn, 1), entropy / Math.Max(drawn, 1));

    /// <summary>Draws the next character and reads it.</summary>
    public ushort Next()
    {
        context.Logits(logits);
        var distribution = draw.Distribution(logits);
        var next = (ushort)TemperatureDraw.Draw(distribution, random.NextDouble());
        entropy += Entropy(distribution);
        logProbability += LogProbability(logits, next);
        drawn++;
        context.Read(next);
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
