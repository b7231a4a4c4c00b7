using ActorLstm.Model.Kernels;

namespace ActorLstm.Model.Networks;

/// <summary>
/// The trained network for sampling: weights that never change, shared by any number of threads, and one step of many
/// independent states. It is plain C# and not torch, so that a text depends neither on torch's threads nor on what else
/// runs: every number of a state is computed in the same order whatever the number of states beside it.
/// Shapes: M states, V characters, H units.
/// </summary>
public sealed unsafe class FrozenLstm
{
    private readonly LayerWeights[] layers;
    private readonly HeadWeights head;

    /// <param name="weights">The tensors of a checkpoint under their <see cref="WeightNames"/>.</param>
    /// <param name="characters">V, the size of the alphabet.</param>
    /// <param name="options">Layers and units.</param>
    /// <exception cref="InvalidInputException">A tensor is missing, has another shape, or a number in it is not finite.</exception>
    public FrozenLstm(IEnumerable<NamedTensor> weights, int characters, NetworkOptions options)
    {
        Characters = characters;
        Hidden = options.Hidden;
        var found = new WeightReader(weights);
        layers = [.. Enumerable.Range(0, options.Layers).Select(layer => Layer(found, layer))];
        head = new HeadWeights(characters, Hidden);
        fixed (float* weight = found.Read(WeightNames.HeadWeight, characters, Hidden), bias = found.Read(WeightNames.HeadBias, characters))
        {
            for (var panel = 0; panel < head.Panels; panel++)
            {
                head.Pack(panel, weight, bias);
            }
        }
    }

    /// <summary>V, the size of the alphabet.</summary>
    public int Characters { get; }

    /// <summary>H, units of a layer.</summary>
    public int Hidden { get; }

    /// <summary>LSTM layers.</summary>
    public int Layers => layers.Length;

    /// <summary>Lets the first <c>states.Count</c> states each read the character that is set for it.</summary>
    public void Step(LstmStates states)
    {
        var shape = new BatchShape(Hidden, 1, states.Count);
        fixed (ushort* characters = states.AllCharacters, bias = new ushort[shape.Rows])
        {
            for (var layer = 0; layer < layers.Length; layer++)
            {
                var cells = states.CellsOf(layer).Start;
                new LstmStep
                {
                    Rows = shape.Rows,
                    Units = Hidden,
                    Stride = shape.Stride,
                    Weights = layers[layer],
                    Keys = layer == 0 ? characters : bias,
                    Input = layer == 0 ? null : states.HiddenOf(layer - 1).Start,
                    Hidden = states.HiddenOf(layer).Start,
                    Cells = cells,
                    NextHidden = states.Next.Start,
                    NextCells = cells,
                }.Run();
                states.Advance(layer);
            }
        }
    }

    /// <summary>The logits of the next character after what some states have read.</summary>
    /// <param name="states">The states.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="logits">Receives V numbers for each, [count, V].</param>
    public void Logits(LstmStates states, int first, int count, Span<float> logits)
    {
        var rows = new BatchShape(Hidden, 1, count).Rows;
        var stride = states.Shape.Stride;
        var panelStride = (long)rows * Products.Panel;
        var to = states.Logits.Start;
        head.Logits(Panels.Whole(states.HiddenOf(Layers - 1).Start + (long)first * stride, stride), new Panels(to, panelStride, Products.Panel), rows);
        for (var row = 0; row < count; row++)
        {
            for (var panel = 0; panel < head.Panels; panel++)
            {
                var start = panel * Products.Panel;
                new ReadOnlySpan<float>(to + panel * panelStride + row * Products.Panel, Math.Min(Products.Panel, Characters - start))
                    .CopyTo(logits[(row * Characters + start)..]);
            }
        }
    }

    private LayerWeights Layer(WeightReader found, int layer)
    {
        var gates = 4 * Hidden;
        var inputs = layer == 0 ? Characters : Hidden;
        var weights = new LayerWeights(layer == 0, inputs, Hidden);
        fixed (float* input = found.Read(WeightNames.Input(layer), gates, inputs),
            recurrent = found.Read(WeightNames.Recurrent(layer), gates, Hidden),
            bias = found.Read(WeightNames.Bias(layer), gates),
            second = found.Read(WeightNames.SecondBias(layer), gates))
        {
            for (var panel = 0; panel < weights.Panels; panel++)
            {
                weights.Pack(panel, input, recurrent, bias, second);
            }
        }

        return weights;
    }
}
