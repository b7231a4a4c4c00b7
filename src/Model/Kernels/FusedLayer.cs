using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Kernels;

/// <summary>
/// One LSTM layer, forward and backward. Gates lie in panels of sixteen units, [panel][t][row][i f g o of 16 units], and the
/// derivatives by their sums replace them on the way back. What a step starts from is a row of a table: for the lowest layer
/// that of the character (an input product with a one-hot row is a row of the weight), for the others the bias alone.
/// Formulas: Hochreiter and Schmidhuber 1997, Gers et al. 2000; the gradient is backpropagation through time (Werbos 1990).
/// </summary>
internal sealed unsafe class FusedLayer
{
    private const int Lanes = 16;
    private readonly int inputs;
    private readonly bool isLowest;
    private readonly WeightSpace space;
    private readonly BatchShape capacity;
    private readonly AlignedBuffer table;                 // [characters or 1][panel][64]
    private readonly AlignedBuffer recurrent;             // [panel][H][64]
    private readonly AlignedBuffer recurrentBack;         // [hidden panel][gate panel * 64][64]
    private readonly AlignedBuffer? input;                // as recurrent
    private readonly AlignedBuffer? inputBack;            // as recurrentBack
    private readonly AlignedBuffer gates;                 // [panel][t][row][64]
    private readonly AlignedBuffer hidden;                // [t][row][stride]
    private readonly AlignedBuffer allCells;              // [t + 1][row][stride], zero before the first character
    private readonly AlignedBuffer? dropped;              // as hidden, where units are dropped
    private readonly AlignedBuffer toHidden;              // [row][stride]: derivatives by the hidden values before
    private readonly AlignedBuffer toCells;               // [row][stride]: derivatives by the cells before

    /// <param name="layer">Which, from 0.</param>
    /// <param name="inputs">The alphabet's size for the lowest layer, H for the others.</param>
    /// <param name="capacity">The largest batch.</param>
    /// <param name="space">Torch's weights and gradients.</param>
    /// <param name="drops">Whether units are dropped.</param>
    public FusedLayer(int layer, int inputs, BatchShape capacity, WeightSpace space, bool drops)
    {
        this.inputs = inputs;
        this.space = space;
        this.capacity = capacity;
        isLowest = layer == 0;
        Layer = layer;
        long rows = (long)capacity.Length * capacity.Rows;
        table = new AlignedBuffer((long)TableRows * capacity.GatePanels * Products.Panel);
        recurrent = new AlignedBuffer((long)capacity.GatePanels * capacity.Hidden * Products.Panel);
        recurrentBack = new AlignedBuffer((long)capacity.HiddenPanels * capacity.GatePanels * Products.Panel * Products.Panel);
        if (!isLowest)
        {
            input = new AlignedBuffer(recurrent.Length);
            inputBack = new AlignedBuffer(recurrentBack.Length);
        }

        gates = new AlignedBuffer(rows * capacity.GatePanels * Products.Panel);
        hidden = new AlignedBuffer(rows * capacity.Stride);
        allCells = new AlignedBuffer((rows + capacity.Rows) * capacity.Stride);
        dropped = drops ? new AlignedBuffer(hidden.Length) : null;
        toHidden = new AlignedBuffer((long)capacity.Rows * capacity.Stride);
        toCells = new AlignedBuffer(toHidden.Length);
    }

    /// <summary>Which layer it is, from 0.</summary>
    public int Layer { get; }

    /// <summary>What the layer above reads, [t][row][stride].</summary>
    public float* Output => (dropped ?? hidden).Start;

    /// <summary>Floats that <see cref="WeightGradients"/> needs for itself.</summary>
    public long Scratch => (long)Math.Max(TableRows, capacity.Hidden + Products.Rows) * Products.Panel;

    private int TableRows => isLowest ? inputs : 1;

    /// <summary>Copies the weights of one panel into the layouts of the products.</summary>
    public void Pack(int panel)
    {
        var inputWeight = space.Weight(WeightNames.Input(Layer));
        var bias = space.Weight(WeightNames.Bias(Layer));
        var second = space.Weight(WeightNames.SecondBias(Layer));
        var recurrentWeight = space.Weight(WeightNames.Recurrent(Layer));
        var units = capacity.Hidden;
        for (var column = 0; column < Products.Panel; column++)
        {
            if (RowOf(panel, column) is not { } row)
            {
                continue;
            }

            for (var start = 0; start < TableRows; start++)
            {
                var sum = bias[row] + second[row];
                table.Start[((long)start * capacity.GatePanels + panel) * Products.Panel + column] =
                    isLowest ? sum + inputWeight[(long)row * inputs + start] : sum;
            }

            PackRow(recurrentWeight + (long)row * units, recurrent.Start, recurrentBack.Start, panel, column);
            if (!isLowest)
            {
                PackRow(inputWeight + (long)row * units, input!.Start, inputBack!.Start, panel, column);
            }
        }
    }

