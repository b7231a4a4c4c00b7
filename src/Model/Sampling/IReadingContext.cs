using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Sampling;

/// <summary>What a text's next character depends on: it reads characters and gives the logits of the next.</summary>
public interface IReadingContext
{
    /// <summary>Reads one character.</summary>
    void Read(ushort character);

    /// <summary>The logits after what was read, V numbers.</summary>
    void Logits(Span<float> logits);

    /// <summary>The context that a configuration names.</summary>
    /// <param name="context">Window or carry.</param>
    /// <param name="network">The trained network.</param>
    /// <param name="maxLength">Characters of a window.</param>
    static IReadingContext Of(SamplingContext context, FrozenLstm network, int maxLength) => context switch
    {
        SamplingContext.Window => new WindowContext(network, maxLength),
        _ => new CarryContext(network),
    };
}
