using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorLstm.Model.Networks;

/// <summary>
/// sum += left x right for small matrices. Every element of the sum adds its products in the order of k with fused
/// multiply-adds, whatever the number of rows and the width of the machine's vectors: the same operands give the same bits.
/// </summary>
internal static class MatrixProduct
{
    private const int RowsAtOnce = 4;

    /// <summary>sum[m, n] += left[m, k] right[k, n], all row-major.</summary>
    public static void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> sum, int m, int k, int n)
    {
        var row = 0;
        for (; row + RowsAtOnce <= m; row += RowsAtOnce)
        {
            AddFourRows(left[(row * k)..], right, sum[(row * n)..], k, n);
        }

        for (; row < m; row++)
        {
            AddRow(left.Slice(row * k, k), right, sum.Slice(row * n, n), n);
        }
    }

    /// <summary>[rows, columns] becomes [columns, rows].</summary>
    public static float[] Transpose(float[] matrix, int rows, int columns)
    {
        var result = new float[matrix.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                result[column * rows + row] = matrix[row * columns + column];
            }
        }

        return result;
    }

    // Optimised from the first call on: a text is short, and would be over before the JIT noticed that these loops are hot.
    // Four rows by two vectors stay in registers while k runs: each pair of vectors of the right matrix is loaded once for four rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFourRows(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> sum, int k, int n)
    {
        var width = Vector<float>.Count;
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        ref var s = ref MemoryMarshal.GetReference(sum[..(RowsAtOnce * n)]);
        var column = 0;
        for (; column + 2 * width <= n; column += 2 * width)
        {
            var (x0, x1) = (Load(ref s, column), Load(ref s, column + width));
            var (y0, y1) = (Load(ref s, n + column), Load(ref s, n + column + width));
            var (z0, z1) = (Load(ref s, 2 * n + column), Load(ref s, 2 * n + column + width));
            var (w0, w1) = (Load(ref s, 3 * n + column), Load(ref s, 3 * n + column + width));
            for (var i = 0; i < k; i++)
            {
                var (b0, b1) = (Load(ref b, i * n + column), Load(ref b, i * n + column + width));
                var x = new Vector<float>(At(ref a, i));
                x0 = Vector.FusedMultiplyAdd(x, b0, x0);
                x1 = Vector.FusedMultiplyAdd(x, b1, x1);
                var y = new Vector<float>(At(ref a, k + i));
                y0 = Vector.FusedMultiplyAdd(y, b0, y0);
                y1 = Vector.FusedMultiplyAdd(y, b1, y1);
                var z = new Vector<float>(At(ref a, 2 * k + i));
                z0 = Vector.FusedMultiplyAdd(z, b0, z0);
                z1 = Vector.FusedMultiplyAdd(z, b1, z1);
                var w = new Vector<float>(At(ref a, 3 * k + i));
                w0 = Vector.FusedMultiplyAdd(w, b0, w0);
                w1 = Vector.FusedMultiplyAdd(w, b1, w1);
            }

            Store(x0, ref s, column);
            Store(x1, ref s, column + width);
            Store(y0, ref s, n + column);
            Store(y1, ref s, n + column + width);
            Store(z0, ref s, 2 * n + column);
            Store(z1, ref s, 2 * n + column + width);
            Store(w0, ref s, 3 * n + column);
            Store(w1, ref s, 3 * n + column + width);
        }

        for (var row = 0; row < RowsAtOnce; row++)
        {
            AddColumns(left.Slice(row * k, k), right, sum.Slice(row * n, n), column, n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> sum, int n)
    {
        var width = Vector<float>.Count;
        ref var b = ref MemoryMarshal.GetReference(right);
        ref var s = ref MemoryMarshal.GetReference(sum);
        var column = 0;
        for (; column + 4 * width <= n; column += 4 * width)
        {
            var (x0, x1) = (Load(ref s, column), Load(ref s, column + width));
            var (x2, x3) = (Load(ref s, column + 2 * width), Load(ref s, column + 3 * width));
            for (var i = 0; i < left.Length; i++)
            {
                var x = new Vector<float>(left[i]);
                x0 = Vector.FusedMultiplyAdd(x, Load(ref b, i * n + column), x0);
                x1 = Vector.FusedMultiplyAdd(x, Load(ref b, i * n + column + width), x1);
                x2 = Vector.FusedMultiplyAdd(x, Load(ref b, i * n + column + 2 * width), x2);
                x3 = Vector.FusedMultiplyAdd(x, Load(ref b, i * n + column + 3 * width), x3);
            }

            Store(x0, ref s, column);
            Store(x1, ref s, column + width);
            Store(x2, ref s, column + 2 * width);
            Store(x3, ref s, column + 3 * width);
        }

        AddColumns(left, right, sum, column, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddColumns(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> sum, int first, int n)
    {
        for (var column = first; column < n; column++)
        {
            var total = sum[column];
            for (var i = 0; i < left.Length; i++)
            {
                total = MathF.FusedMultiplyAdd(left[i], right[i * n + column], total);
            }

            sum[column] = total;
        }
    }

    private static float At(ref float start, int index) => Unsafe.Add(ref start, index);

    private static Vector<float> Load(ref float start, int index) => Vector.LoadUnsafe(ref start, (nuint)index);

    private static void Store(Vector<float> value, ref float start, int index) => Vector.StoreUnsafe(value, ref start, (nuint)index);
}