    /// <summary>Lets some rows read a character: their gates, cells and hidden values at <paramref name="t"/>.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="t">The character, from 0.</param>
    /// <param name="keys">The table's row that each of them starts from, [t][row].</param>
    /// <param name="below">The layer below; null for the lowest.</param>
    /// <param name="mask">What is dropped of the output.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward(RowRange rows, int t, ushort* keys, FusedLayer? below, DropoutMask? mask)
    {
        var shape = rows.Shape;
        var stride = shape.Stride;
        var all = shape.Rows;
        var units = shape.Hidden;
        var gateStride = (long)shape.Length * all * Products.Panel;
        var cells = Cells(shape);
        var tableStride = shape.GatePanels * Products.Panel;
        for (var panel = 0; panel < shape.GatePanels; panel++)
        {
            var start = table.Start + panel * Products.Panel;
            for (var row = rows.First; row < rows.End; row += Products.Rows)
            {
                var place = (long)t * all + row;
                var key = keys + place;
                var k0 = start + (long)key[0] * tableStride;
                var k1 = start + (long)key[1] * tableStride;
                var k2 = start + (long)key[2] * tableStride;
                var k3 = start + (long)key[3] * tableStride;
                var (i0, f0, g0, o0) = (Load(k0), Load(k0 + 16), Load(k0 + 32), Load(k0 + 48));
                var (i1, f1, g1, o1) = (Load(k1), Load(k1 + 16), Load(k1 + 32), Load(k1 + 48));
                var (i2, f2, g2, o2) = (Load(k2), Load(k2 + 16), Load(k2 + 32), Load(k2 + 48));
                var (i3, f3, g3, o3) = (Load(k3), Load(k3 + 16), Load(k3 + 32), Load(k3 + 48));

                // From the layer below at this character, then from this one at the character before.
                for (var pass = below is null ? 1 : 0; pass < (t == 0 ? 1 : 2); pass++)
                {
                    var right = (pass == 0 ? input! : recurrent).Start + (long)panel * units * Products.Panel;
                    var l0 = pass == 0 ? below!.Output + place * stride : hidden.Start + (place - all) * stride;
                    var l1 = l0 + stride;
                    var l2 = l1 + stride;
                    var l3 = l2 + stride;
                    for (var k = 0; k < units; k++)
                    {
                        var (b0, b1, b2, b3) = (Load(right), Load(right + 16), Load(right + 32), Load(right + 48));
                        right += Products.Panel;
                        var x = Vector512.Create(l0[k]);
                        i0 = Vector512.FusedMultiplyAdd(x, b0, i0);
                        f0 = Vector512.FusedMultiplyAdd(x, b1, f0);
                        g0 = Vector512.FusedMultiplyAdd(x, b2, g0);
                        o0 = Vector512.FusedMultiplyAdd(x, b3, o0);
                        x = Vector512.Create(l1[k]);
                        i1 = Vector512.FusedMultiplyAdd(x, b0, i1);
                        f1 = Vector512.FusedMultiplyAdd(x, b1, f1);
                        g1 = Vector512.FusedMultiplyAdd(x, b2, g1);
                        o1 = Vector512.FusedMultiplyAdd(x, b3, o1);
                        x = Vector512.Create(l2[k]);
                        i2 = Vector512.FusedMultiplyAdd(x, b0, i2);
                        f2 = Vector512.FusedMultiplyAdd(x, b1, f2);
                        g2 = Vector512.FusedMultiplyAdd(x, b2, g2);
                        o2 = Vector512.FusedMultiplyAdd(x, b3, o2);
                        x = Vector512.Create(l3[k]);
                        i3 = Vector512.FusedMultiplyAdd(x, b0, i3);
                        f3 = Vector512.FusedMultiplyAdd(x, b1, f3);
                        g3 = Vector512.FusedMultiplyAdd(x, b2, g3);
                        o3 = Vector512.FusedMultiplyAdd(x, b3, o3);
                    }
                }

                var gate = gates.Start + panel * gateStride + place * Products.Panel;
                var cell = cells + place * stride + panel * Lanes;
                var next = (long)all * stride;
                var to = hidden.Start + place * stride + panel * Lanes;
                Activate(i0, f0, g0, o0, gate, cell, cell + next, to);
                Activate(i1, f1, g1, o1, gate + 64, cell + stride, cell + next + stride, to + stride);
                Activate(i2, f2, g2, o2, gate + 128, cell + 2 * stride, cell + next + 2 * stride, to + 2 * stride);
                Activate(i3, f3, g3, o3, gate + 192, cell + 3 * stride, cell + next + 3 * stride, to + 3 * stride);
            }
        }

        if (dropped is not null)
        {
            Drop(rows, t, mask);
        }
    }

