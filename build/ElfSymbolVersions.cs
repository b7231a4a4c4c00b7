#nullable enable

// One file, because two compilers take it: the project src/Model, and MSBuild's task factory, which compiles a single
// file against .NET Standard 2.0 and defines no symbols (see TorchNative.targets). The projects define NET.
#if !NET
using System;
using System.Collections.Generic;
using System.IO;
#endif
using System.Text;

namespace ActorLstm.Model.Devices;

/// <summary>The file is not one whose symbol versions can be read or changed; the message says what is wrong.</summary>
internal sealed class ElfFormatException(string message) : Exception(message);

/// <summary>One symbol version that a shared library asks another library for.</summary>
internal sealed class ElfVersionNeed(string library, string version, bool isWeak, int index, int flagsOffset)
{
    /// <summary>The library asked, such as <c>libstdc++.so.6</c>.</summary>
    public string Library { get; } = library;

    /// <summary>The version asked for, such as <c>GLIBCXX_3.4.32</c>.</summary>
    public string Version { get; } = version;

    /// <summary>Whether the loader goes on where the library lacks the version.</summary>
    public bool IsWeak { get; } = isWeak;

    /// <summary>The number by which the symbols of the file name this version.</summary>
    public int Index { get; } = index;

    /// <summary>Where in the file the two bytes of flags are.</summary>
    public int FlagsOffset { get; } = flagsOffset;

    /// <summary>Whether this is the need for the given version of the given library.</summary>
    public bool Is(string library, string version) => Library == library && Version == version;
}

/// <summary>The symbol versions of a shared library in the 64-bit little-endian ELF format.</summary>
internal sealed class ElfSymbolVersions
{
    private const uint RelocationsWithAddend = 4;
    private const uint DynamicSymbols = 11;
    private const uint VersionDefinitions = 0x6ffffffd;
    private const uint VersionNeeds = 0x6ffffffe;
    private const uint VersionsOfSymbols = 0x6fffffff;
    private const int WeakFlag = 2;

    private readonly byte[] bytes;
    private readonly List<Section> sections = [];

    private ElfSymbolVersions(byte[] bytes)
    {
        this.bytes = bytes;
        ReadSections();
        ReadNeeds();
        ReadDefinitions();
    }

    /// <summary>The versions that the file asks of other libraries, in the file's order.</summary>
    public List<ElfVersionNeed> Needs { get; } = [];

    /// <summary>The versions that the file provides, in the file's order.</summary>
    public List<string> Definitions { get; } = [];

    /// <summary>The symbol versions of a file.</summary>
    /// <param name="file">The bytes of the whole file.</param>
    /// <exception cref="ElfFormatException">The bytes are not a whole 64-bit little-endian ELF file.</exception>
    public static ElfSymbolVersions Read(byte[] file) => new(file);

    /// <summary>
    /// Marks one version that the file asks for as weak, so that the loader accepts a library without it. Changes the
    /// flags of that entry and no other byte; false where there is nothing to change, because the file does not ask for the
    /// version or does so weakly.
    /// </summary>
    /// <exception cref="ElfFormatException">
    /// The file cannot be read, or uses a symbol of that version, so that it would fail later instead of at once.
    /// </exception>
    public static bool Weaken(byte[] file, string library, string version)
    {
        var elf = Read(file);
        var need = elf.Needs.Find(asked => asked.Is(library, version));
        if (need is null || need.IsWeak)
        {
            return false;
        }

        if (elf.IsReferenced(need))
        {
            throw new ElfFormatException(
                $"symbols of {version} are really used (they have relocations), so {library} must provide them: "
                + "use a system with a newer libstdc++, or an older TorchSharp");
        }

        file[need.FlagsOffset] |= WeakFlag;
        return true;
    }

    private void ReadSections()
    {
        if (bytes.Length < 64 || bytes[0] != 0x7f || bytes[1] != 'E' || bytes[2] != 'L' || bytes[3] != 'F')
        {
            throw new ElfFormatException("not an ELF file: it does not begin with an ELF header of 64 bytes");
        }

        if (bytes[4] != 2 || bytes[5] != 1)
        {
            throw new ElfFormatException("not a 64-bit little-endian ELF file; only those are supported");
        }

        var table = Int64(0x28);
        var entrySize = UInt16(0x3a);
        var count = UInt16(0x3c);
        if (count == 0 || entrySize < 64)
        {
            throw new ElfFormatException("the ELF file has no table of sections (was it stripped?)");
        }

        for (var i = 0; i < count; i++)
        {
            var header = Within(table + ((long)i * entrySize), 64);
            sections.Add(new Section(UInt32(header + 4), Int64(header + 0x18), Int64(header + 0x20), UInt32(header + 0x28)));
        }
    }

    // A list of (entry, its auxiliary entries), each linked to the next by a relative offset.
    private void ReadNeeds()
    {
        foreach (var section in sections.FindAll(candidate => candidate.Type == VersionNeeds && candidate.Size > 0))
        {
            for (long entry = section.Offset, next = -1; next != 0; entry += next)
            {
                var at = Within(section, entry, 16);
                var library = Text(section, UInt32(at + 4));
                var aux = entry + UInt32(at + 8);
                for (int left = UInt16(at + 2); left > 0; left--)
                {
                    var auxAt = Within(section, aux, 16);
                    Needs.Add(new ElfVersionNeed(
                        library,
                        Text(section, UInt32(auxAt + 8)),
                        (UInt16(auxAt + 4) & WeakFlag) != 0,
                        UInt16(auxAt + 6) & 0x7fff,
                        auxAt + 4));
                    aux += Step(UInt32(auxAt + 12), 16, left == 1);
                }

                next = Step(UInt32(at + 12), 16, isLast: true);
            }
        }
    }

