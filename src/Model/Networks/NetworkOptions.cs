namespace ActorLstm.Model.Networks;

/// <summary>The shape of the network: section <c>model</c> of the configuration.</summary>
public sealed record NetworkOptions
{
    /// <summary>LSTM layers on top of each other, at least 1.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Units of each layer, at least 1; 128 in the book.</summary>
    public int Hidden { get; init; } = 128;

    /// <summary>The share of each layer's outputs that training sets to zero, from 0 to below 1. Sampling never drops any.</summary>
    public double Dropout { get; init; }

    /// <summary>
    /// Trainable numbers of the network for an alphabet of <paramref name="characters"/>: 4H (input + H + 1) for each layer,
    /// with ONE bias a gate as Keras counts them, and (H + 1) V for the output.
    /// </summary>
    public long Parameters(int characters)
    {
        long first = 4L * Hidden * (characters + Hidden + 1);
        long others = 4L * Hidden * (Hidden + Hidden + 1) * (Layers - 1);
        return first + others + (Hidden + 1L) * characters;
    }
}
