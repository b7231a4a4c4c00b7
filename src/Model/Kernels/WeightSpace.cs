using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorLstm.Model.Networks;
using static TorchSharp.torch;

namespace ActorLstm.Model.Kernels;

/// <summary>Where torch keeps the weights of a network and their gradients: single precision, on the CPU, row-major.</summary>
internal sealed unsafe class WeightSpace : IDisposable
{
    private readonly Dictionary<string, (nint Weight, nint Gradient)> places = new(StringComparer.Ordinal);
    private readonly List<Tensor> gradients = [];

    /// <summary>Gives every weight that is trained a gradient of zeros, and finds both.</summary>
    public WeightSpace(CharLstm network)
    {
        using var _ = no_grad();
        foreach (var (name, weight) in network.State)
        {
            if (!weight.requires_grad)
            {
                places[name] = (Numbers(weight), 0);
                continue;
            }

            var gradient = zeros_like(weight).DetachFromDisposeScope();
            gradients.Add(gradient);
            weight.grad = gradient;
            places[name] = (Numbers(weight), Numbers(gradient));
        }
    }

    /// <summary>A weight's numbers.</summary>
    public float* Weight(string name) => (float*)places[name].Weight;

    /// <summary>A gradient's numbers.</summary>
    public float* Gradient(string name) => (float*)places[name].Gradient;

    /// <inheritdoc/>
    public void Dispose() => gradients.ForEach(gradient => gradient.Dispose());

    private static nint Numbers(Tensor tensor) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
