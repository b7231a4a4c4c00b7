using ActorLstm.Model.Networks;
using static TorchSharp.torch;

namespace ActorLstm.Model.Kernels;

/// <summary>Torch's own LSTM and automatic differentiation, on whatever device the network is.</summary>
/// <param name="network">The network to train.</param>
/// <param name="device">Where it is.</param>
public sealed class TorchKernel(CharLstm network, Device device) : ITrainingKernel
{
    /// <inheritdoc/>
    public double LossAndGradients(Batch batch)
    {
        using var scope = NewDisposeScope();
        network.MaskSeed = batch.MaskSeed;
        network.zero_grad();
        var loss = network.Loss(Rows(batch.Inputs, batch.Count), Rows(batch.Next, batch.Count));
        loss.backward();
        return loss.to(ScalarType.Float64).item<double>();
    }

    /// <inheritdoc/>
    public double Loss(Batch batch)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        network.MaskSeed = null;
        return network.Loss(Rows(batch.Inputs, batch.Count), Rows(batch.Next, batch.Count)).to(ScalarType.Float64).item<double>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private Tensor Rows(ReadOnlySpan<ushort> characters, int rows)
    {
        var indices = new long[characters.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = characters[i];
        }

        return tensor(indices, [rows, indices.Length / rows], device: device);
    }
}
