using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Sampling;

/// <summary>
/// What the next character of some texts depends on: they read a character each and give the logits of the next. A text's
/// logits are the same, bit for bit, whatever the texts beside it. Shapes: N texts, V characters.
/// </summary>
public interface IReadingContext
{
    /// <summary>Every text reads a character.</summary>
    /// <param name="characters">N characters.</param>
    void Read(ReadOnlySpan<ushort> characters);

    /// <summary>The logits after what was read, [N, V].</summary>
    void Logits(Span<float> logits);

    /// <summary>The context that a configuration names.</summary>
    /// <param name="context">Window or carry.</param>
    /// <param name="network">The trained network.</param>
    /// <param name="maxLength">Characters of a window.</param>
    /// <param name="texts">N.</param>
    static IReadingContext Of(SamplingContext context, FrozenLstm network, int maxLength, int texts) => context switch
    {
        SamplingContext.Window => new WindowContext(network, maxLength, texts),
        _ => new CarryContext(network, texts),
    };
}
