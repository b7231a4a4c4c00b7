using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Sampling;

/// <summary>
/// The next character depends on the last <c>maxlen</c> characters alone, as in the book, where the network reads the whole
/// window anew for each character. Here the states of the windows that begin at each of the last <c>maxlen</c> characters
/// are kept and advanced together: the oldest has just read its whole window, with the same numbers, bit for bit.
/// </summary>
public sealed class WindowContext(FrozenLstm network, int maxLength, int texts) : IReadingContext
{
    private readonly LstmStates states = new(network, maxLength * texts); // [window, text]
    private int oldest;
    private int windows;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<ushort> characters)
    {
        var begun = oldest;
        if (windows < maxLength)
        {
            begun = windows++;
            states.Count = windows * texts;
        }
        else
        {
            oldest = (oldest + 1) % maxLength;
        }

        states.Clear(begun * texts, texts);
        for (var window = 0; window < windows; window++)
        {
            characters.CopyTo(states.Characters[(window * texts)..]);
        }

        network.Step(states);
    }

    /// <inheritdoc/>
    public void Logits(Span<float> logits) => network.Logits(states, oldest * texts, texts, logits);
}
