using ActorLstm.Model.Kernels;

namespace ActorLstm.Model.Networks;

/// <summary>Hidden and cell states of up to <see cref="Capacity"/> sequences that a <see cref="FrozenLstm"/> advances together.</summary>
public sealed class LstmStates
{
    private readonly AlignedBuffer[] hidden;        // [M, stride] for each layer
    private readonly AlignedBuffer[] cells;         // [M, stride] for each layer
    private readonly ushort[] characters;
    private AlignedBuffer next;                     // [M, stride]: changes places with a layer's hidden states

    /// <param name="network">The network that the states belong to.</param>
    /// <param name="capacity">M, the greatest number of states.</param>
    public LstmStates(FrozenLstm network, int capacity)
    {
        Capacity = capacity;
        Shape = new BatchShape(network.Hidden, 1, capacity);

        // Logits of any states are computed four rows at a time, the last of which may be no states at all.
        var rows = (long)(Shape.Rows + Products.Rows) * Shape.Stride;
        hidden = [.. Enumerable.Range(0, network.Layers).Select(_ => new AlignedBuffer(rows))];
        cells = [.. Enumerable.Range(0, network.Layers).Select(_ => new AlignedBuffer(rows))];
        next = new AlignedBuffer(rows);
        characters = new ushort[Shape.Rows];
        Logits = new AlignedBuffer((long)(network.Characters + Products.Panel) / Products.Panel * (Shape.Rows + Products.Rows) * Products.Panel);
    }

    /// <summary>The greatest number of states.</summary>
    public int Capacity { get; }

    /// <summary>How many of them are in use: the first ones.</summary>
    public int Count { get; set; }

    /// <summary>The character that each state reads next, M numbers.</summary>
    public Span<ushort> Characters => characters.AsSpan(0, Capacity);

    /// <summary>How the states lie in memory.</summary>
    internal BatchShape Shape { get; }

    /// <summary>Working space for logits, [panel][M][64].</summary>
    internal AlignedBuffer Logits { get; }

    /// <summary>As <see cref="Characters"/>, up to the last row that is computed.</summary>
    internal ReadOnlySpan<ushort> AllCharacters => characters;

    /// <summary>Sets some states to zero, as if they had read nothing.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    public void Clear(int first, int count = 1)
    {
        for (var layer = 0; layer < hidden.Length; layer++)
        {
            hidden[layer].Span.Slice(first * Shape.Stride, count * Shape.Stride).Clear();
            cells[layer].Span.Slice(first * Shape.Stride, count * Shape.Stride).Clear();
        }
    }

    /// <summary>The hidden states of a layer, [M, stride].</summary>
    internal AlignedBuffer HiddenOf(int layer) => hidden[layer];

    /// <summary>The cells of a layer, [M, stride].</summary>
    internal AlignedBuffer CellsOf(int layer) => cells[layer];

    /// <summary>Where a layer's next hidden states go; <see cref="Advance"/> makes them the layer's.</summary>
    internal AlignedBuffer Next => next;

    /// <summary>What was written to <see cref="Next"/> becomes the layer's hidden states.</summary>
    internal void Advance(int layer) => (hidden[layer], next) = (next, hidden[layer]);
}
