using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>The write-ahead log of SQLite, as a killed process left it: https://www.sqlite.org/fileformat2.html#the_write_ahead_log</summary>
internal static class WriteAheadLog
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const uint LittleEndianMagic = 0x377f0682;

    /// <summary>
    /// Whether it ends in the middle of a transaction: frames are there that no commit follows. Those of an earlier kill, which
    /// later ones only partly overwrote, do not continue the checksums and do not count.
    /// </summary>
    /// <param name="path">The file.</param>
    public static bool EndsWithinTransaction(string path)
    {
        var log = File.Exists(path) ? File.ReadAllBytes(path) : [];
        if (log.Length < HeaderBytes || BinaryPrimitives.ReadUInt32BigEndian(log) != LittleEndianMagic)
        {
            return false;
        }

        var pageBytes = (int)BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(8));
        var salt = log.AsSpan(16, 8);
        var sum = (BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(24)), BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(28)));
        var isOpen = false;
        for (var at = HeaderBytes; at + FrameHeaderBytes + pageBytes <= log.Length; at += FrameHeaderBytes + pageBytes)
        {
            var header = log.AsSpan(at, FrameHeaderBytes);
            sum = Add(Add(sum, header[..8]), log.AsSpan(at + FrameHeaderBytes, pageBytes));
            var isWhole = header[8..16].SequenceEqual(salt)
                && sum == (BinaryPrimitives.ReadUInt32BigEndian(header[16..]), BinaryPrimitives.ReadUInt32BigEndian(header[20..]));
            if (!isWhole)
            {
                break;
            }

            isOpen = BinaryPrimitives.ReadUInt32BigEndian(header[4..]) == 0;
        }

        return isOpen;
    }

    private static (uint, uint) Add((uint, uint) sum, ReadOnlySpan<byte> bytes)
    {
        var (first, second) = sum;
        var words = MemoryMarshal.Cast<byte, uint>(bytes);
        for (var i = 0; i < words.Length; i += 2)
        {
            first += words[i] + second;
            second += words[i + 1] + first;
        }

        return (first, second);
    }
}
