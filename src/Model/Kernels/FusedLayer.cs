using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Kernels;

/// <summary>
/// One LSTM layer in training, forward and backward. Gates lie in panels of sixteen units, [panel][t][row][i f g o of 16 units], and
/// the derivatives by their sums replace them on the way back (backpropagation through time, Werbos 1990).
/// </summary>
internal sealed unsafe class FusedLayer
{
    private const int Lanes = 16;
    private readonly int inputs;
    private readonly WeightSpace space;
    private readonly BatchShape capacity;
    private readonly LayerWeights weights;
    private readonly AlignedBuffer recurrentBack;         // [hidden panel][gate panel * 64][64]
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
        Layer = layer;
        long rows = (long)capacity.Length * capacity.Rows;
        weights = new LayerWeights(layer == 0, inputs, capacity.Hidden);
        recurrentBack = new AlignedBuffer((long)capacity.HiddenPanels * capacity.GatePanels * Products.Panel * Products.Panel);
        inputBack = layer == 0 ? null : new AlignedBuffer(recurrentBack.Length);
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
    public long Scratch => (long)Math.Max(weights.TableRows, capacity.HiddenColumns) * Products.Panel;

    /// <summary>Copies the weights of one panel into the layouts of the products.</summary>
    public void Pack(int panel)
    {
        var input = space.Weight(WeightNames.Input(Layer));
        var recurrent = space.Weight(WeightNames.Recurrent(Layer));
        weights.Pack(panel, input, recurrent, space.Weight(WeightNames.Bias(Layer)), space.Weight(WeightNames.SecondBias(Layer)));
        PackBack(panel, recurrent, recurrentBack);
        if (inputBack is not null)
        {
            PackBack(panel, input, inputBack);
        }
    }

    /// <summary>Lets some rows read a character: their gates, cells and hidden values at <paramref name="t"/>.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="t">The character, from 0.</param>
    /// <param name="keys">The table's row that each of them starts from, [t][row].</param>
    /// <param name="below">The layer below; null for the lowest.</param>
    /// <param name="mask">What is dropped of the output.</param>
    public void Forward(RowRange rows, int t, ushort* keys, FusedLayer? below, DropoutMask? mask)
    {
        var shape = rows.Shape;
        var first = (long)t * shape.Rows + rows.First;
        var at = first * shape.Stride;
        var step = (long)shape.Rows * shape.Stride;
        var cells = Cells(shape);
        new LstmStep
        {
            Rows = rows.Count,
            Units = shape.Hidden,
            Stride = shape.Stride,
            Weights = weights,
            Keys = keys + first,
            Input = below is null ? null : below.Output + at,
            Hidden = t == 0 ? null : hidden.Start + at - step,
            Cells = cells + at,
            NextHidden = hidden.Start + at,
            NextCells = cells + at + step,
            Gates = gates.Start + first * Products.Panel,
            GateStride = GateStride(shape),
        }.Run();
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
        var gateStride = GateStride(shape);
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
        new Span<float>(scratch, weights.TableRows * Products.Panel).Clear();
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

    private static long GateStride(BatchShape shape) => (long)shape.Length * shape.Rows * Products.Panel;

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

    private void PackBack(int panel, float* from, AlignedBuffer to)
    {
        var units = capacity.Hidden;
        var inner = capacity.GatePanels * Products.Panel;
        for (var column = 0; column < Products.Panel; column++)
        {
            if (weights.RowOf(panel, column) is { } row)
            {
                for (var k = 0; k < units; k += Products.Panel)
                {
                    var target = to.Start + ((long)(k / Products.Panel) * inner + panel * Products.Panel + column) * Products.Panel;
                    new ReadOnlySpan<float>(from + (long)row * units + k, Math.Min(Products.Panel, units - k)).CopyTo(new Span<float>(target, Products.Panel));
                }
            }
        }
    }

    // The table's gradient is the input weight's; summed over its rows it is the bias's.
    private void WriteTable(int panel, float* gradient)
    {
        var bias = space.Gradient(WeightNames.Bias(Layer));
        for (var column = 0; column < Products.Panel; column++)
        {
            if (weights.RowOf(panel, column) is { } row)
            {
                var sum = 0f;
                for (var start = 0; start < weights.TableRows; start++)
                {
                    sum += gradient[(long)start * Products.Panel + column];
                }

                bias[row] = sum;
            }
        }

        if (Layer == 0)
        {
            Unpack(panel, gradient, space.Gradient(WeightNames.Input(Layer)), inputs);
        }
    }

    // [columns][64] of a panel into torch's [4H, columns].
    private void Unpack(int panel, float* from, float* to, int columns)
    {
        for (var column = 0; column < Products.Panel; column++)
        {
            if (weights.RowOf(panel, column) is { } row)
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
