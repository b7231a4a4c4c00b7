using ActorLstm.Model.Devices;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorLstm.Model.Kernels;

/// <summary>The choice of a kernel: <c>training.kernel</c>.</summary>
public static class TrainingKernels
{
    /// <summary>The kernel that a setting means on a device.</summary>
    /// <exception cref="InvalidInputException">The kernel does not run there.</exception>
    public static KernelKind Resolve(KernelKind setting, ComputeDevice device) => setting switch
    {
        KernelKind.Auto => device.IsCuda ? KernelKind.Torch : KernelKind.Fused,
        KernelKind.Fused when device.IsCuda => throw new InvalidInputException(
            $"training.kernel = fused trains on the CPU, and the device is {device.Name}. Set training.kernel = auto, or training.device = cpu."),
        _ => setting,
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
        if (training.Kernel == KernelKind.Torch || device.type != DeviceType.CPU)
        {
            return new TorchKernel(network, device);
        }

        return new FusedKernel(network, characters, experiment.Network, largest, training.ThreadsHere);
    }
}
