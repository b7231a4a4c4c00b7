using System.Runtime.InteropServices;

namespace ActorLstm.Model.Training;

/// <summary>The losses of an epoch, nats a character.</summary>
/// <param name="Training">The mean over its batches.</param>
/// <param name="Validation">The loss on the part of the corpus that is not trained on; null where there is none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EpochLoss(double Training, double? Validation)
{
    /// <summary>The loss that decides which epoch is better: on the validation part where there is one.</summary>
    public double Decisive => Validation ?? Training;

    /// <summary>What epochs are ordered by, the best first: the decisive loss, and what is no finite number last.</summary>
    public double Rank => double.IsFinite(Decisive) ? Decisive : double.PositiveInfinity;
}
