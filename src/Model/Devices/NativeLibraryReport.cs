namespace ActorLstm.Model.Devices;

/// <summary>The native libraries of TorchSharp as this process sees them.</summary>
/// <param name="TorchSharpVersion">The version of the TorchSharp package.</param>
/// <param name="Backend">The backend that this program was built with, such as <c>cpu</c> or <c>cuda-linux</c>.</param>
/// <param name="Platform">The system and processor, such as <c>linux-x64</c>.</param>
/// <param name="Libraries">The libraries that are loaded, or lie beside the program.</param>
/// <param name="SymbolVersions">The symbol versions of libLibTorchSharp.so; null off Linux and without that file.</param>
/// <param name="Problems">What keeps the libraries from loading; empty where nothing is known to.</param>
public sealed record NativeLibraryReport(
    string TorchSharpVersion,
    string Backend,
    string Platform,
    IReadOnlyList<NativeLibraryInfo> Libraries,
    SymbolVersionReport? SymbolVersions,
    IReadOnlyList<NativeProblem> Problems);
