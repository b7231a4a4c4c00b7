using TorchSharp;

namespace ActorLstm.Model.Devices;

/// <summary>What CUDA offers: the build's part and the machine's part.</summary>
/// <param name="Backend">The backend of the build.</param>
/// <param name="Devices">How many GPUs can be used; 0 for a build without CUDA.</param>
internal sealed record CudaState(string Backend, int Devices)
{
    /// <summary>Whether the program was built with CUDA.</summary>
    public bool IsBuilt => Backend.StartsWith("cuda", StringComparison.Ordinal);

    /// <summary>What the loaded library says.</summary>
    public static CudaState Read()
    {
        var devices = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        // A GPU that answers is proof of a CUDA build, also in a host that does not pass the build's property on.
        var backend = NativeLibraries.Backend;
        return new CudaState(devices > 0 && backend is "unknown" ? "cuda" : backend, devices);
    }
}
