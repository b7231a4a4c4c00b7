using ActorLstm.Model.Sampling;

namespace ActorLstm.Actors.Sampling;

/// <summary>Texts that grow side by side, one piece of each after the other.</summary>
/// <param name="samplers">The texts.</param>
public sealed class SamplersInTurn(IReadOnlyList<ISampler> samplers) : ISamplerGroup
{
    private readonly bool[] complete = new bool[samplers.Count];

    /// <inheritdoc/>
    public bool Advance(int characters)
    {
        for (var text = 0; text < samplers.Count; text++)
        {
            complete[text] = complete[text] || samplers[text].Advance(characters);
        }

        return !complete.Contains(false);
    }

    /// <inheritdoc/>
    public string TextOf(int text) => samplers[text].Text;

    /// <inheritdoc/>
    public SampleMeasures MeasuresOf(int text) => samplers[text].Measures;
}
