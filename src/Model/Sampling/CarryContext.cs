using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Sampling;

/// <summary>The state is carried from character to character: the next one depends on the whole text since the seed.</summary>
public sealed class CarryContext(FrozenLstm network) : IReadingContext
{
    private readonly LstmStates states = new(network, 1) { Count = 1 };

    /// <inheritdoc/>
    public void Read(ushort character) => network.Step(states, character);

    /// <inheritdoc/>
    public void Logits(Span<float> logits) => network.Logits(states, 0, logits);
}
