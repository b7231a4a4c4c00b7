using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorLstm.Model.Kernels;

/// <summary>
/// The activations of an LSTM, sixteen numbers at a time, within a few units in the last place. They are made of operations that
/// IEEE 754 rounds exactly, so that the same numbers come out whatever the width of the machine's vectors. NaN stays NaN.
/// </summary>
internal static class VectorMath
{
    // Cody and Waite's split of ln 2: the first part times any exponent of a float is exact.
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;
    private const float Least = -87.3f;
    private const float Most = 88.3f;

    /// <summary>e^x for x from -87.3 to 88.3; what is beyond counts as the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        var (power, excess) = Split(x);
        return Vector512.FusedMultiplyAdd(power, excess, power);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Exp(-x));

    /// <summary>m / (m + 2) with m = e^2x - 1, which is exact near zero too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        var (power, excess) = Split(x + x);
        var m = Vector512.FusedMultiplyAdd(power, excess, power - Vector512<float>.One);
        return m / (m + Vector512.Create(2f));
    }

    // e^x = 2^n (1 + p): x = n ln 2 + r, and p = e^r - 1 by the minimax polynomial of the Cephes library (Moshier 1989).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Power, Vector512<float> Excess) Split(Vector512<float> x)
    {
        // The second operand is what a comparison with NaN yields.
        x = Vector512.MinNative(Vector512.Create(Most), Vector512.MaxNative(Vector512.Create(Least), x));
        var n = Vector512.Round(x * Vector512.Create(Log2E));
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), r);
        var p = Vector512.Create(1.9875691500e-4f);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        p = Vector512.FusedMultiplyAdd(p, r * r, r);
        var power = Vector512.ShiftLeft(Vector512.ConvertToInt32Native(n) + Vector512.Create(127), 23).AsSingle();
        return (power, p);
    }
}
