using ActorLstm.Model.Randomness;
using static TorchSharp.torch;

namespace ActorLstm.Model.Networks;

/// <summary>
/// The initial weights that Keras gives an LSTM and a dense layer: Glorot-uniform kernels (Glorot and Bengio 2010), orthogonal
/// recurrent kernels (Saxe et al. 2014), zero biases but 1 for the forget gate (Jozefowicz et al. 2015).
/// </summary>
public static class KerasInitializer
{
    /// <summary>Every weight of a network.</summary>
    /// <param name="characters">V, the size of the alphabet.</param>
    /// <param name="options">Layers and units.</param>
    /// <param name="random">Draws the numbers.</param>
    public static IEnumerable<NamedTensor> Weights(int characters, NetworkOptions options, RandomStream random)
    {
        var hidden = options.Hidden;
        for (var layer = 0; layer < options.Layers; layer++)
        {
            var inputs = layer == 0 ? characters : hidden;
            yield return new NamedTensor(WeightNames.Input(layer), [4 * hidden, inputs], GlorotUniform(4 * hidden, inputs, random));
            yield return new NamedTensor(WeightNames.Recurrent(layer), [4 * hidden, hidden], Orthogonal(4 * hidden, hidden, random));
            yield return new NamedTensor(WeightNames.Bias(layer), [4 * hidden], ForgetGateOnes(hidden));
            yield return new NamedTensor(WeightNames.SecondBias(layer), [4 * hidden], new float[4 * hidden]);
        }

        yield return new NamedTensor(WeightNames.HeadWeight, [characters, hidden], GlorotUniform(characters, hidden, random));
        yield return new NamedTensor(WeightNames.HeadBias, [characters], new float[characters]);
    }

    // Keras's kernel is [inputs, outputs]; torch's weight is its transpose, and the limit is the same for both.
    private static float[] GlorotUniform(int outputs, int inputs, RandomStream random)
    {
        var limit = Math.Sqrt(6.0 / (inputs + outputs));
        var values = new float[outputs * inputs];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((2 * random.NextDouble() - 1) * limit);
        }

        return values;
    }

    // The Q factor of a normal matrix, its columns signed by R's diagonal so that it is uniform among orthogonal matrices.
    private static float[] Orthogonal(int rows, int columns, RandomStream random)
    {
        var normal = new double[rows * columns];
        for (var i = 0; i < normal.Length; i++)
        {
            normal[i] = random.NextNormal();
        }

        using var scope = NewDisposeScope();
        var (q, r) = linalg.qr(tensor(normal, [rows, columns]));      // [rows, columns], [columns, columns]
        return q.mul_(r.diagonal().sign()).Numbers();                 // In place: these are the largest tensors of a run's beginning.
    }

    private static float[] ForgetGateOnes(int hidden)
    {
        var bias = new float[4 * hidden];
        bias.AsSpan(hidden, hidden).Fill(1);                          // gates in the order i, f, g, o
        return bias;
    }
}
