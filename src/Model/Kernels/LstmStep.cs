using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorLstm.Model.Kernels;

/// <summary>
/// One character read by some rows of a layer: sums = table row + input Wx + hidden Wh, and from them gates, cells and hidden values,
/// computed while the sums of four rows by sixteen units are in registers. Every sum adds its products in the order of the inner
/// index, whatever the rows beside it.
/// Formulas: c' = sigmoid(f) c + sigmoid(i) tanh(g), h' = sigmoid(o) tanh(c') (Hochreiter and Schmidhuber 1997; Gers et al. 2000).
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal unsafe ref struct LstmStep
{
    /// <summary>Rows to advance, a multiple of 4.</summary>
    public int Rows;

    /// <summary>H.</summary>
    public int Units;

    /// <summary>Floats from one row of hidden values and cells to the next.</summary>
    public int Stride;

    /// <summary>The layer's weights.</summary>
    public LayerWeights Weights;

    /// <summary>The row of the table that each row starts from.</summary>
    public ushort* Keys;

    /// <summary>What the layer below gives, [row][stride]; null for the lowest layer.</summary>
    public float* Input;

    /// <summary>Hidden values before, [row][stride]; null where all are zero.</summary>
    public float* Hidden;

    /// <summary>Cells before, [row][stride].</summary>
    public float* Cells;

    /// <summary>Receives the hidden values, [row][stride]; not where they were before.</summary>
    public float* NextHidden;

    /// <summary>Receives the cells, [row][stride]; may be where they were before.</summary>
    public float* NextCells;

    /// <summary>Receives the gates i, f, g, o of sixteen units each, [panel][row][64]; null where nobody needs them.</summary>
    public float* Gates;

    /// <summary>Floats from one panel of gates to the next.</summary>
    public long GateStride;

    /// <summary>Takes the step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run()
    {
        var (units, stride) = (Units, Stride);
        var panels = Weights.Panels;
        var tableStride = panels * Products.Panel;
        for (var panel = 0; panel < panels; panel++)
        {
            var start = Weights.Table.Start + panel * Products.Panel;
            for (var row = 0; row < Rows; row += Products.Rows)
            {
                var key = Keys + row;
                var k0 = start + (long)key[0] * tableStride;
                var k1 = start + (long)key[1] * tableStride;
                var k2 = start + (long)key[2] * tableStride;
                var k3 = start + (long)key[3] * tableStride;
                var (i0, f0, g0, o0) = (Load(k0), Load(k0 + 16), Load(k0 + 32), Load(k0 + 48));
                var (i1, f1, g1, o1) = (Load(k1), Load(k1 + 16), Load(k1 + 32), Load(k1 + 48));
                var (i2, f2, g2, o2) = (Load(k2), Load(k2 + 16), Load(k2 + 32), Load(k2 + 48));
                var (i3, f3, g3, o3) = (Load(k3), Load(k3 + 16), Load(k3 + 32), Load(k3 + 48));
                for (var operand = 0; operand < 2; operand++)
                {
                    var l0 = operand == 0 ? Input : Hidden;
                    if (l0 == null)
                    {
                        continue;
                    }

                    var right = (operand == 0 ? Weights.Input! : Weights.Recurrent).Start + (long)panel * units * Products.Panel;
                    l0 += (long)row * stride;
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

                var at = (long)row * stride + panel * BatchShape.UnitsOfPanel;
                var gates = Gates == null ? null : Gates + panel * GateStride + row * Products.Panel;
                Activate(i0, f0, g0, o0, at, gates);
                Activate(i1, f1, g1, o1, at + stride, gates + 64);
                Activate(i2, f2, g2, o2, at + 2 * stride, gates + 128);
                Activate(i3, f3, g3, o3, at + 3 * stride, gates + 192);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Activate(Vector512<float> i, Vector512<float> f, Vector512<float> g, Vector512<float> o, long at, float* gates)
    {
        i = VectorMath.Sigmoid(i);
        f = VectorMath.Sigmoid(f);
        g = VectorMath.Tanh(g);
        o = VectorMath.Sigmoid(o);
        if (Gates != null)
        {
            i.Store(gates);
            f.Store(gates + 16);
            g.Store(gates + 32);
            o.Store(gates + 48);
        }

        var c = Vector512.FusedMultiplyAdd(f, Load(Cells + at), i * g);
        c.Store(NextCells + at);
        (o * VectorMath.Tanh(c)).Store(NextHidden + at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(float* from) => Vector512.Load(from);
}
