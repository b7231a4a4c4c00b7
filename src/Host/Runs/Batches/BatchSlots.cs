using ActorLstm.Host.Configuration.Batches;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Kernels;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>How the machine is shared by the runs of a batch.</summary>
/// <param name="AtOnce">How many go on at once, at least 1.</param>
/// <param name="Threads">Threads of each, at least 1.</param>
internal sealed record BatchSlots(int AtOnce, int Threads)
{
    /// <summary>Threads that are in use at most.</summary>
    public int Capacity => AtOnce * Threads;

    /// <summary>
    /// What the batch says, and the cores where it leaves that open. With torch the number of threads changes the rounding: so that the
    /// same batch gives the same results anywhere, the runs then have one each, all of them where one trains with torch.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cores">Cores of the machine.</param>
    public static BatchSlots Of(BatchConfiguration batch, int cores) =>
        (batch.Options.MaxConcurrent, batch.Runs[0].Configuration.Experiment.Training.Threads) switch
        {
            (0, 0) => new BatchSlots(cores, 1),
            (0, var threads) => new BatchSlots(Math.Max(1, cores / threads), threads),
            (var atOnce, 0) => new BatchSlots(atOnce, IsFused(batch) ? Math.Max(1, cores / atOnce) : 1),
            var (atOnce, threads) => new BatchSlots(atOnce, threads),
        };

    /// <summary>What the batch says, and what a service gives to its runs where it leaves that open, with torch as above.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="runs">How many runs of the service go on at once.</param>
    /// <param name="threads">Threads of a run that names none.</param>
    public static BatchSlots InService(BatchConfiguration batch, int runs, int threads) => new(
        batch.Options.MaxConcurrent == 0 ? runs : Math.Min(batch.Options.MaxConcurrent, runs),
        batch.Runs[0].Configuration.Experiment.Training.Threads is var some and > 0 ? some : IsFused(batch) ? threads : 1);

    private static bool IsFused(BatchConfiguration batch) =>
        batch.Runs.Select(run => run.Configuration.Experiment.Training).Select(training => (training.Kernel, training.Device)).Distinct().All(IsFused);

    // Whether a device is there is looked at where each run is prepared.
    private static bool IsFused((KernelKind Kernel, string Device) training) => TrainingKernels.Choose(training.Kernel, DeviceSelection.SelectElsewhere(training.Device)).Kind == KernelKind.Fused;
}
