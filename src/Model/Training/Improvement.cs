using System.Runtime.InteropServices;

namespace ActorLstm.Model.Training;

/// <summary>How long the decisive loss has not fallen. One epoch leads to the next in constant time.</summary>
/// <param name="Best">The loss that later epochs are compared with, nats a character.</param>
/// <param name="Waited">How many of the latest epochs in a row brought no improvement on it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Improvement(double Best, int Waited)
{
    /// <summary>How much lower a loss must be to count as an improvement: Keras's default.</summary>
    public const double Least = 1e-4;

    /// <summary>Before the first epoch.</summary>
    public static Improvement None { get; } = new(double.PositiveInfinity, 0);

    /// <summary>After another epoch.</summary>
    /// <param name="loss">Its validation loss, or its training loss without a validation part; NaN is no improvement.</param>
    public Improvement After(double loss) => loss < Best - Least ? new Improvement(loss, 0) : this with { Waited = Waited + 1 };
}
