using System.Buffers.Binary;
using AwesomeAssertions;
using Google.Protobuf;
using Tensorboard;

namespace ActorLstm.Host.Tests.Exports;

/// <summary>
/// An event file as it lies there: its frames are taken apart and their checksums computed here, bit by bit, after the definition of
/// CRC-32C (RFC 3720, B.4), so that nothing of what wrote the file vouches for it.
/// </summary>
internal static class EventFileReader
{
    private const uint Polynomial = 0x82f63b78; // Castagnoli's, its bits reversed

    /// <summary>The events of a file; fails where a frame is damaged.</summary>
    public static IReadOnlyList<Event> Read(byte[] content)
    {
        var events = new List<Event>();
        for (var place = 0; place < content.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(content.AsSpan(place, 8));
            RequireChecksum(content.AsSpan(place, 8), content.AsSpan(place + 8, 4));
            var data = content.AsSpan(place + 12, length);
            RequireChecksum(data, content.AsSpan(place + 12 + length, 4));
            events.Add(Event.Parser.ParseFrom(new CodedInputStream(data.ToArray())));
            place += 16 + length;
        }

        return events;
    }

    /// <summary>The values of a tag, by step.</summary>
    public static IReadOnlyList<(long Step, Summary.Types.Value Value)> Of(this IEnumerable<Event> events, string tag) =>
    [
        .. from happened in events
           from value in happened.Summary?.Value ?? []
           where value.Tag == tag
           select (happened.Step, value),
    ];

    /// <summary>CRC-32C.</summary>
    public static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) == 1 ? Polynomial : 0);
            }
        }

        return ~crc;
    }

    private static void RequireChecksum(ReadOnlySpan<byte> data, ReadOnlySpan<byte> checksum)
    {
        var crc = Crc(data);
        BinaryPrimitives.ReadUInt32LittleEndian(checksum).Should().Be(unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8));
    }
}
