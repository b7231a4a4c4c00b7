using System.Runtime.InteropServices;

namespace ActorLstm.Model.Kernels;

/// <summary>
/// How a batch lies in memory. Shapes: T characters of a window, R rows (the windows, filled up to a multiple of four with rows that
/// are computed and teach nothing), H units. A row of hidden values takes <see cref="Stride"/> floats.
/// </summary>
/// <param name="Hidden">H.</param>
/// <param name="Length">T.</param>
/// <param name="Windows">B.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BatchShape(int Hidden, int Length, int Windows)
{
    /// <summary>Units that make up a panel of gates: sixteen of each of the four gates.</summary>
    public const int UnitsOfPanel = Products.Panel / 4;

    /// <summary>R.</summary>
    public int Rows => RoundUp(Windows, Products.Rows);

    /// <summary>Panels of gates.</summary>
    public int GatePanels => (Hidden + UnitsOfPanel - 1) / UnitsOfPanel;

    /// <summary>Panels of hidden values.</summary>
    public int HiddenPanels => (Hidden + Products.Panel - 1) / Products.Panel;

    /// <summary>Columns of a hidden row that are used as the left operand: H in whole registers.</summary>
    public int HiddenColumns => RoundUp(Hidden, Products.Rows);

    /// <summary>Floats of a hidden row: whole panels, and a cache line more so that rows do not fall on the same lines of the cache.</summary>
    public int Stride => HiddenPanels * Products.Panel + 16;

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
