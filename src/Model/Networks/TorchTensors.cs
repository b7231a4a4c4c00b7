using static TorchSharp.torch;

namespace ActorLstm.Model.Networks;

/// <summary>The border between torch's tensors and those of checkpoints.</summary>
internal static class TorchTensors
{
    /// <summary>Copies a tensor's numbers out of torch.</summary>
    public static NamedTensor ToNamed(this Tensor tensor, string name)
    {
        using var scope = NewDisposeScope();
        return new NamedTensor(name, tensor.shape, [.. tensor.detach().to(ScalarType.Float32).cpu().contiguous().data<float>()]);
    }
}
