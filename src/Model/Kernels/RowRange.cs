using System.Runtime.InteropServices;

namespace ActorLstm.Model.Kernels;

/// <summary>Some rows of a batch, which go through it together; how many does not change a bit of what comes out.</summary>
/// <param name="Shape">The batch.</param>
/// <param name="First">The first row, a multiple of 4.</param>
/// <param name="End">The row after the last, a multiple of 4.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RowRange(BatchShape Shape, int First, int End)
{
    /// <summary>How many rows.</summary>
    public int Count => End - First;
}
