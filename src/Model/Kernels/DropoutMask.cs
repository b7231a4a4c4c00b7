using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorLstm.Model.Kernels;

/// <summary>
/// Inverted dropout: which units of a layer's output are dropped, and what the others are multiplied by. Whether a unit is dropped
/// is a hash of the batch's seed and of where the unit stands, and does not depend on who asks in which order.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct DropoutMask
{
    private readonly uint seed;
    private readonly uint threshold;
    private readonly float scale;

    /// <param name="batchSeed">The batch's seed.</param>
    /// <param name="layer">The layer, from 0.</param>
    /// <param name="dropout">The share to drop, from 0 to below 1.</param>
    public DropoutMask(ulong batchSeed, int layer, double dropout)
    {
        seed = Hash((uint)batchSeed ^ Hash((uint)(batchSeed >> 32) + (uint)layer));
        threshold = (uint)(dropout * (1L << 32));
        scale = (float)(1 / (1 - dropout));
    }

    /// <summary>0 for the units that are dropped and 1 / (1 - dropout) for the others.</summary>
    /// <param name="position">Where the row stands: its window times T and its character in the window.</param>
    /// <param name="unit">The first of sixteen units.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Factors(int position, int unit)
    {
        var row = Hash(seed ^ (uint)position);
        var bits = Hash(Vector512.Create(row) + Vector512.Create((uint)unit) + Vector512<uint>.Indices);
        return Vector512.ConditionalSelect(
            Vector512.GreaterThanOrEqual(bits, Vector512.Create(threshold)).AsSingle(), Vector512.Create(scale), Vector512<float>.Zero);
    }

    /// <summary>The factors of a whole batch.</summary>
    /// <param name="windows">B.</param>
    /// <param name="length">T.</param>
    /// <param name="units">H.</param>
    /// <returns>[B, T, H].</returns>
    public float[] Factors(int windows, int length, int units)
    {
        var factors = new float[windows * length * units];
        Span<float> sixteen = stackalloc float[Vector512<float>.Count];
        for (var position = 0; position < windows * length; position++)
        {
            for (var unit = 0; unit < units; unit += sixteen.Length)
            {
                Factors(position, unit).CopyTo(sixteen);
                sixteen[..Math.Min(sixteen.Length, units - unit)].CopyTo(factors.AsSpan(position * units + unit));
            }
        }

        return factors;
    }

    // The 32-bit mixer "lowbias32" (Wellons, "Prospecting for Hash Functions", 2018).
    private static uint Hash(uint x)
    {
        x ^= x >> 16;
        x *= 0x7feb352d;
        x ^= x >> 15;
        x *= 0x846ca68b;
        return x ^ (x >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Hash(Vector512<uint> x)
    {
        x ^= x >>> 16;
        x *= Vector512.Create(0x7feb352du);
        x ^= x >>> 15;
        x *= Vector512.Create(0x846ca68bu);
        return x ^ (x >>> 16);
    }
}
