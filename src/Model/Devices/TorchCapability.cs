using System.Runtime.InteropServices;
using System.Text;

namespace ActorLstm.Model.Devices;

/// <summary>
/// Which of its code paths torch takes on this processor. Rounding differs between them. Torch tells it by a C++ function that returns a
/// <c>std::string</c>, which can be called from here only where the caller passes the place of the result as the first argument: on Linux x64.
/// </summary>
internal static unsafe class TorchCapability
{
    private const string Function = "_ZN2at18get_cpu_capabilityB5cxx11Ev"; // at::get_cpu_capability()

    /// <summary><c>AVX512</c>, <c>AVX2</c> or <c>DEFAULT</c>; null where torch cannot be asked.</summary>
    public static string? Read()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return null;
        }

        var library = NativeLibraryFiles.Find(NativeLibraryFiles.SearchFolders(), NativeLibraryFiles.FileNameOf("torch_cpu"));
        return library is not null && NativeLibrary.TryLoad(library, out var handle) && NativeLibrary.TryGetExport(handle, Function, out var function)
            ? Call((delegate* unmanaged<CxxString*, CxxString*>)function)
            : null;
    }

    // A short text lies within the object: there is nothing to free.
    private static string? Call(delegate* unmanaged<CxxString*, CxxString*> function)
    {
        CxxString result = default;
        function(&result);
        return result.Length is > 0 and < CxxString.Short ? Encoding.ASCII.GetString(result.Text, (int)result.Length) : null;
    }

    // The layout of std::string in libstdc++, which every Linux build of torch uses.
    [StructLayout(LayoutKind.Sequential)]
    private struct CxxString
    {
        public const int Short = 16;

        public byte* Text;
        public nuint Length;
        public fixed byte Buffer[Short];
    }
}
