using ActorLstm.Model.Devices;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorLstm.Model.Kernels;

/// <summary>The choice of a kernel: <c>training.kernel</c>.</summary>
public static class TrainingKernels
{
    // Without these a multiplication and an addition are a function call for each number, and a vector of the kernel is made of four.
    private const int LeastBits = 256;

    /// <summary>The kernel that a setting means on a device of this machine, and why.</summary>
    /// <exception cref="InvalidInputException">The kernel does not run there.</exception>
    public static KernelChoice Choose(KernelKind setting, ComputeDevice device) => Choose(setting, device, VectorUnits.Here);

    /// <summary>The kernel that a setting means on a device and a processor.</summary>
    internal static KernelChoice Choose(KernelKind setting, ComputeDevice device, VectorUnits vectors) => (setting, device.IsCuda) switch
    {
        (KernelKind.Fused, true) => throw new InvalidInputException(
            $"training.kernel = fused trains on the CPU, and the device is {device.Name}. Set training.kernel = auto, or training.device = cpu."),
        (_, true) => new(KernelKind.Torch, $"torch: only torch trains on {device.Name}.", IsOfNote: false),
        (KernelKind.Torch, _) => new(KernelKind.Torch, "torch: training.kernel names it.", IsOfNote: false),
        (KernelKind.Fused, _) when WhySlow(vectors) is { } why => new(KernelKind.Fused, $"fused: training.kernel names it, but {why}.", IsOfNote: true),
        (KernelKind.Fused, _) => new(KernelKind.Fused, "fused: training.kernel names it.", IsOfNote: false),
        _ when WhySlow(vectors) is { } why => new(KernelKind.Torch, $"torch: {why}.", IsOfNote: true),
        _ => new(KernelKind.Fused, $"fused: the processor has vectors of {vectors}.", IsOfNote: false),
    };

    /// <summary>Starts a kernel for a network.</summary>
    /// <param name="network">The network to train.</param>
    /// <param name="characters">V, the size of its alphabet.</param>
    /// <param name="experiment">Its layers, and the kernel and threads that are asked for.</param>
    /// <param name="device">Where the network is.</param>
    /// <param name="largest">The largest batch.</param>
    public static ITrainingKernel Start(CharLstm network, int characters, Experiment experiment, Device device, Batch largest)
    {
        var training = experiment.Training;
        var isFused = training.Kernel == KernelKind.Fused || (training.Kernel == KernelKind.Auto && WhySlow(VectorUnits.Here) is null);
        return isFused && device.type == DeviceType.CPU
            ? new FusedKernel(network, characters, experiment.Network, largest, training.ThreadsHere)
            : new TorchKernel(network, device);
    }

    // No Arm processor was measured: there, four vectors of 128 bits make one of the kernel's, and torch is taken for the faster one.
    private static string? WhySlow(VectorUnits vectors) => vectors switch
    {
        { IsX64: false } => "the fused kernel was measured on x64 processors alone",
        { Bits: < LeastBits } or { HasMultiplyAdd: false } =>
            $"the fused kernel is slow without AVX2 and fused multiply-add, and this process has vectors of {vectors.Bits} bits{(vectors.HasMultiplyAdd ? "" : " and no fused multiply-add")}",
        _ => null,
    };
}
