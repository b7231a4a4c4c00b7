using System.Buffers.Binary;
using System.Text;

namespace ActorLstm.Model.Tests.Devices;

/// <summary>Writes small shared libraries that hold nothing but symbol versions.</summary>
internal static class ElfImage
{
    private const int HeaderSize = 64;
    private const string Library = "libstdc++.so.6";

    /// <summary>A library that needs versions of libc.so.6 and of libstdc++.so.6, as libLibTorchSharp.so does.</summary>
    public static byte[] Typical { get; } = Build(
        [("libc.so.6", ["GLIBC_2.34", "GLIBC_2.4"]), (Library, ["GLIBCXX_3.4.30", "GLIBCXX_3.4.32", "CXXABI_1.3"])],
        ["VERS_1.0", "VERS_1.1"],
        ["GLIBCXX_3.4.30", "GLIBC_2.4"]);

    /// <summary>Builds a library.</summary>
    /// <param name="needs">The versions it asks of each library.</param>
    /// <param name="definitions">The versions it provides.</param>
    /// <param name="relocated">Those of the needed versions that a relocation names.</param>
    public static byte[] Build(
        (string Library, string[] Versions)[] needs, string[]? definitions = null, string[]? relocated = null)
    {
        var names = new List<byte> { 0 };
        var versions = needs.SelectMany(n => n.Versions).ToList();
        // Symbol i has version i + 1: 0 and 1 are reserved, and symbol 0 is none.
        var symbols = versions.Select((_, i) => i + 2).Prepend(0).SelectMany(v => Bytes16(v)).ToArray();
        var sections = new (uint Type, byte[] Data, uint Link)[]
        {
            (0, [], 0),
            (11, new byte[24 * (versions.Count + 1)], 5),
            (0x6fffffff, symbols, 1),
            (0x6ffffffe, Needs(needs, versions, names), 5),
            (0x6ffffffd, Definitions(definitions ?? [], names), 5),
            (3, [], 0),
            (4, [.. (relocated ?? []).SelectMany(v => Relocation(versions.IndexOf(v) + 1))], 1),
        };
        sections[5].Data = [.. names];

        var dataSize = sections.Sum(s => s.Data.Length);
        var file = new byte[HeaderSize + dataSize + (64 * sections.Length)];
        byte[] magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        magic.CopyTo(file, 0);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(0x28), HeaderSize + dataSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x3a), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x3c), (ushort)sections.Length);
        var at = HeaderSize;
        for (var i = 0; i < sections.Length; i++)
        {
            var header = file.AsSpan(HeaderSize + dataSize + (64 * i), 64);
            sections[i].Data.CopyTo(file, at);
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], sections[i].Type);
            BinaryPrimitives.WriteInt64LittleEndian(header[0x18..], at);
            BinaryPrimitives.WriteInt64LittleEndian(header[0x20..], sections[i].Data.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[0x28..], sections[i].Link);
            at += sections[i].Data.Length;
        }

        return file;
    }

    private static byte[] Needs(
        (string Library, string[] Versions)[] needs, List<string> versions, List<byte> names)
    {
        var data = new List<byte>();
        for (var i = 0; i < needs.Length; i++)
        {
            var (library, wanted) = needs[i];
            data.AddRange([.. Bytes16(1), .. Bytes16(wanted.Length), .. Bytes32(Name(library, names)), .. Bytes32(16)]);
            data.AddRange(Bytes32(i == needs.Length - 1 ? 0 : 16 + (16 * wanted.Length)));
            for (var j = 0; j < wanted.Length; j++)
            {
                data.AddRange([.. Bytes32(0x1234), .. Bytes16(0), .. Bytes16(versions.IndexOf(wanted[j]) + 2)]);
                data.AddRange([.. Bytes32(Name(wanted[j], names)), .. Bytes32(j == wanted.Length - 1 ? 0 : 16)]);
            }
        }

        return [.. data];
    }

    private static byte[] Definitions(string[] definitions, List<byte> names)
    {
        var data = new List<byte>();
        for (var i = 0; i < definitions.Length; i++)
        {
            data.AddRange([.. Bytes16(1), .. Bytes16(0), .. Bytes16(1), .. Bytes16(1), .. Bytes32(0), .. Bytes32(20)]);
            data.AddRange(Bytes32(i == definitions.Length - 1 ? 0 : 28));
            data.AddRange([.. Bytes32(Name(definitions[i], names)), .. Bytes32(0)]);
        }

        return [.. data];
    }

    private static byte[] Relocation(int symbol) => [.. new byte[8], .. Bytes32(6), .. Bytes32(symbol), .. new byte[8]];

    private static int Name(string name, List<byte> names)
    {
        var start = names.Count;
        names.AddRange([.. Encoding.UTF8.GetBytes(name), 0]);
        return start;
    }

    private static byte[] Bytes16(int value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Bytes32(int value) => [.. Bytes16(value), .. Bytes16(value >> 16)];
}