    /// <summary>
    /// Goes one character back: the derivatives by the gates' sums at <paramref name="t"/>, by the hidden values and cells before it,
    /// and by what the layer below gave.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="t">The character.</param>
    /// <param name="fromAbove">Derivatives by the output, [t][row][stride]: those by the layer below's output take their place. Null where there are none.</param>
    /// <param name="toBelow">Receives the derivatives by what the layer below gave, [t][row][stride]; null for the lowest layer.</param>
    /// <param name="mask">What was dropped of the output.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Backward(RowRange rows, int t, float* fromAbove, float* toBelow, DropoutMask? mask)
    {
        var shape = rows.Shape;
        var stride = shape.Stride;
        var all = shape.Rows;
        var isLast = t == shape.Length - 1;
        var gateStride = (long)shape.Length * all * Products.Panel;
        var first = (long)t * all;
        var cells = Cells(shape);
        for (var panel = 0; panel < shape.GatePanels; panel++)
        {
            for (var row = rows.First; row < rows.End; row++)
            {
                var place = first + row;
                var own = (long)row * stride + panel * Lanes;
                var at = place * stride + panel * Lanes;
                var gate = gates.Start + panel * gateStride + place * Products.Panel;
                var (i, f, g, o) = (Load(gate), Load(gate + 16), Load(gate + 32), Load(gate + 48));
                var cellBefore = Load(cells + at);
                var tanh = VectorMath.Tanh(Load(cells + at + (long)all * stride));
                var dh = isLast ? Vector512<float>.Zero : Load(toHidden.Start + own);
                if (fromAbove != null)
                {
                    var above = Load(fromAbove + at);
                    dh += mask is { } drop ? above * drop.Factors(row * shape.Length + t, panel * Lanes) : above;
                }

                var one = Vector512<float>.One;
                var dc = dh * o * (one - tanh * tanh);
                if (!isLast)
                {
                    dc += Load(toCells.Start + own);
                }

                (dc * g * i * (one - i)).Store(gate);
                (dc * cellBefore * f * (one - f)).Store(gate + 16);
                (dc * i * (one - g * g)).Store(gate + 32);
                (dh * tanh * o * (one - o)).Store(gate + 48);
                (dc * f).Store(toCells.Start + own);
            }
        }

        var sums = new Panels(gates.Start + (first + rows.First) * Products.Panel, gateStride, Products.Panel);
        var inner = shape.GatePanels * Products.Panel;
        if (t > 0)
        {
            Products.Multiply(sums, recurrentBack.Start, Panels.Whole(toHidden.Start + (long)rows.First * stride, stride), shape.HiddenPanels, rows.Count, inner, accumulate: false);
        }

        if (toBelow != null)
        {
            Products.Multiply(sums, inputBack!.Start, Panels.Whole(toBelow + (first + rows.First) * stride, stride), shape.HiddenPanels, rows.Count, inner, accumulate: false);
        }
    }

