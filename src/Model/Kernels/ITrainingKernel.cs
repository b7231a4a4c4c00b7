namespace ActorLstm.Model.Kernels;

/// <summary>Computes what a batch teaches: its loss, and the gradients by which the optimizer changes the weights.</summary>
public interface ITrainingKernel : IDisposable
{
    /// <summary>
    /// The mean cross-entropy of a batch, nats a predicted character. Its gradients by all weights replace what the weights' <c>grad</c> held.
    /// </summary>
    double LossAndGradients(Batch batch);

    /// <summary>The mean cross-entropy of a batch, nats a predicted character, with nothing dropped.</summary>
    double Loss(Batch batch);
}
