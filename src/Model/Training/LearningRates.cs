namespace ActorLstm.Model.Training;

/// <summary>The learning rates of a run, epoch by epoch. An epoch costs the same, whatever its number.</summary>
/// <param name="options">The first learning rate and the schedule.</param>
/// <param name="epochs">The epochs of the run.</param>
public sealed class LearningRates(TrainingOptions options, int epochs)
{
    private Improvement improvement = Improvement.None;
    private int reductions;

    /// <summary>The learning rate of an epoch.</summary>
    /// <param name="epoch">The epoch, from 1; the losses of all epochs before it were taken.</param>
    public double Of(int epoch) => options.Schedule.RateAt(options.LearningRate, epoch, epochs, reductions);

    /// <summary>Takes the decisive loss of the next epoch that was trained.</summary>
    public void Take(double loss)
    {
        improvement = improvement.After(loss);
        if (improvement.Waited > 0 && improvement.Waited % options.Schedule.Patience == 0)
        {
            reductions++;
        }
    }
}
