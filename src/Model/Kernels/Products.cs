using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorLstm.Model.Kernels;

/// <summary>
/// The two matrix products of training. Both work on panels of 64 columns that lie one after the other, row by row, so that
/// four rows by four vectors of sixteen stay in registers while the inner index runs. Every sum adds its products in the order of
/// that index: the same operands give the same bits.
/// </summary>
internal static unsafe class Products
{
    /// <summary>Rows that are computed at once: their number is a multiple of it everywhere.</summary>
    public const int Rows = 4;

    /// <summary>Columns of a panel.</summary>
    public const int Panel = 64;

    private const int Lanes = 16;

    // Rows of the two operands that stay in the nearest cache while all of the result is gone through.
    private const int OuterBlock = 128;

    /// <summary>c = a b, or c += a b.</summary>
    /// <param name="a">The left operand, in panels too.</param>
    /// <param name="panels">c and b: how many panels.</param>
    /// <param name="b">[panels][inner][64].</param>
    /// <param name="c">The result.</param>
    /// <param name="rows">Rows of a and c, a multiple of 4.</param>
    /// <param name="inner">The inner index: columns of a, rows of b.</param>
    /// <param name="accumulate">Whether the product is added to what c holds.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(Panels a, float* b, Panels c, int panels, int rows, int inner, bool accumulate)
    {
        for (var panel = 0; panel < panels; panel++)
        {
            for (var row = 0; row < rows; row += Rows)
            {
                var target = c.Start + panel * c.PanelStride + (long)row * c.RowStride;
                var t1 = target + c.RowStride;
                var t2 = t1 + c.RowStride;
                var t3 = t2 + c.RowStride;
                Vector512<float> c00, c01, c02, c03, c10, c11, c12, c13, c20, c21, c22, c23, c30, c31, c32, c33;
                if (accumulate)
                {
                    (c00, c01, c02, c03) = (Load(target, 0), Load(target, 1), Load(target, 2), Load(target, 3));
                    (c10, c11, c12, c13) = (Load(t1, 0), Load(t1, 1), Load(t1, 2), Load(t1, 3));
                    (c20, c21, c22, c23) = (Load(t2, 0), Load(t2, 1), Load(t2, 2), Load(t2, 3));
                    (c30, c31, c32, c33) = (Load(t3, 0), Load(t3, 1), Load(t3, 2), Load(t3, 3));
                }
                else
                {
                    c00 = c01 = c02 = c03 = c10 = c11 = c12 = c13 = c20 = c21 = c22 = c23 = c30 = c31 = c32 = c33 = Vector512<float>.Zero;
                }

                var right = b + (long)panel * inner * Panel;
                for (var first = 0; first < inner; first += Panel)
                {
                    var l0 = a.Start + first / Panel * a.PanelStride + (long)row * a.RowStride;
                    var l1 = l0 + a.RowStride;
                    var l2 = l1 + a.RowStride;
                    var l3 = l2 + a.RowStride;
                    var count = Math.Min(Panel, inner - first);
                    for (var k = 0; k < count; k++)
                    {
                        var (b0, b1, b2, b3) = (Load(right, 0), Load(right, 1), Load(right, 2), Load(right, 3));
                        right += Panel;
                        var x = Vector512.Create(l0[k]);
                        c00 = Add(x, b0, c00);
                        c01 = Add(x, b1, c01);
                        c02 = Add(x, b2, c02);
                        c03 = Add(x, b3, c03);
                        x = Vector512.Create(l1[k]);
                        c10 = Add(x, b0, c10);
                        c11 = Add(x, b1, c11);
                        c12 = Add(x, b2, c12);
                        c13 = Add(x, b3, c13);
                        x = Vector512.Create(l2[k]);
                        c20 = Add(x, b0, c20);
                        c21 = Add(x, b1, c21);
                        c22 = Add(x, b2, c22);
                        c23 = Add(x, b3, c23);
                        x = Vector512.Create(l3[k]);
                        c30 = Add(x, b0, c30);
                        c31 = Add(x, b1, c31);
                        c32 = Add(x, b2, c32);
                        c33 = Add(x, b3, c33);
                    }
                }

                Store(target, c00, c01, c02, c03);
                Store(t1, c10, c11, c12, c13);
                Store(t2, c20, c21, c22, c23);
                Store(t3, c30, c31, c32, c33);
            }
        }
    }

