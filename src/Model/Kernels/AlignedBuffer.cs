using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorLstm.Model.Kernels;

/// <summary>Floats that do not move, at a boundary of 64 bytes, the width of the widest vectors; zero at first.</summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Boundary = 64 / sizeof(float);
    private readonly float[] numbers;

    /// <param name="length">How many; below 2^31.</param>
    public AlignedBuffer(long length)
    {
        Length = length;
        numbers = GC.AllocateArray<float>(checked((int)length + Boundary), pinned: true);
        var first = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(numbers));
        Start = (float*)(((nuint)first + 63) & ~(nuint)63);
    }

    /// <summary>How many there are.</summary>
    public long Length { get; }

    /// <summary>The first one.</summary>
    public float* Start { get; }

    /// <summary>All of them.</summary>
    public Span<float> Span => new(Start, (int)Length);
}
