using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace ActorLstm.Model.Devices;

/// <summary>Looks at the native libraries of TorchSharp without loading any.</summary>
public static class NativeLibraries
{
    private const string BackendKey = "ActorLstm.TorchBackend";

    private static readonly string[] Relevant =
    [
        NativeLibraryFiles.Entry, "torch", "torch_cpu", "torch_cuda", "c10", "c10_cuda", "gomp", "omp", "iomp5",
        "iomp5md", "stdc++",
    ];

    /// <summary>Gets the backend that this program was built with: the property TorchBackend of the build.</summary>
    public static string Backend => AppContext.GetData(BackendKey) as string ?? "unknown";

    /// <summary>Gets the system and processor of this process, such as <c>linux-x64</c>.</summary>
    public static string Platform =>
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + ProcessorName(RuntimeInformation.ProcessArchitecture);

    /// <summary>
    /// Reports which native libraries there are and which are loaded. Never throws because of them: what is wrong is
    /// part of the report. Loads nothing: call <see cref="TorchRuntime.Load"/> first to see what a run would use.
    /// </summary>
    /// <returns>The state of the native libraries now.</returns>
    public static NativeLibraryReport Inspect() =>
        Inspect(NativeLibraryFiles.SearchFolders(), LoadedModules.Read(), Platform);

    /// <summary>The report for the given folders, loaded files and platform.</summary>
    internal static NativeLibraryReport Inspect(
        IReadOnlyList<string> folders, IReadOnlyList<string> modules, string platform)
    {
        var problems = NativeLibraryFiles.Problems(folders, platform);
        var entry = NativeLibraryFiles.Find(folders, NativeLibraryFiles.EntryFileName);
        var symbols = entry is not null && entry.EndsWith(".so", StringComparison.Ordinal)
            ? SymbolVersionInspector.Inspect(entry, modules, problems)
            : null;
        return new NativeLibraryReport(
            TorchSharpVersion(), Backend, platform, Libraries(folders, modules), symbols, problems);
    }

    private static List<NativeLibraryInfo> Libraries(IReadOnlyList<string> folders, IReadOnlyList<string> modules)
    {
        var files = NativeLibraryFiles.List(folders);
        return
        [
            .. from name in Relevant
               let loaded = modules.FirstOrDefault(m => NativeLibraryFiles.IsNamed(m, name))
               let found = files.Find(f => NativeLibraryFiles.IsNamed(f, name))
               where loaded is not null || found is not null
               select new NativeLibraryInfo(name, loaded, found),
        ];
    }

    private static string TorchSharpVersion()
    {
        var version = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion ?? "unknown";
        return version.Split('+')[0];
    }

    private static string ProcessorName(Architecture architecture) => architecture switch
    {
        Architecture.X64 => "x64",
        Architecture.X86 => "x86",
        Architecture.Arm64 => "arm64",
        Architecture.Arm => "arm",
        _ => architecture.ToString(),
    };
}