    /// <summary>The gradients of the weights of one panel, over all rows and characters, written into torch's.</summary>
    /// <param name="shape">The batch.</param>
    /// <param name="panel">Which panel.</param>
    /// <param name="keys">The table's rows, [t][row].</param>
    /// <param name="below">The layer below; null for the lowest.</param>
    /// <param name="scratch">As many floats as <see cref="Scratch"/> says.</param>
    public void WeightGradients(BatchShape shape, int panel, ushort* keys, FusedLayer? below, float* scratch)
    {
        long rows = (long)shape.Length * shape.Rows;
        var sums = gates.Start + panel * rows * Products.Panel;
        new Span<float>(scratch, TableRows * Products.Panel).Clear();
        Products.AddToRows(keys, sums, scratch, rows);
        WriteTable(panel, scratch);
        Outer(hidden.Start, sums + (long)shape.Rows * Products.Panel, rows - shape.Rows, WeightNames.Recurrent(Layer));
        if (below is not null)
        {
            Outer(below.Output, sums, rows, WeightNames.Input(Layer));
        }

        void Outer(float* left, float* right, long count, string weight)
        {
            var columns = shape.HiddenColumns;
            new Span<float>(scratch, columns * Products.Panel).Clear();
            Products.AddOuter(left, shape.Stride, columns, right, scratch, count);
            Unpack(panel, scratch, space.Gradient(weight), shape.Hidden);
        }
    }

    // [t + 1][row][stride]. A smaller batch begins later: the zeros before the first character stay where they are.
    private float* Cells(BatchShape shape) => allCells.Start + (long)(capacity.Rows - shape.Rows) * shape.Stride;

    // c' = f c + i g, h = o tanh(c')
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Activate(
        Vector512<float> i, Vector512<float> f, Vector512<float> g, Vector512<float> o, float* gate, float* cell, float* nextCell, float* hidden)
    {
        i = VectorMath.Sigmoid(i);
        f = VectorMath.Sigmoid(f);
        g = VectorMath.Tanh(g);
        o = VectorMath.Sigmoid(o);
        i.Store(gate);
        f.Store(gate + 16);
        g.Store(gate + 32);
        o.Store(gate + 48);
        var c = Vector512.FusedMultiplyAdd(f, Load(cell), i * g);
        c.Store(nextCell);
        (o * VectorMath.Tanh(c)).Store(hidden);
    }

    private void Drop(RowRange rows, int t, DropoutMask? mask)
    {
        var shape = rows.Shape;
        for (var row = rows.First; row < rows.End; row++)
        {
            var at = ((long)t * shape.Rows + row) * shape.Stride;
            for (var unit = 0; unit < shape.Hidden; unit += Lanes)
            {
                var value = Load(hidden.Start + at + unit);
                (mask is { } drop ? value * drop.Factors(row * shape.Length + t, unit) : value).Store(dropped!.Start + at + unit);
            }
        }
    }

    // The row of torch's weights that a column of a panel belongs to; null beyond the last unit.
    private int? RowOf(int panel, int column)
    {
        var unit = panel * Lanes + column % Lanes;
        return unit < capacity.Hidden ? column / Lanes * capacity.Hidden + unit : null;
    }

    private void PackRow(float* from, float* forward, float* back, int panel, int column)
    {
        var units = capacity.Hidden;
        var to = forward + (long)panel * units * Products.Panel + column;
        for (var k = 0; k < units; k++)
        {
            to[(long)k * Products.Panel] = from[k];
        }

        var inner = capacity.GatePanels * Products.Panel;
        for (var k = 0; k < units; k += Products.Panel)
        {
            var target = back + ((long)(k / Products.Panel) * inner + panel * Products.Panel + column) * Products.Panel;
            new ReadOnlySpan<float>(from + k, Math.Min(Products.Panel, units - k)).CopyTo(new Span<float>(target, Products.Panel));
        }
    }

    // The table's gradient is the input weight's; summed over its rows it is the bias's.
    private void WriteTable(int panel, float* gradient)
    {
        var bias = space.Gradient(WeightNames.Bias(Layer));
        for (var column = 0; column < Products.Panel; column++)
        {
            if (RowOf(panel, column) is { } row)
            {
                var sum = 0f;
                for (var start = 0; start < TableRows; start++)
                {
                    sum += gradient[(long)start * Products.Panel + column];
                }

                bias[row] = sum;
            }
        }

        if (isLowest)
        {
            Unpack(panel, gradient, space.Gradient(WeightNames.Input(Layer)), inputs);
        }
    }

    // [columns][64] of a panel into torch's [4H, columns].
    private void Unpack(int panel, float* from, float* to, int columns)
    {
        for (var column = 0; column < Products.Panel; column++)
        {
            if (RowOf(panel, column) is { } row)
            {
                for (var k = 0; k < columns; k++)
                {
                    to[(long)row * columns + k] = from[(long)k * Products.Panel + column];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(float* from) => Vector512.Load(from);
}
