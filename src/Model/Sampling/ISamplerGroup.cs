namespace ActorLstm.Model.Sampling;

/// <summary>Texts in the making that are advanced together.</summary>
public interface ISamplerGroup
{
    /// <summary>Draws up to so many characters more of each text, at most to its length.</summary>
    /// <returns>Whether the texts are complete.</returns>
    bool Advance(int characters);

    /// <summary>The characters of a text drawn so far, without the seed text.</summary>
    /// <param name="text">Which, from 0.</param>
    string TextOf(int text);

    /// <summary>What was measured of a text.</summary>
    /// <param name="text">Which, from 0.</param>
    SampleMeasures MeasuresOf(int text);
}
