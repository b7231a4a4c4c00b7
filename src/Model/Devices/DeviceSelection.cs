using System.Globalization;
using TorchSharp;

namespace ActorLstm.Model.Devices;

/// <summary>Turns the configured device (<c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>) into one to use.</summary>
public static class DeviceSelection
{
    private const string Cuda = "cuda";

    /// <summary>Whether a setting is one that <see cref="Select(string)"/> takes.</summary>
    public static bool IsValid(string? setting) => setting is "auto" or "cpu" || TryParseCuda(setting, out _);

    /// <summary>The device for a setting. <c>auto</c> uses the CPU without a GPU; a GPU that is requested by name and cannot be used is refused.</summary>
    /// <exception cref="ArgumentException">The setting is not a device.</exception>
    /// <exception cref="DeviceUnavailableException">This process cannot use the device.</exception>
    /// <exception cref="TorchUnavailableException">The native libraries are not loaded and cannot be.</exception>
    public static ComputeDevice Select(string setting)
    {
        if (!IsValid(setting))
        {
            throw new ArgumentException($"The device '{setting}' is unknown: use auto, cpu, cuda or cuda:N, such as cuda:0.", nameof(setting));
        }

        TorchRuntime.Load();
        return Select(setting, CudaState.Read());
    }

    /// <summary>The device for a setting of a run that another machine trains: one that is requested by name is taken to be there.</summary>
    public static ComputeDevice SelectElsewhere(string setting) => TryParseCuda(setting, out var index) ? Gpu(index, $"cuda:{index}: it was asked for.") : Select(setting);

    /// <summary>The device for a valid setting and a state of CUDA.</summary>
    /// <exception cref="DeviceUnavailableException">The device cannot be used.</exception>
    internal static ComputeDevice Select(string setting, CudaState cuda)
    {
        if (setting is "cpu")
        {
            return new ComputeDevice(torch.CPU, "cpu: it was asked for.", IsFallback: false);
        }

        if (setting is "auto")
        {
            return cuda.Devices > 0
                ? Gpu(0, $"cuda:0: auto takes the first of {cuda.Devices} usable GPU(s).")
                : new ComputeDevice(torch.CPU, $"cpu: auto found no GPU to use, because {WhyNoGpu(cuda)}.", IsFallback: cuda.IsBuilt);
        }

        _ = TryParseCuda(setting, out var index);
        if (index < cuda.Devices)
        {
            return Gpu(index, $"cuda:{index}: it was asked for.");
        }

        throw new DeviceUnavailableException(setting, cuda.Devices == 0 ? WhyNoGpu(cuda) : $"this machine has {cuda.Devices} usable GPU(s), cuda:0 to cuda:{cuda.Devices - 1}");
    }

    private static string WhyNoGpu(CudaState cuda) => cuda.IsBuilt
        ? $"this build has CUDA ({cuda.Backend}) but the machine has no NVIDIA GPU with a working driver"
        : "this build has no CUDA (build it with -p:TorchBackend=cuda-linux or cuda-windows)";

    private static ComputeDevice Gpu(int index, string reason) => new(new torch.Device(DeviceType.CUDA, index), reason, IsFallback: false);

    private static bool TryParseCuda(string? setting, out int index)
    {
        index = 0;
        return setting is Cuda
            || (setting is not null && setting.StartsWith(Cuda + ":", StringComparison.Ordinal)
                && int.TryParse(setting.AsSpan(Cuda.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out index));
    }
}
