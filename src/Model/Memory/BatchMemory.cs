using ActorLstm.Model.Corpora;
using ActorLstm.Model.Kernels;

namespace ActorLstm.Model.Memory;

/// <summary>What a kernel keeps of a batch, in bytes. Shapes: B windows, T characters, V characters of the alphabet, H units, L layers, R rows.</summary>
internal static class BatchMemory
{
    // Torch's LSTM and its automatic differentiation, in numbers a unit and row: what each layer saves, what the way back through one of them
    // takes for a moment, and the masks of dropout. Measured with H from 64 to 256, L from 1 to 3.
    private const double SavedByTorch = 7.3;
    private const double PassingInTorch = 9.7;
    private const double MaskedByTorch = 2.5;

    // Bytes that torch takes for each character of the alphabet and row: the one-hot input as 8-byte and as 4-byte numbers and its copies.
    private const double OneHotOfTorch = 20;

    /// <summary>The buffers of training, and of validation where there is any.</summary>
    /// <param name="experiment">Layers, dropout, targets, threads.</param>
    /// <param name="characters">V.</param>
    /// <param name="shape">The largest batch.</param>
    /// <param name="isFused">Whether the fused kernel trains.</param>
    public static long Of(Experiment experiment, int characters, BatchShape shape, bool isFused)
    {
        var positions = experiment.Windows.Targets == Targets.Every ? shape.Length : 1;
        var texts = sizeof(ushort) * (long)shape.Windows * (2 * shape.Length + positions + 1);
        return texts + (isFused ? Fused(experiment, characters, shape, positions) : Torch(experiment, characters, shape, positions));
    }

    // FusedKernel, FusedLayer and FusedHead, buffer by buffer; what is never written takes no memory.
    private static long Fused(Experiment experiment, int characters, BatchShape shape, int positions)
    {
        var (layers, rows) = (experiment.Network.Layers, (long)shape.Length * shape.Rows);
        var stride = (long)shape.Stride;
        var gates = rows * shape.GatePanels * Products.Panel;
        var outputs = (2 + (experiment.Network.Dropout > 0 ? 1 : 0)) * rows * stride;
        var layer = gates + outputs + 3L * shape.Rows * stride;
        var panels = (characters + Products.Panel - 1) / Products.Panel;
        var logits = (long)panels * positions * shape.Rows * Products.Panel;
        var fromAbove = (layers > 1 ? rows : (long)positions * shape.Rows) * stride;
        var scratch = (long)experiment.Training.ThreadsHere * Math.Max(characters, shape.HiddenColumns + 1) * Products.Panel;
        return sizeof(float) * (layers * layer + logits + fromAbove + scratch) + 2 * sizeof(ushort) * rows + sizeof(double) * (long)shape.Windows * positions;
    }

    private static long Torch(Experiment experiment, int characters, BatchShape shape, int positions)
    {
        var (layers, rows, isEvery) = (experiment.Network.Layers, (double)shape.Length * shape.Windows, positions > 1);
        var saved = shape.Hidden * layers * (SavedByTorch + (experiment.Network.Dropout > 0 ? MaskedByTorch : 0));
        var passing = Math.Max(PassingInTorch * shape.Hidden, isEvery ? 2.0 * characters : 0);
        var row = sizeof(float) * (saved + passing + (isEvery ? characters : 0)) + OneHotOfTorch * characters + 2 * sizeof(long);
        return (long)(rows * row);
    }
}
