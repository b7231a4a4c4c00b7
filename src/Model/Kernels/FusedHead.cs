using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Kernels;

/// <summary>
/// The dense output, its cross-entropy and the gradient of both. Logits lie in panels of 64 characters, [panel][position][row][64],
/// and the derivatives by them take their place.
/// </summary>
internal sealed unsafe class FusedHead
{
    private const int Lanes = 16;
    private readonly int characters;
    private readonly BatchShape capacity;
    private readonly WeightSpace space;
    private readonly HeadWeights weights;
    private readonly AlignedBuffer weightBack;     // [hidden panel][panel * 64][64]
    private readonly AlignedBuffer logits;         // [panel][position][row][64]

    /// <param name="characters">V, the size of the alphabet.</param>
    /// <param name="positions">Positions of a window whose next character is predicted.</param>
    /// <param name="capacity">The largest batch.</param>
    /// <param name="space">Torch's weights and gradients.</param>
    public FusedHead(int characters, int positions, BatchShape capacity, WeightSpace space)
    {
        this.characters = characters;
        this.capacity = capacity;
        this.space = space;
        weights = new HeadWeights(characters, capacity.Hidden);
        weightBack = new AlignedBuffer((long)capacity.HiddenPanels * Panels * Products.Panel * Products.Panel);
        logits = new AlignedBuffer((long)Panels * positions * capacity.Rows * Products.Panel);
    }

    /// <summary>Panels of characters.</summary>
    public int Panels => weights.Panels;

    /// <summary>Floats that <see cref="WeightGradients"/> needs for itself.</summary>
    public long Scratch => (long)(capacity.HiddenColumns + 1) * Products.Panel;

    /// <summary>Copies the weights of one panel into the layouts of the products.</summary>
    public void Pack(int panel)
    {
        var units = capacity.Hidden;
        var from = space.Weight(WeightNames.HeadWeight);
        weights.Pack(panel, from, space.Weight(WeightNames.HeadBias));
        for (var character = panel * Products.Panel; character < Math.Min(characters, (panel + 1) * Products.Panel); character++)
        {
            for (var k = 0; k < units; k += Products.Panel)
            {
                var target = weightBack.Start + ((long)(k / Products.Panel) * Panels * Products.Panel + character) * Products.Panel;
                new ReadOnlySpan<float>(from + (long)character * units + k, Math.Min(Products.Panel, units - k)).CopyTo(new Span<float>(target, Products.Panel));
            }
        }
    }

    /// <summary>The losses of some rows at one position, and the derivatives of the mean loss by what the layer below gave there.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="position">Which of the predicted positions, from 0.</param>
    /// <param name="positions">How many there are.</param>
    /// <param name="from">The output of the layer below, [row][stride].</param>
    /// <param name="next">The characters to predict, [B, P].</param>
    /// <param name="losses">Receives the losses, [B, P], nats.</param>
    /// <param name="toBelow">Receives the derivatives, [row][stride]; null where only the loss is wanted.</param>
    public void LossAndGradients(RowRange rows, int position, int positions, float* from, ReadOnlySpan<ushort> next, Span<double> losses, float* toBelow)
    {
        var shape = rows.Shape;
        var panelStride = (long)positions * shape.Rows * Products.Panel;
        var start = logits.Start + ((long)position * shape.Rows + rows.First) * Products.Panel;
        var target = new Panels(start, panelStride, Products.Panel);
        weights.Logits(Kernels.Panels.Whole(from + (long)rows.First * shape.Stride, shape.Stride), target, rows.Count);
        var scale = 1f / ((float)shape.Windows * positions);
        for (var row = rows.First; row < rows.End; row++)
        {
            var at = start + (row - rows.First) * Products.Panel;
            if (row < shape.Windows)
            {
                var place = row * positions + position;
                losses[place] = Softmax(at, panelStride, next[place], scale);
            }
            else
            {
                Fill(at, panelStride, 0);
            }
        }

        if (toBelow != null)
        {
            var to = Kernels.Panels.Whole(toBelow + (long)rows.First * shape.Stride, shape.Stride);
            Products.Multiply(target, weightBack.Start, to, shape.HiddenPanels, rows.Count, Panels * Products.Panel, accumulate: false);
        }
    }

