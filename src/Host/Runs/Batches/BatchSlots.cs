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
    public static BatchSlots Of(BatchConfiguration batch, int cores)
    {
        var isFused = batch.Runs.Select(run => run.Configuration.Experiment.Training).Select(training => (training.Kernel, training.Device)).Distinct().All(IsFused);
        return (batch.Options.MaxConcurrent, batch.Runs[0].Configuration.Experiment.Training.Threads) switch
        {
            (0, 0) => new BatchSlots(cores, 1),
            (0, var threads) => new BatchSlots(Math.Max(1, cores / threads), threads),
            (var atOnce, 0) => new BatchSlots(atOnce, isFused ? Math.Max(1, cores / atOnce) : 1),
            var (atOnce, threads) => new BatchSlots(atOnce, threads),
        };
    }

    private static bool IsFused((KernelKind Kernel, string Device) training) => TrainingKernels.Resolve(training.Kernel, DeviceSelection.Select(training.Device)) == KernelKind.Fused;
}
