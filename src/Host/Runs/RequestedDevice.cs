using ActorLstm.Host.Configuration;
using ActorLstm.Model;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Kernels;

namespace ActorLstm.Host.Runs;

/// <summary>Whether what a configuration requests by its name is there, before anything is prepared.</summary>
internal static class RequestedDevice
{
    private const string Path = "actorlstm.training.device";

    /// <summary>Looks for the GPUs that a configuration names. Torch is loaded only where it names one.</summary>
    /// <param name="loaded">The configuration.</param>
    /// <param name="source">Where it comes from.</param>
    /// <exception cref="ConfigurationException">One cannot be used, or the kernel does not run there.</exception>
    /// <exception cref="TorchUnavailableException">The native libraries cannot be loaded.</exception>
    public static void Require(LoadedConfiguration loaded, string source)
    {
        IEnumerable<RunConfiguration> trained = loaded.Run.Sweep.Run is not null ? [] : loaded.Batch?.Runs.Select(run => run.Configuration) ?? [loaded.Run];
        var errors = new List<ConfigurationError>();
        foreach (var (device, kernel) in trained.Select(run => (run.Experiment.Training.Device, run.Experiment.Training.Kernel)).Distinct().Where(named => named.Device is not ("cpu" or "auto")))
        {
            try
            {
                TrainingKernels.Choose(kernel, DeviceSelection.Select(device));
            }
            catch (InvalidInputException fault)
            {
                errors.Add(new ConfigurationError(Path, fault.Message, source, null));
            }
        }

        if (errors.Count > 0)
        {
            throw new ConfigurationException([.. errors.Distinct()]);
        }
    }
}
