using System.Runtime.InteropServices;

namespace ActorLstm.Model.Memory;

/// <summary>The sizes of a corpus that memory depends on.</summary>
/// <param name="Bytes">Bytes of the file.</param>
/// <param name="Characters">N, characters of the text.</param>
/// <param name="Distinct">V, distinct characters.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CorpusSize(long Bytes, int Characters, int Distinct)
{
    /// <summary>What is assumed of a corpus that cannot be read: a text of a million characters, 100 of them distinct.</summary>
    public static CorpusSize Assumed { get; } = new(1_000_000, 1_000_000, 100);
}
