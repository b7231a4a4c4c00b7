using System.Runtime.InteropServices;

namespace ActorLstm.Model.Devices;

/// <summary>The files of the native libraries: where they lie, what they are called, and which are missing.</summary>
internal static class NativeLibraryFiles
{
    /// <summary>The name of the library that .NET loads; it loads the others.</summary>
    public const string Entry = "LibTorchSharp";

    private static readonly string[] Companions = ["torch", "torch_cpu", "c10"];
    private static readonly string[] Platforms = ["linux-x64", "osx-arm64", "win-arm64", "win-x64"];

    /// <summary>The file name that <see cref="Entry"/> has on this system.</summary>
    public static string EntryFileName => FileNameOf(Entry);

    /// <summary>The folders in which .NET looks for the native libraries of a program.</summary>
    public static IReadOnlyList<string> SearchFolders()
    {
        // The runtime's own folder is one of them, and never has a library of TorchSharp.
        var runtime = Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Prepend(AppContext.BaseDirectory)
            .Select(Path.TrimEndingDirectorySeparator)
            .Where(folder => folder != runtime);
        return [.. folders.Distinct()];
    }

    /// <summary>The native libraries in the folders that exist.</summary>
    public static List<string> List(IReadOnlyList<string> folders) =>
        [.. folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Where(IsNative)];

    /// <summary>The full path of a file in the first folder that has it, or null.</summary>
    public static string? Find(IReadOnlyList<string> folders, string fileName) =>
        folders.Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);

    /// <summary>The name of a library without prefix, version and extension: libgomp-98b21ff3.so.1 is gomp.</summary>
    public static string NameOf(string path)
    {
        var name = Path.GetFileName(path);
        name = name.StartsWith("lib", StringComparison.Ordinal) ? name[3..] : name;
        var end = name.IndexOfAny(['.', '-']);
        return end < 0 ? name : name[..end];
    }

    /// <summary>The file name of a library on this system.</summary>
    public static string FileNameOf(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    /// <summary>Whether a file is the library of that name.</summary>
    public static bool IsNamed(string path, string name) => IsNative(path) && NameOf(path) == name;

    /// <summary>What keeps the files in the folders from loading on a platform, as far as their names tell.</summary>
    public static List<NativeProblem> Problems(IReadOnlyList<string> folders, string platform)
    {
        if (!Platforms.Contains(platform))
        {
            return [new($"TorchSharp has no native libraries for {platform}.", $"Use one of {string.Join(", ", Platforms)}.")];
        }

        var places = string.Join(" and ", folders);
        if (Find(folders, EntryFileName) is null)
        {
            return
            [
                new(
                    $"{EntryFileName} is missing; looked in {places}.",
                    $"Build or publish the program for {platform}; to move it, use dotnet publish and copy that folder."),
            ];
        }

        var problems = new List<NativeProblem>();
        var missing = Companions.Select(FileNameOf).Where(file => Find(folders, file) is null).ToList();
        if (missing.Count > 0)
        {
            problems.Add(new(
                $"{string.Join(", ", missing)} is missing beside {EntryFileName}; looked in {places}.",
                "Build the program again; to move it, use dotnet publish and copy that folder whole."));
        }

        // File.Exists is true for a link whose file is gone, so these are not among the missing.
        problems.AddRange(
            from file in List(folders)
            where File.ResolveLinkTarget(file, returnFinalTarget: true) is { Exists: false }
            select new NativeProblem(
                $"{file} is a link to {new FileInfo(file).LinkTarget}, which is gone.",
                "Build the program again; to move it, use dotnet publish, which copies the files."));
        return problems;
    }

    private static bool IsNative(string path)
    {
        var name = Path.GetFileName(path);
        return name.Contains(".so", StringComparison.Ordinal)
            || name.EndsWith(".dylib", StringComparison.Ordinal)
            || name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
    }
}