    /// <summary>The gradients of the weights of one panel, over all rows and positions, written into torch's.</summary>
    /// <param name="shape">The batch.</param>
    /// <param name="panel">Which panel.</param>
    /// <param name="positions">Positions whose next character was predicted.</param>
    /// <param name="from">The output of the layer below at the first of them, [position][row][stride].</param>
    /// <param name="scratch">As many floats as <see cref="Scratch"/> says.</param>
    public void WeightGradients(BatchShape shape, int panel, int positions, float* from, float* scratch)
    {
        var rows = (long)positions * shape.Rows;
        var derivatives = logits.Start + panel * rows * Products.Panel;
        new Span<float>(scratch, checked((int)Scratch)).Clear();
        var sum = scratch + (long)shape.HiddenColumns * Products.Panel;
        for (long row = 0; row < rows; row++)
        {
            Products.AddTo(sum, derivatives + row * Products.Panel);
        }

        Products.AddOuter(from, shape.Stride, shape.HiddenColumns, derivatives, scratch, rows);
        var gradients = space.Gradient(WeightNames.HeadWeight);
        var biases = space.Gradient(WeightNames.HeadBias);
        for (var column = 0; column < Math.Min(Products.Panel, characters - panel * Products.Panel); column++)
        {
            var character = panel * Products.Panel + column;
            biases[character] = sum[column];
            for (var k = 0; k < shape.Hidden; k++)
            {
                gradients[(long)character * shape.Hidden + k] = scratch[(long)k * Products.Panel + column];
            }
        }
    }

    // d(-log softmax_target) / d logit_v = softmax_v - [v = target]; gives -log softmax_target.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Softmax(float* row, long panelStride, int target, float scale)
    {
        var most = Vector512.Create(float.NegativeInfinity);
        for (var panel = 0; panel < Panels; panel++)
        {
            for (var i = 0; i < Products.Panel; i += Lanes)
            {
                most = Vector512.Max(most, Vector512.Load(row + panel * panelStride + i));
            }
        }

        var highest = Highest(most);
        var chosen = row + target / Products.Panel * panelStride + target % Products.Panel;
        var logit = *chosen - highest;
        var sums = Vector512<float>.Zero;
        for (var panel = 0; panel < Panels; panel++)
        {
            for (var i = 0; i < Products.Panel; i += Lanes)
            {
                var at = row + panel * panelStride + i;
                var e = VectorMath.Exp(Vector512.Load(at) - Vector512.Create(highest));
                e.Store(at);
                sums += e;
            }
        }

        var sum = Sum(sums);
        var factor = Vector512.Create(scale / sum);
        for (var panel = 0; panel < Panels; panel++)
        {
            for (var i = 0; i < Products.Panel; i += Lanes)
            {
                var at = row + panel * panelStride + i;
                (Vector512.Load(at) * factor).Store(at);
            }
        }

        *chosen -= scale;
        return Math.Log(sum) - logit;
    }

    private void Fill(float* row, long panelStride, float value)
    {
        for (var panel = 0; panel < Panels; panel++)
        {
            new Span<float>(row + panel * panelStride, Products.Panel).Fill(value);
        }
    }

    private static float Highest(Vector512<float> values)
    {
        var highest = values[0];
        for (var lane = 1; lane < Lanes; lane++)
        {
            highest = MathF.Max(highest, values[lane]);
        }

        return highest;
    }

    // From the first lane to the last, whatever the width of the machine's vectors.
    private static float Sum(Vector512<float> values)
    {
        var sum = 0f;
        for (var lane = 0; lane < Lanes; lane++)
        {
            sum += values[lane];
        }

        return sum;
    }
}
