using ActorLstm.Model.Kernels;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Model.Memory;

/// <summary>What texts take while they grow, in bytes. Shapes: M states, V characters of the alphabet, H units, L layers.</summary>
internal static class TextMemory
{
    /// <summary>Texts that grow at once beside the trainer, and the networks of the checkpoints that they grow from.</summary>
    /// <param name="experiment">Context, window and length.</param>
    /// <param name="weights">The network's weights.</param>
    /// <param name="characters">V.</param>
    /// <param name="texts">How many texts grow at once.</param>
    public static long Of(Experiment experiment, WeightMemory weights, int characters, int texts)
    {
        var sampling = experiment.Sampling;
        var ofEpoch = Math.Max(1, sampling.TextsOfTemperature * sampling.Temperatures.Count);
        var networks = Math.Min(experiment.Epochs, 1 + (texts + ofEpoch - 1) / ofEpoch);
        return networks * weights.Frozen + texts * OfText(experiment, characters);
    }

    /// <summary>One text: the states of its windows (one state for the context carry), the logits, the probabilities, the text.</summary>
    public static long OfText(Experiment experiment, int characters)
    {
        var states = experiment.Sampling.Context == SamplingContext.Window ? experiment.Windows.MaxLength : 1;
        var shape = new BatchShape(experiment.Network.Hidden, 1, states);
        var rows = (long)shape.Rows + Products.Rows;
        var held = sizeof(float) * rows * shape.Stride * (2L * experiment.Network.Layers + 1);
        var drawing = (long)characters * (sizeof(double) + sizeof(int) + sizeof(float)) + sizeof(float) * Products.Rows * (characters + Products.Panel);
        return held + drawing + sizeof(ushort) * (experiment.Sampling.Length + 2 * rows);
    }
}
