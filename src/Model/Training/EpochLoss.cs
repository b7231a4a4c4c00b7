using System.Runtime.InteropServices;

namespace ActorLstm.Model.Training;

/// <summary>The losses of an epoch, nats a character.</summary>
/// <param name="Training">The mean over its batches.</param>
/// <param name="Validation">The loss on the part of the corpus that is not trained on; null where there is none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EpochLoss(double Training, double? Validation)
{
    /// <summary>How much lower a loss must be to count as an improvement: Keras's default.</summary>
    public const double LeastImprovement = 1e-4;

    /// <summary>The loss that decides which epoch is better: on the validation part where there is one.</summary>
    public double Decisive => Validation ?? Training;

    /// <summary>What epochs are ordered by, the best first: the decisive loss, and what is no finite number last.</summary>
    public double Rank => double.IsFinite(Decisive) ? Decisive : double.PositiveInfinity;

    /// <summary>How many of the latest epochs in a row brought no improvement on the best one before them.</summary>
    /// <param name="losses">The decisive losses of the epochs, in their order.</param>
    public static int EpochsWithoutImprovement(IEnumerable<double> losses)
    {
        var (best, waited) = (double.PositiveInfinity, 0);
        foreach (var loss in losses)
        {
            if (loss < best - LeastImprovement)
            {
                (best, waited) = (loss, 0);
            }
            else
            {
                waited++;
            }
        }

        return waited;
    }
}
