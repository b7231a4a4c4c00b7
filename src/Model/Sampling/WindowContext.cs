using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Sampling;

/// <summary>
/// The next character depends on the last <c>maxlen</c> characters alone, as in the book, where the network reads the whole
/// window anew for each character. Here the states of the windows that begin at each of the last <c>maxlen</c> characters
/// are kept and advanced together: the oldest has just read its whole window, with the same numbers, bit for bit.
/// </summary>
public sealed class WindowContext(FrozenLstm network, int maxLength) : IReadingContext
{
    private readonly LstmStates states = new(network, maxLength);
    private int oldest;

    /// <inheritdoc/>
    public void Read(ushort character)
    {
        if (states.Count < maxLength)
        {
            states.Count++;
        }
        else
        {
            states.Clear(oldest);
            oldest = (oldest + 1) % maxLength;
        }

        network.Step(states, character);
    }

    /// <inheritdoc/>
    public void Logits(Span<float> logits) => network.Logits(states, oldest, logits);
}