    /// <summary>c += a' b: the gradient of a weight, over all rows of a batch and a window.</summary>
    /// <param name="a">[rows][aStride], of which the first <paramref name="columns"/> columns are taken.</param>
    /// <param name="aStride">Floats from one row of a to the next.</param>
    /// <param name="columns">Columns of a, rows of c; a multiple of 4.</param>
    /// <param name="b">[rows][64].</param>
    /// <param name="c">[columns][64].</param>
    /// <param name="rows">Rows of a and b.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddOuter(float* a, int aStride, int columns, float* b, float* c, long rows)
    {
        for (long first = 0; first < rows; first += OuterBlock)
        {
            var count = (int)Math.Min(OuterBlock, rows - first);
            for (var column = 0; column < columns; column += Rows)
            {
                var target = c + (long)column * Panel;
                var t1 = target + Panel;
                var t2 = t1 + Panel;
                var t3 = t2 + Panel;
                var (c00, c01, c02, c03) = (Load(target, 0), Load(target, 1), Load(target, 2), Load(target, 3));
                var (c10, c11, c12, c13) = (Load(t1, 0), Load(t1, 1), Load(t1, 2), Load(t1, 3));
                var (c20, c21, c22, c23) = (Load(t2, 0), Load(t2, 1), Load(t2, 2), Load(t2, 3));
                var (c30, c31, c32, c33) = (Load(t3, 0), Load(t3, 1), Load(t3, 2), Load(t3, 3));
                var left = a + first * aStride + column;
                var right = b + first * Panel;
                for (var k = 0; k < count; k++)
                {
                    var (b0, b1, b2, b3) = (Load(right, 0), Load(right, 1), Load(right, 2), Load(right, 3));
                    right += Panel;
                    var x = Vector512.Create(left[0]);
                    c00 = Add(x, b0, c00);
                    c01 = Add(x, b1, c01);
                    c02 = Add(x, b2, c02);
                    c03 = Add(x, b3, c03);
                    x = Vector512.Create(left[1]);
                    c10 = Add(x, b0, c10);
                    c11 = Add(x, b1, c11);
                    c12 = Add(x, b2, c12);
                    c13 = Add(x, b3, c13);
                    x = Vector512.Create(left[2]);
                    c20 = Add(x, b0, c20);
                    c21 = Add(x, b1, c21);
                    c22 = Add(x, b2, c22);
                    c23 = Add(x, b3, c23);
                    x = Vector512.Create(left[3]);
                    c30 = Add(x, b0, c30);
                    c31 = Add(x, b1, c31);
                    c32 = Add(x, b2, c32);
                    c33 = Add(x, b3, c33);
                    left += aStride;
                }

                Store(target, c00, c01, c02, c03);
                Store(t1, c10, c11, c12, c13);
                Store(t2, c20, c21, c22, c23);
                Store(t3, c30, c31, c32, c33);
            }
        }
    }

    /// <summary>c[keys[row]][64] += b[row][64] for every row, one after the other.</summary>
    public static void AddToRows(ushort* keys, float* b, float* c, long rows)
    {
        for (long row = 0; row < rows; row++)
        {
            AddTo(c + (long)keys[row] * Panel, b);
            b += Panel;
        }
    }

    /// <summary>sum[64] += b[64].</summary>
    public static void AddTo(float* sum, float* b) =>
        Store(sum, Load(sum, 0) + Load(b, 0), Load(sum, 1) + Load(b, 1), Load(sum, 2) + Load(b, 2), Load(sum, 3) + Load(b, 3));

    /// <summary>to[64] = from[64].</summary>
    public static void Copy(float* from, float* to) => Store(to, Load(from, 0), Load(from, 1), Load(from, 2), Load(from, 3));

    /// <summary>The vector of this number from here on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* from, int vector) => Vector512.Load(from + vector * Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, Vector512<float> v3)
    {
        v0.Store(to);
        v1.Store(to + Lanes);
        v2.Store(to + 2 * Lanes);
        v3.Store(to + 3 * Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(Vector512<float> left, Vector512<float> right, Vector512<float> sum) => Vector512.FusedMultiplyAdd(left, right, sum);
}

/// <summary>A matrix in panels of 64 columns.</summary>
/// <param name="start">The first number.</param>
/// <param name="panelStride">Floats from one panel to the next: 64 where the rows are whole.</param>
/// <param name="rowStride">Floats from one row of a panel to the next: 64 where each panel is by itself.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct Panels(float* start, long panelStride, int rowStride)
{
    public float* Start { get; } = start;

    public long PanelStride { get; } = panelStride;

    public int RowStride { get; } = rowStride;

    /// <summary>A matrix with whole rows.</summary>
    public static Panels Whole(float* start, int columns) => new(start, Products.Panel, columns);
}
