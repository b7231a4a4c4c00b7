namespace ActorLstm.Model.Networks;

/// <summary>Hidden and cell states of up to <see cref="Capacity"/> sequences that a <see cref="FrozenLstm"/> advances together.</summary>
public sealed class LstmStates
{
    private readonly int units;
    private readonly float[][] hidden;        // [M, H] for each layer
    private readonly float[][] cell;          // [M, H] for each layer

    /// <param name="network">The network that the states belong to.</param>
    /// <param name="capacity">M, the greatest number of states.</param>
    public LstmStates(FrozenLstm network, int capacity)
    {
        units = network.Hidden;
        Capacity = capacity;
        hidden = [.. Enumerable.Range(0, network.Layers).Select(_ => new float[capacity * units])];
        cell = [.. Enumerable.Range(0, network.Layers).Select(_ => new float[capacity * units])];
        Gates = new float[capacity * 4 * units];
    }

    /// <summary>The greatest number of states.</summary>
    public int Capacity { get; }

    /// <summary>How many of them are in use: the first ones.</summary>
    public int Count { get; set; }

    /// <summary>Working space of a step, [M, 4H].</summary>
    internal float[] Gates { get; }

    /// <summary>Sets one state to zero, as if it had read nothing.</summary>
    public void Clear(int state)
    {
        for (var layer = 0; layer < hidden.Length; layer++)
        {
            HiddenOf(layer, state).Clear();
            CellOf(layer, state).Clear();
        }
    }

    internal ReadOnlySpan<float> HiddenOf(int layer) => hidden[layer];

    internal Span<float> HiddenOf(int layer, int state) => hidden[layer].AsSpan(state * units, units);

    internal Span<float> CellOf(int layer, int state) => cell[layer].AsSpan(state * units, units);
}
