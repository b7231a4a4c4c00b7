using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace ActorLstm.Model.Devices;

/// <summary>Looks at the native libraries of TorchSharp without loading any.</summary>
public static class NativeLibraries
{
    private const string BackendKey = "ActorLstm.TorchBackend";
    private const string Entry = "LibTorchSharp";

    private static readonly string[] Platforms = ["linux-x64", "osx-arm64", "win-arm64", "win-x64"];

    private static readonly string[] Relevant =
    [
        Entry, "torch", "torch_cpu", "torch_cuda", "c10", "c10_cuda", "gomp", "omp", "iomp5", "iomp5md", "stdc++",
    ];

    /// <summary>Gets the backend that this program was built with: the property TorchBackend of the build.</summary>
    public static string Backend => AppContext.GetData(BackendKey) as string ?? "unknown";

    /// <summary>Gets the system and processor of this process, such as <c>linux-x64</c>.</summary>
    public static string Platform =>
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + ProcessName(RuntimeInformation.ProcessArchitecture);

    /// <summary>Gets the file name that the native half of TorchSharp has on this system.</summary>
    internal static string EntryFileName => FileNameOf(Entry);

    /// <summary>
    /// Reports which native libraries there are and which are loaded. Never throws because of them: what is wrong is
    /// part of the report. Loads nothing: call <see cref="TorchRuntime.Load"/> first to see what a run would use.
    /// </summary>
    /// <returns>The state of the native libraries now.</returns>
    public static NativeLibraryReport Inspect() => Inspect(SearchFolders(), LoadedModules.Read(), Platform);

    /// <summary>The report for the given folders, loaded files and platform.</summary>
    internal static NativeLibraryReport Inspect(
        IReadOnlyList<string> folders, IReadOnlyList<string> modules, string platform)
    {
        var problems = new List<NativeProblem>();
        var entry = Find(folders, EntryFileName);
        if (!Platforms.Contains(platform, StringComparer.Ordinal))
        {
            problems.Add(new NativeProblem(
                $"TorchSharp has no native libraries for {platform}.",
                $"Use one of {string.Join(", ", Platforms)}; an x64 .NET under emulation also does."));
        }
        else if (entry is null)
        {
            problems.Add(new NativeProblem(
                $"{EntryFileName} is missing; looked in {string.Join(" and ", folders)}.",
                $"Build or publish the program for {platform}, and copy its folder whole (dotnet publish, not bin)."));
        }

        var symbols = entry is not null && EntryFileName.EndsWith(".so", StringComparison.Ordinal)
            ? SymbolVersionInspector.Inspect(entry, modules, problems)
            : null;
        AddBrokenLinks(folders, problems);
        return new NativeLibraryReport(
            TorchSharpVersion(), Backend, platform, Libraries(folders, modules), symbols, problems);
    }

    /// <summary>The folders in which .NET looks for the native libraries of a program.</summary>
    internal static IReadOnlyList<string> SearchFolders()
    {
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Prepend(AppContext.BaseDirectory)
            .Select(Path.TrimEndingDirectorySeparator)
            // The runtime's own folder is one of them, and never has a library of TorchSharp.
            .Where(f => !string.Equals(
                f, Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory()), StringComparison.Ordinal));
        return [.. folders.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The full path of a library beside the program, or null.</summary>
    internal static string? Find(IReadOnlyList<string> folders, string fileName) =>
        folders.Select(f => Path.Combine(f, fileName)).FirstOrDefault(File.Exists);

    /// <summary>The name of a library without prefix, version and extension: libgomp-98b21ff3.so.1 is gomp.</summary>
    internal static string NameOf(string path)
    {
        var name = Path.GetFileName(path);
        name = name.StartsWith("lib", StringComparison.Ordinal) ? name[3..] : name;
        var end = name.IndexOfAny(['.', '-']);
        return end < 0 ? name : name[..end];
    }

    /// <summary>The file name of a library on this system.</summary>
    internal static string FileNameOf(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    private static List<NativeLibraryInfo> Libraries(IReadOnlyList<string> folders, IReadOnlyList<string> modules)
    {
        var files = folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Where(IsNative).ToList();
        return
        [
            .. from name in Relevant
               let loaded = modules.FirstOrDefault(m => IsNative(m) && IsNamed(m, name))
               let found = files.Find(f => IsNamed(f, name))
               where loaded is not null || found is not null
               select new NativeLibraryInfo(name, loaded, found),
        ];
    }

    private static bool IsNamed(string path, string name) =>
        string.Equals(NameOf(path), name, StringComparison.Ordinal);

    private static bool IsNative(string path)
    {
        var name = Path.GetFileName(path);
        return name.Contains(".so", StringComparison.Ordinal)
            || name.EndsWith(".dylib", StringComparison.Ordinal)
            || name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
    }

    private static void AddBrokenLinks(IReadOnlyList<string> folders, List<NativeProblem> problems)
    {
        var broken = folders.Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFiles)
            .Where(f => IsNative(f) && File.ResolveLinkTarget(f, returnFinalTarget: true) is { Exists: false })
            .ToList();
        if (broken.Count > 0)
        {
            problems.Add(new NativeProblem(
                $"{broken[0]} is a link to {new FileInfo(broken[0]).LinkTarget}, which is gone" +
                (broken.Count > 1 ? $" (and so are {broken.Count - 1} more)." : "."),
                "Build again; to move the program to another machine, use dotnet publish, which copies the files."));
        }
    }

    private static string TorchSharpVersion()
    {
        var version = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion ?? "unknown";
        return version.Split('+')[0];
    }

    private static string ProcessName(Architecture architecture) => architecture switch
    {
        Architecture.X64 => "x64",
        Architecture.X86 => "x86",
        Architecture.Arm64 => "arm64",
        Architecture.Arm => "arm",
        _ => architecture.ToString(),
    };
}
