namespace ActorLstm.Model.Sampling;

/// <summary>One text in the making.</summary>
public interface ISampler
{
    /// <summary>Draws up to so many characters more, at most to the text's length.</summary>
    /// <returns>Whether the text is complete.</returns>
    bool Advance(int characters);

    /// <summary>The characters drawn so far, without the seed text.</summary>
    string Text { get; }

    /// <summary>What was measured of them.</summary>
    SampleMeasures Measures { get; }
}
