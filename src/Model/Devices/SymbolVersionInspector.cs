namespace ActorLstm.Model.Devices;

/// <summary>Compares the symbol versions that a library asks for with those of the libraries it would get.</summary>
internal static class SymbolVersionInspector
{
    private const string CxxLibrary = "libstdc++.so.6";
    private const string CxxVersion = "GLIBCXX_";

    private static readonly string[] SystemFolders =
        ["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib", "/lib"];

    /// <summary>Reports on a library, and adds what keeps it from loading.</summary>
    /// <returns>The report; null where the file cannot be read.</returns>
    public static SymbolVersionReport? Inspect(
        string library, IReadOnlyList<string> modules, List<NativeProblem> problems)
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
        foreach (var needs in elf.Needs.GroupBy(n => n.Library, StringComparer.Ordinal))
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
                var lacking = needs.Where(n => !n.IsWeak && !definitions.Contains(n.Version)).Select(n => n.Version);
                AddMissing(library, path!, [.. lacking], missing, problems);
            }
        }

        var cxx = elf.Needs.FindAll(n => n.Library is CxxLibrary);
        return new SymbolVersionReport(
            Ordered(cxx.Select(n => n.Version)),
            provided,
            providedBy,
            [.. cxx.Where(n => n.IsWeak).Select(n => n.Version)],
            missing);
    }

    private static void AddMissing(
        string library, string path, List<string> lacking, List<string> missing, List<NativeProblem> problems)
    {
        if (lacking.Count == 0)
        {
            return;
        }

        missing.AddRange(lacking);
        problems.Add(new NativeProblem(
            $"{library} asks for {string.Join(", ", lacking)}, which {path} does not provide: the system is older " +
            "than the one TorchSharp was built on.",
            lacking is ["GLIBCXX_3.4.32"]
                ? "Build this program again without -p:TorchWeakenSymbols=false: its build makes that version optional."
                : "Use a system with a newer C and C++ library (Debian 12, Ubuntu 22.04 or newer), or a container of one."));
    }

    // The process has loaded most of these itself, and gives its own to every library that asks.
    private static string? Locate(string library, IReadOnlyList<string> modules) =>
        modules.FirstOrDefault(m => IsFileOf(library, m))
        ?? SystemFolders.Select(f => Path.Combine(f, library)).FirstOrDefault(File.Exists);

    // Maps show the file behind the link: libstdc++.so.6.0.30 for libstdc++.so.6.
    private static bool IsFileOf(string library, string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        return name.StartsWith(library, StringComparison.Ordinal)
            && (name.Length == library.Length || name[library.Length] == '.');
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
        .. versions.Where(v => v.StartsWith(CxxVersion, StringComparison.Ordinal))
            .Select(v => (Name: v, Number: Version.TryParse(v[CxxVersion.Length..], out var n) ? n : null))
            .Where(v => v.Number is not null)
            .OrderBy(v => v.Number)
            .Select(v => v.Name),
    ];
}
