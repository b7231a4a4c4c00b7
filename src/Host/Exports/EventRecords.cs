using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;
using Tensorboard;

namespace ActorLstm.Host.Exports;

/// <summary>
/// The records of an event file, as TensorFlow frames them (tensorflow/core/lib/io/record_writer.h): the length in 8 bytes, its
/// checksum in 4, the event, its checksum in 4, all little-endian. A checksum is CRC-32C, turned and shifted so that one of data
/// which holds checksums is not degenerate. docs/adr/0017 says why it is written out here.
/// </summary>
internal static class EventRecords
{
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>Writes an event.</summary>
    public static void Write(Event happened, Stream stream)
    {
        var data = happened.ToByteArray();
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        stream.Write(length);
        WriteChecksum(length, stream);
        stream.Write(data);
        WriteChecksum(data, stream);
    }

    private static void WriteChecksum(ReadOnlySpan<byte> data, Stream stream)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        Span<byte> masked = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, BitOperations.RotateRight(~crc, 15) + MaskDelta);
        stream.Write(masked);
    }
}
