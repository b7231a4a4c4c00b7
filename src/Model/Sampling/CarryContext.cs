using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Sampling;

/// <summary>The state is carried from character to character: the next one depends on the whole text since the seed.</summary>
public sealed class CarryContext(FrozenLstm network, int texts) : IReadingContext
{
    private readonly LstmStates states = new(network, texts) { Count = texts };

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<ushort> characters)
    {
        characters.CopyTo(states.Characters);
        network.Step(states);
    }

    /// <inheritdoc/>
    public void Logits(Span<float> logits) => network.Logits(states, 0, texts, logits);
}
