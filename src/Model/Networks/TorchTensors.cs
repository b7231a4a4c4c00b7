using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace ActorLstm.Model.Networks;

/// <summary>The border between torch's tensors and those of checkpoints.</summary>
internal static class TorchTensors
{
    /// <summary>Copies a tensor's numbers out of torch.</summary>
    public static NamedTensor ToNamed(this Tensor tensor, string name)
    {
        using var scope = NewDisposeScope();
        return new NamedTensor(name, tensor.shape, tensor.detach().Numbers());
    }

    /// <summary>A tensor's numbers in single precision, row-major; fewer than 2^29 of them.</summary>
    public static float[] Numbers(this Tensor tensor) =>
        MemoryMarshal.Cast<byte, float>(tensor.to(ScalarType.Float32).cpu().contiguous().bytes).ToArray(); // An array of its size, where an enumeration grows several.
}
