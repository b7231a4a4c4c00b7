using System.Numerics.Tensors;

namespace ActorLstm.Model.Networks;

/// <summary>
/// The trained network for sampling: weights that never change, shared by any number of threads, and one step of many
/// independent states. It is plain C# and not torch, so that a text depends neither on torch's threads nor on what else
/// runs: every number of a state is computed in the same order whatever the number of states beside it.
/// Shapes: M states, V characters, H units. Gates stand in the order i, f, o, g, the three sigmoids in one span.
/// </summary>
public sealed class FrozenLstm
{
    private readonly float[] table;           // [V, 4H]: input weight of a character + bias, layer 0
    private readonly float[][] inputs;        // [H, 4H] for each further layer
    private readonly float[][] biases;        // [4H] for each further layer
    private readonly float[][] recurrent;     // [H, 4H] for each layer
    private readonly float[] head;            // [H, V]
    private readonly float[] headBias;        // [V]

    /// <param name="weights">The tensors of a checkpoint under their <see cref="WeightNames"/>.</param>
    /// <param name="characters">V, the size of the alphabet.</param>
    /// <param name="options">Layers and units.</param>
    /// <exception cref="InvalidInputException">A tensor is missing, has another shape, or a number in it is not finite.</exception>
    public FrozenLstm(IEnumerable<NamedTensor> weights, int characters, NetworkOptions options)
    {
        Characters = characters;
        Hidden = options.Hidden;
        Layers = options.Layers;
        var found = new WeightReader(weights);
        int gates = 4 * Hidden;
        table = GatesLast(found.Read(WeightNames.Input(0), gates, characters), characters);
        AddToRows(table, Bias(found, 0));
        recurrent = [.. Enumerable.Range(0, Layers).Select(layer => GatesLast(found.Read(WeightNames.Recurrent(layer), gates, Hidden), Hidden))];
        inputs = [.. Enumerable.Range(1, Layers - 1).Select(layer => GatesLast(found.Read(WeightNames.Input(layer), gates, Hidden), Hidden))];
        biases = [.. Enumerable.Range(1, Layers - 1).Select(layer => Bias(found, layer))];
        head = MatrixProduct.Transpose(found.Read(WeightNames.HeadWeight, characters, Hidden), characters, Hidden);
        headBias = found.Read(WeightNames.HeadBias, characters);
    }

    /// <summary>V, the size of the alphabet.</summary>
    public int Characters { get; }

    /// <summary>H, units of a layer.</summary>
    public int Hidden { get; }

    /// <summary>LSTM layers.</summary>
    public int Layers { get; }

    /// <summary>Lets the first <c>states.Count</c> states read one character, the same for all.</summary>
    public void Step(LstmStates states, ushort character)
    {
        var gates = states.Gates;                                                  // [M, 4H]
        for (var layer = 0; layer < Layers; layer++)
        {
            var start = layer == 0 ? table.AsSpan(character * 4 * Hidden, 4 * Hidden) : biases[layer - 1];
            for (var state = 0; state < states.Count; state++)
            {
                start.CopyTo(gates.AsSpan(state * 4 * Hidden));
            }

            if (layer > 0)
            {
                MatrixProduct.Add(states.HiddenOf(layer - 1), inputs[layer - 1], gates, states.Count, Hidden, 4 * Hidden);
            }

            MatrixProduct.Add(states.HiddenOf(layer), recurrent[layer], gates, states.Count, Hidden, 4 * Hidden);
            for (var state = 0; state < states.Count; state++)
            {
                Update(gates.AsSpan(state * 4 * Hidden, 4 * Hidden), states.HiddenOf(layer, state), states.CellOf(layer, state));
            }
        }
    }

    /// <summary>The logits of the next character after what one state has read.</summary>
    /// <param name="states">The states.</param>
    /// <param name="state">Which of them.</param>
    /// <param name="logits">Receives V numbers.</param>
    public void Logits(LstmStates states, int state, Span<float> logits)
    {
        headBias.CopyTo(logits);
        MatrixProduct.Add(states.HiddenOf(Layers - 1, state), head, logits, 1, Hidden, Characters);
    }

    // c' = sigmoid(f) c + sigmoid(i) tanh(g), h' = sigmoid(o) tanh(c') (Hochreiter and Schmidhuber 1997; Gers et al. 2000).
    private void Update(Span<float> gates, Span<float> hidden, Span<float> cell)
    {
        var sigmoids = gates[..(3 * Hidden)];
        TensorPrimitives.Sigmoid(sigmoids, sigmoids);
        var input = gates[..Hidden];
        var forget = gates.Slice(Hidden, Hidden);
        var output = gates.Slice(2 * Hidden, Hidden);
        var candidate = gates[(3 * Hidden)..];
        TensorPrimitives.Tanh(candidate, candidate);
        TensorPrimitives.Multiply(input, candidate, candidate);
        TensorPrimitives.MultiplyAdd(forget, cell, candidate, cell);
        TensorPrimitives.Tanh(cell, hidden);
        TensorPrimitives.Multiply(hidden, output, hidden);
    }

    // Zero for what was trained here, but weights from PyTorch may have both.
    private float[] Bias(WeightReader found, int layer)
    {
        var bias = GatesLast(found.Read(WeightNames.Bias(layer), 4 * Hidden), 1);
        AddToRows(bias, GatesLast(found.Read(WeightNames.SecondBias(layer), 4 * Hidden), 1));
        return bias;
    }

    // [4H, columns] in torch's gate order i, f, g, o becomes [columns, 4H] in the order i, f, o, g.
    private float[] GatesLast(float[] weight, int columns)
    {
        var result = new float[weight.Length];
        ReadOnlySpan<int> from = [0, 1, 3, 2];
        for (var column = 0; column < columns; column++)
        {
            for (var gate = 0; gate < 4; gate++)
            {
                for (var unit = 0; unit < Hidden; unit++)
                {
                    result[column * 4 * Hidden + gate * Hidden + unit] = weight[(from[gate] * Hidden + unit) * columns + column];
                }
            }
        }

        return result;
    }

    private static void AddToRows(float[] matrix, float[] row)
    {
        for (var start = 0; start < matrix.Length; start += row.Length)
        {
            var target = matrix.AsSpan(start, row.Length);
            TensorPrimitives.Add(target, row, target);
        }
    }
}
