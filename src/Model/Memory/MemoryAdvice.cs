using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Model.Memory;

/// <summary>Which single setting makes an experiment fit that needs too much memory.</summary>
public static class MemoryAdvice
{
    private static readonly IReadOnlyList<(string Path, Func<Experiment, int> Value, Func<Experiment, int, Experiment> With)> Numbers =
    [
        ("training.batch-size", of => of.Training.BatchSize, (of, value) => of with { Training = of.Training with { BatchSize = value } }),
        ("windows.maxlen", of => of.Windows.MaxLength, (of, value) => of with { Windows = of.Windows with { MaxLength = value } }),
        ("model.hidden", of => of.Network.Hidden, (of, value) => of with { Network = of.Network with { Hidden = value } }),
        ("model.layers", of => of.Network.Layers, (of, value) => of with { Network = of.Network with { Layers = value } }),
        ("sampling.replicas", of => of.Sampling.Replicas, (of, value) => of with { Sampling = of.Sampling with { Replicas = value } }),
    ];

    private static readonly IReadOnlyList<(string Setting, Func<Experiment, Experiment> With)> Choices =
    [
        ("training.kernel = fused", of => of with { Training = of.Training with { Kernel = KernelKind.Fused } }),
        ("sampling.context = carry", of => of with { Sampling = of.Sampling with { Context = SamplingContext.Carry } }),
    ];

    /// <summary>The settings that make it fit, each by itself and with the largest value that does.</summary>
    /// <param name="experiment">The experiment, which does not fit.</param>
    /// <param name="fits">Whether one fits.</param>
    /// <returns>Settings as they are written, for instance <c>training.batch-size = 60</c>; none where no single one suffices.</returns>
    public static IReadOnlyList<string> Of(Experiment experiment, Func<Experiment, bool> fits) =>
    [
        .. from number in Numbers
           let value = Largest(number.Value(experiment), value => fits(number.With(experiment, value)))
           where value > 0
           select $"{number.Path} = {Rounded(value)}",
        .. from choice in Choices
           let other = choice.With(experiment)
           where other != experiment && fits(other)
           select choice.Setting,
    ];

    // The need grows with each of the numbers. 0 where not even 1 fits.
    private static int Largest(int tooMuch, Func<int, bool> fits)
    {
        var (low, high) = (0, tooMuch);
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            (low, high) = fits(middle) ? (middle, high) : (low, middle);
        }

        return low;
    }

    // Two digits that count, rounded down: what is estimated is not known better.
    private static int Rounded(int value)
    {
        var unit = 1;
        while (value / unit >= 100)
        {
            unit *= 10;
        }

        return value / unit * unit;
    }
}
