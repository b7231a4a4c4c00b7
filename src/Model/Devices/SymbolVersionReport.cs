namespace ActorLstm.Model.Devices;

/// <summary>What libLibTorchSharp.so asks of the C++ library of the system, and what that provides (Linux only).</summary>
/// <param name="Required">The GLIBCXX versions asked for, lowest first.</param>
/// <param name="Provided">The GLIBCXX versions provided, lowest first; empty where no libstdc++ was found.</param>
/// <param name="ProvidedBy">The full path of the libstdc++ that this process uses, or null where none was found.</param>
/// <param name="Weakened">
/// The versions that the compatibility patch of the build has made optional; empty for a library without the patch.
/// </param>
/// <param name="Missing">
/// The versions, of any system library, that are asked for, not provided and not optional: the library cannot load.
/// </param>
public sealed record SymbolVersionReport(
    IReadOnlyList<string> Required,
    IReadOnlyList<string> Provided,
    string? ProvidedBy,
    IReadOnlyList<string> Weakened,
    IReadOnlyList<string> Missing)
{
    /// <summary>Whether the compatibility patch of the build was applied.</summary>
    public bool IsPatched => Weakened.Count > 0;
}
