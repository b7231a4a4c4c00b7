namespace ActorLstm.Model.Devices;

/// <summary>The symbol versions that a library asks for, compared with those of the libraries it would get.</summary>
internal static class SymbolVersionInspector
{
    private const string CxxLibrary = "libstdc++.so.6";
    private const string CxxVersion = "GLIBCXX_";

    private static readonly string[] SystemFolders =
        ["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib", "/lib"];

    /// <summary>The report on a library, null where its file cannot be read; adds what keeps it from loading to the problems.</summary>
    public static SymbolVersionReport? Inspect(string library, IReadOnlyList<string> modules, List<NativeProblem> problems)
    {
        if (Read(library, out var error) is not { } elf)
        {
            problems.Add(new NativeProblem(
                $"{library} cannot be used: {error}.",
                "Delete the output folder and build again; should that not help, clear the package from the NuGet cache."));
            return null;
        }

        var missing = new List<string>();
        IReadOnlyList<string> provided = [];
        string? providedBy = null;
        foreach (var needs in elf.Needs.GroupBy(need => need.Library))
        {
            var path = Locate(needs.Key, modules);
            var definitions = path is null ? null : Read(path, out _)?.Definitions;
            if (needs.Key is CxxLibrary)
            {
                providedBy = path;
                provided = Ordered(definitions ?? []);
            }

            if (definitions is not null)
            {
                var lacking = needs.Where(need => !need.IsWeak && !definitions.Contains(need.Version)).Select(need => need.Version);
                AddMissing(library, path!, [.. lacking], missing, problems);
            }
        }

        var cxx = elf.Needs.FindAll(need => need.Library is CxxLibrary);
        return new SymbolVersionReport(
            Ordered(cxx.Select(need => need.Version)),
            provided,
            providedBy,
            [.. cxx.Where(need => need.IsWeak).Select(need => need.Version)],
            missing);
    }

    private static void AddMissing(string library, string path, List<string> lacking, List<string> missing, List<NativeProblem> problems)
    {
        if (lacking.Count == 0)
        {
            return;
        }

        missing.AddRange(lacking);
        problems.Add(new NativeProblem(
            $"{library} asks for {string.Join(", ", lacking)}, which {path} does not provide: the system is older "
            + "than the one TorchSharp was built on.",
            lacking is ["GLIBCXX_3.4.32"]
                ? "Build this program again without -p:TorchWeakenSymbols=false: its build makes that version optional."
                : "Use a system with a newer C and C++ library (Debian 12, Ubuntu 22.04 or newer), or a container of one."));
    }

    // The process has loaded most of these itself, and gives its own to every library that asks.
    private static string? Locate(string library, IReadOnlyList<string> modules) =>
        modules.FirstOrDefault(path => IsFileOf(library, path))
        ?? SystemFolders.Select(folder => Path.Combine(folder, library)).FirstOrDefault(File.Exists);

    // Maps show the file behind the link: libstdc++.so.6.0.30 for libstdc++.so.6.
    private static bool IsFileOf(string library, string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        return name.StartsWith(library, StringComparison.Ordinal) && (name.Length == library.Length || name[library.Length] == '.');
    }

    private static ElfSymbolVersions? Read(string path, out string? error)
    {
        error = null;
        try
        {
            return ElfSymbolVersions.Read(File.ReadAllBytes(path));
        }
        catch (Exception fault) when (fault is ElfFormatException or IOException or UnauthorizedAccessException)
        {
            error = fault.Message;
            return null;
        }
    }

    private static List<string> Ordered(IEnumerable<string> versions) =>
    [
        .. versions.Where(version => version.StartsWith(CxxVersion, StringComparison.Ordinal))
            .Select(version => (Name: version, Number: Version.TryParse(version[CxxVersion.Length..], out var number) ? number : null))
            .Where(version => version.Number is not null)
            .OrderBy(version => version.Number)
            .Select(version => version.Name),
    ];
}
