using TorchSharp;

namespace ActorLstm.Model.Devices;

/// <summary>The device that a run computes on, and why that one.</summary>
/// <param name="Device">The device.</param>
/// <param name="Reason">A sentence that says how the device follows from the setting, the build and the machine.</param>
/// <param name="IsFallback">Whether it is the CPU because the GPU that the program was built for is missing.</param>
public sealed record ComputeDevice(torch.Device Device, string Reason, bool IsFallback)
{
    /// <summary>Its name: <c>cpu</c> or <c>cuda:N</c>.</summary>
    public string Name => IsCuda ? $"cuda:{Device.index}" : "cpu";

    /// <summary>Whether it is a GPU.</summary>
    public bool IsCuda => Device.type == DeviceType.CUDA;
}
