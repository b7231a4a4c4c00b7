using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace ActorLstm.Model.Devices;

/// <summary>The native libraries of TorchSharp, looked at without loading any.</summary>
public static class NativeLibraries
{
    private const string BackendKey = "ActorLstm.TorchBackend";

    private static readonly string[] Relevant =
    [
        NativeLibraryFiles.Entry, "torch", "torch_cpu", "torch_cuda", "c10", "c10_cuda", "gomp", "omp", "iomp5",
        "iomp5md", "stdc++",
    ];

    /// <summary>The backend that this program was built with: the property TorchBackend of the build.</summary>
    public static string Backend => AppContext.GetData(BackendKey) as string ?? "unknown";

    /// <summary>The system and processor of this process, such as <c>linux-x64</c>.</summary>
    public static string Platform =>
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + ProcessorName(RuntimeInformation.ProcessArchitecture);

    /// <summary>
    /// Which native libraries there are now, and which are loaded. Never throws because of them: what is wrong is part of
    /// the report. Loads nothing: call <see cref="TorchRuntime.Load"/> first to see what a run would use.
    /// </summary>
    public static NativeLibraryReport Inspect() => Inspect(NativeLibraryFiles.SearchFolders(), LoadedModules.Read(), Platform);

    /// <summary>The report on these folders, loaded files and platform.</summary>
    internal static NativeLibraryReport Inspect(IReadOnlyList<string> folders, IReadOnlyList<string> modules, string platform)
    {
        var problems = NativeLibraryFiles.Problems(folders, platform);
        var entry = NativeLibraryFiles.Find(folders, NativeLibraryFiles.EntryFileName);
        var symbols = entry is not null && entry.EndsWith(".so", StringComparison.Ordinal)
            ? SymbolVersionInspector.Inspect(entry, modules, problems)
            : null;
        return new NativeLibraryReport(TorchSharpVersion(), Backend, platform, Libraries(folders, modules), symbols, problems);
    }

    private static List<NativeLibraryInfo> Libraries(IReadOnlyList<string> folders, IReadOnlyList<string> modules)
    {
        var files = NativeLibraryFiles.List(folders);
        return
        [
            .. from name in Relevant
               let loaded = modules.FirstOrDefault(path => NativeLibraryFiles.IsNamed(path, name))
               let found = files.Find(path => NativeLibraryFiles.IsNamed(path, name))
               where loaded is not null || found is not null
               select new NativeLibraryInfo(name, loaded, found),
        ];
    }

    private static string TorchSharpVersion()
    {
        var version = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
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