    private void ReadDefinitions()
    {
        foreach (var section in sections.FindAll(candidate => candidate.Type == VersionDefinitions && candidate.Size > 0))
        {
            for (long entry = section.Offset, next = -1; next != 0; entry += next)
            {
                var at = Within(section, entry, 20);
                // The first auxiliary entry is the version itself; those after it are what it inherits from.
                var aux = Within(section, entry + UInt32(at + 12), 8);
                Definitions.Add(Text(section, UInt32(aux)));
                next = Step(UInt32(at + 16), 20, isLast: true);
            }
        }
    }

    // Whether a relocation names a symbol of that version: only then does the loader, or the first call, look it up.
    private bool IsReferenced(ElfVersionNeed need)
    {
        foreach (var relocations in sections.FindAll(section => section.Type == RelocationsWithAddend && IsDynamic(section)))
        {
            foreach (var versions in sections.FindAll(section => section.Type == VersionsOfSymbols && section.Link == relocations.Link))
            {
                for (var entry = 0L; entry + 24 <= relocations.Size; entry += 24)
                {
                    var symbol = UInt32(Within(relocations, relocations.Offset + entry, 24) + 12);
                    var version = UInt16(Within(versions, versions.Offset + (2L * symbol), 2));
                    if (symbol != 0 && (version & 0x7fff) == need.Index)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private bool IsDynamic(Section section) =>
        section.Link < sections.Count && sections[(int)section.Link].Type == DynamicSymbols;

    // An entry that overlaps the one before it would let a damaged file send the reader round for hours.
    private static uint Step(uint next, int size, bool isLast) =>
        next >= size || (next == 0 && isLast)
            ? next
            : throw new ElfFormatException("the symbol versions of the ELF file are damaged: entries overlap");

    private string Text(Section section, uint offset)
    {
        if (section.Link >= sections.Count)
        {
            throw new ElfFormatException("the symbol versions of the ELF file are damaged: their names are missing");
        }

        var names = sections[(int)section.Link];
        var start = Within(names, names.Offset + offset, 1);
        var end = Array.IndexOf(bytes, (byte)0, start);
        return end < 0
            ? throw new ElfFormatException("the ELF file is cut short in the names of its symbol versions")
            : Encoding.UTF8.GetString(bytes, start, end - start);
    }

    private int Within(Section section, long offset, int size) =>
        offset >= section.Offset && offset - section.Offset <= section.Size - size
            ? Within(offset, size)
            : throw new ElfFormatException("the symbol versions of the ELF file are damaged: an entry is out of place");

    private int Within(long offset, int size) =>
        offset >= 0 && offset <= bytes.Length - size
            ? (int)offset
            : throw new ElfFormatException($"the ELF file is cut short: it ends after {bytes.Length} bytes");

    private int UInt16(int offset) => bytes[offset] | (bytes[offset + 1] << 8);

    private uint UInt32(int offset) => (uint)UInt16(offset) | ((uint)UInt16(offset + 2) << 16);

    private long Int64(int offset) => UInt32(offset) | ((long)UInt32(offset + 4) << 32);

    private sealed class Section(uint type, long offset, long size, uint link)
    {
        public uint Type { get; } = type;

        public long Offset { get; } = offset;

        public long Size { get; } = size;

        public uint Link { get; } = link;
    }
}

#if !NET
/// <summary>Copies a shared library and marks one version that the copy asks for as weak.</summary>
public sealed class WeakenSymbolVersion : Microsoft.Build.Utilities.Task
{
    /// <summary>The file to copy; it is only read.</summary>
    [Microsoft.Build.Framework.Required]
    public string Source { get; set; } = "";

    /// <summary>Where the changed copy goes.</summary>
    [Microsoft.Build.Framework.Required]
    public string Destination { get; set; } = "";

    /// <summary>The library that is asked, such as <c>libstdc++.so.6</c>.</summary>
    [Microsoft.Build.Framework.Required]
    public string Library { get; set; } = "";

    /// <summary>The version it is asked for, such as <c>GLIBCXX_3.4.32</c>.</summary>
    [Microsoft.Build.Framework.Required]
    public string Version { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            var file = File.ReadAllBytes(Source);
            var changed = ElfSymbolVersions.Weaken(file, Library, Version);
            Directory.CreateDirectory(Path.GetDirectoryName(Destination));
            File.WriteAllBytes(Destination, file);
            Log.LogMessage(
                Microsoft.Build.Framework.MessageImportance.Normal,
                changed ? "{0}: {1} of {2} is now weak" : "{0}: {1} of {2} needs no change",
                Destination,
                Version,
                Library);
            return true;
        }
        catch (Exception fault) when (fault is ElfFormatException or IOException or UnauthorizedAccessException)
        {
            Log.LogError(
                "{0}: cannot make it load where {1} lacks {2}: {3}. Build with -p:TorchWeakenSymbols=false to leave "
                + "the library as it is.",
                Source,
                Library,
                Version,
                fault.Message);
            return false;
        }
    }
}
#endif
