namespace ActorLstm.Model.Training;

/// <summary>
/// Says when training has diverged: the loss of a batch is no number, or the running mean over the batches of the epoch is so
/// many times the best epoch's loss. That is the plain mean of the first <see cref="Reach"/> losses; each later one moves it by
/// 1/<see cref="Reach"/> of the difference, so that older ones fade (an exponential mean). It looks at batches alone and never at time, so that the same run diverges in the same batch.
/// </summary>
/// <param name="multiple">How many times the best loss is too much; above 1.</param>
/// <param name="best">The lowest loss of the epochs before; before the first, that of a network that knows nothing: ln of the alphabet's size.</param>
public sealed class DivergenceRule(double multiple, double best)
{
    /// <summary>Batches from which on older losses fade from the mean: each later batch has a weight of one in so many.</summary>
    public const int Reach = 100;

    /// <summary>Batches of an epoch before the mean is looked at: a few alone say nothing. A shorter epoch is looked at at its end.</summary>
    public const int Patience = 20;

    // Below one nat a loss is that of a text learnt by heart, where twice as much is noise.
    private const double LeastBest = 1;

    /// <summary>The lowest loss so far, nats a character.</summary>
    public double Best { get; private set; } = best;

    /// <summary>The running mean of the losses of the epoch's batches, nats a character; 0 before the first.</summary>
    public double RecentLoss { get; private set; }

    /// <summary>The mean above which training has diverged, nats a character.</summary>
    public double Limit => multiple * Math.Max(Best, LeastBest);

    /// <summary>Begins an epoch, or goes on in the middle of one.</summary>
    /// <param name="recentLoss">The running mean so far; 0 at the beginning.</param>
    public void BeginEpoch(double recentLoss = 0) => RecentLoss = recentLoss;

    /// <summary>Takes the loss of an epoch that was trained.</summary>
    public void EndEpoch(double loss) => Best = Math.Min(Best, loss);

    /// <summary>Takes the loss of a batch.</summary>
    /// <param name="loss">Its mean loss, nats a character.</param>
    /// <param name="batch">Which of the epoch, from 1.</param>
    /// <param name="batches">Batches of the epoch.</param>
    /// <returns>The rule that is broken, in words; null where none is.</returns>
    public string? Take(double loss, int batch, int batches)
    {
        RecentLoss += (loss - RecentLoss) / Math.Min(batch, Reach);
        if (!double.IsFinite(loss))
        {
            return $"the loss became {loss}";
        }

        return RecentLoss > Limit && batch >= Math.Min(Patience, batches)
            ? $"the loss rose to {RecentLoss:F4}, above {multiple:0.###} times the best ({Math.Max(Best, LeastBest):F4})"
            : null;
    }
}
