using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Checkpoints;

/// <summary>
/// The safetensors format (https://huggingface.co/docs/safetensors, "Format"): an 8-byte little-endian length, a JSON header
/// with type, shape and place of each tensor, then the numbers. docs/adr/0003 says why it is written out here.
/// </summary>
public static class Safetensors
{
    private const string MetadataKey = "__metadata__";
    private const int LargestHeader = 100_000_000;

    /// <summary>The bytes of a file with these tensors, in this order.</summary>
    /// <param name="tensors">Single-precision tensors.</param>
    /// <param name="metadata">Texts for a reader of the file, by key.</param>
    public static byte[] Write(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var header = new JsonObject { [MetadataKey] = new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))) };
        long offset = 0;
        foreach (var tensor in tensors)
        {
            long end = offset + tensor.Values.Length * (long)sizeof(float);
            header[tensor.Name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. tensor.Shape.Select(size => (JsonNode?)size)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (json.Length + 7) / 8 * 8;
        var content = new byte[8 + padded + offset];
        BinaryPrimitives.WriteUInt64LittleEndian(content, (ulong)padded);
        content.AsSpan(8, padded).Fill((byte)' ');
        json.CopyTo(content.AsSpan(8));
        var place = 8 + padded;
        foreach (var tensor in tensors)
        {
            MemoryMarshal.AsBytes(tensor.Values.AsSpan()).CopyTo(content.AsSpan(place));
            place += tensor.Values.Length * sizeof(float);
        }

        return content;
    }

    /// <summary>The tensors of a file, in single precision: those of half precision (F16, BF16) and of double precision (F64) are converted.</summary>
    /// <exception cref="InvalidDataException">The bytes are no safetensors file of such tensors.</exception>
    public static IReadOnlyList<NamedTensor> Read(ReadOnlySpan<byte> content)
    {
        var length = content.Length >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(content) : ulong.MaxValue;
        if (length > LargestHeader || length > (ulong)content.Length - 8)
        {
            throw new InvalidDataException("the header is longer than the file");
        }

        var data = content[(8 + (int)length)..];
        var tensors = new List<NamedTensor>();
        var names = new HashSet<string>();
        try
        {
            using var header = JsonDocument.Parse(content.Slice(8, (int)length).ToArray());
            foreach (var entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != MetadataKey))
            {
                tensors.Add(names.Add(entry.Name)
                    ? ReadTensor(entry.Name, entry.Value, data)
                    : throw new InvalidDataException($"the tensor {entry.Name} stands there twice"));
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"the header is damaged: {fault.Message}", fault);
        }

        return tensors;
    }

    /// <summary>The texts that stand beside the tensors of a file, by key; none where there are none.</summary>
    /// <param name="content">A file that <see cref="Read"/> accepts.</param>
    /// <exception cref="InvalidDataException">A key stands there twice, or one of the texts is damaged.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(ReadOnlySpan<byte> content)
    {
        using var header = JsonDocument.Parse(content.Slice(8, (int)BinaryPrimitives.ReadUInt64LittleEndian(content)).ToArray());
        var texts = new Dictionary<string, string>();
        try
        {
            if (header.RootElement.TryGetProperty(MetadataKey, out var metadata) && metadata.ValueKind == JsonValueKind.Object)
            {
                foreach (var pair in metadata.EnumerateObject())
                {
                    if (!texts.TryAdd(pair.Name, pair.Value.ToString()))
                    {
                        throw new InvalidDataException($"{pair.Name} stands twice in the metadata");
                    }
                }
            }
        }
        catch (InvalidOperationException fault)
        {
            throw new InvalidDataException($"the metadata are damaged: {fault.Message}", fault);
        }

        return texts;
    }

    private static NamedTensor ReadTensor(string name, JsonElement entry, ReadOnlySpan<byte> data)
    {
        var (width, convert) = Format(entry.GetProperty("dtype").GetString()) ?? throw new InvalidDataException(
            $"the tensor {name} has the type {entry.GetProperty("dtype")}; F32, F16, BF16 and F64 are read here");
        long[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        long[] offsets = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        var count = shape.Aggregate(1L, (product, size) => size is >= 0 and <= int.MaxValue && product <= int.MaxValue ? product * size : long.MaxValue);
        if (offsets is not [var start, var end] || start < 0 || end < start || end > data.Length || count > int.MaxValue || end - start != count * width)
        {
            throw new InvalidDataException($"the place of the tensor {name} does not fit its shape or the file");
        }

        return new NamedTensor(name, shape, convert(data[(int)start..(int)end]));
    }

    // The bytes of a number of a type, and how numbers of it are read; null where they are not.
    private static (int Width, Func<ReadOnlySpan<byte>, float[]> Read)? Format(string? type) => type switch
    {
        "F32" => (4, bytes => MemoryMarshal.Cast<byte, float>(bytes).ToArray()),
        "F16" => (2, bytes => Converted<Half>(bytes, number => (float)number)),
        "BF16" => (2, bytes => Converted<ushort>(bytes, number => BitConverter.UInt32BitsToSingle((uint)number << 16))), // the upper half of a single
        "F64" => (8, bytes => Converted<double>(bytes, number => (float)number)),
        _ => null,
    };

    private static float[] Converted<T>(ReadOnlySpan<byte> bytes, Func<T, float> convert)
        where T : struct
    {
        var numbers = MemoryMarshal.Cast<byte, T>(bytes);
        var converted = new float[numbers.Length];
        for (var i = 0; i < converted.Length; i++)
        {
            converted[i] = convert(numbers[i]);
        }

        return converted;
    }
}
