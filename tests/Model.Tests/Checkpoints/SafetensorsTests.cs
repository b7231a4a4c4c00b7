using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Networks;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Checkpoints;

public sealed class SafetensorsTests
{
    private static readonly Dictionary<string, string> Metadata = new() { ["vocabulary"] = "\n \"ab\\é😀", ["epoch"] = "3" };

    private static readonly Gen<NamedTensor> Tensor =
        from shape in Gen.Int[0, 4].Array[0, 3]
        from values in Gen.Single.Array[shape.Aggregate(1, (product, size) => product * size)]
        from name in Gen.String.AlphaNumeric
        select new NamedTensor(name, [.. shape.Select(size => (long)size)], values);

    private static readonly Gen<NamedTensor[]> Tensors = Tensor.Array[0, 5].Where(tensors => tensors.DistinctBy(tensor => tensor.Name).Count() == tensors.Length);

    [Fact]
    public void Tensors_come_back_bit_by_bit() => Tensors.Sample(tensors =>
    {
        var read = Safetensors.Read(Safetensors.Write(tensors, Metadata));
        read.Should().HaveSameCount(tensors);
        foreach (var (found, expected) in read.Zip(tensors))
        {
            found.Name.Should().Be(expected.Name);
            found.Shape.Should().Equal(expected.Shape);
            Bits(found.Values).Should().Equal(Bits(expected.Values));
        }
    });

    [Fact]
    public void The_metadata_come_back()
    {
        Safetensors.ReadMetadata(Safetensors.Write([], Metadata)).Should().Equal(Metadata);
        Safetensors.ReadMetadata([2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']).Should().BeEmpty("not every file has some");
    }

    [Fact]
    public void Any_reader_of_the_format_reads_it() => Tensors.Sample(tensors =>
    {
        var content = Safetensors.Write(tensors, Metadata);
        var length = (int)BitConverter.ToUInt64(content, 0);
        var header = JsonNode.Parse(Encoding.UTF8.GetString(content, 8, length))!.AsObject();
        (length % 8).Should().Be(0);
        content[8].Should().Be((byte)'{');
        header["__metadata__"]!["vocabulary"]!.GetValue<string>().Should().Be("\n \"ab\\é😀");
        header.Should().HaveCount(tensors.Length + 1);
        var place = 0;
        foreach (var tensor in tensors)
        {
            var entry = header[tensor.Name]!;
            var (start, end) = (entry["data_offsets"]![0]!.GetValue<int>(), entry["data_offsets"]![1]!.GetValue<int>());
            entry["dtype"]!.GetValue<string>().Should().Be("F32");
            entry["shape"]!.AsArray().Select(size => size!.GetValue<long>()).Should().Equal(tensor.Shape);
            Enumerable.Range(0, (end - start) / 4).Select(i => BitConverter.SingleToUInt32Bits(BitConverter.ToSingle(content, 8 + length + start + 4 * i)))
                .Should().Equal(Bits(tensor.Values));
            start.Should().Be(place);
            place = end;
        }

        content.Should().HaveCount(8 + length + place);
    });

    [Fact]
    public void Random_bytes_are_refused() =>
        Gen.Byte.Array[0, 100].Sample(content => Refused(content).Should().BeTrue());

    [Fact]
    public void Random_headers_are_refused_or_read()
    {
        var json = Gen.OneOf("{", "}", "[", "]", ",", ":", "\"", "0", "1", "-4", "1e30", "null", "\"a\"", "\"dtype\":\"F32\"", "\"shape\":[1]", "\"data_offsets\":[0,4]")
            .Array[0, 20].Select(parts => string.Concat(parts));
        json.Sample(text => { _ = Refused(File(text, 8)); }, iter: 2000);
    }

    [Fact]
    public void A_damaged_file_is_refused_or_read()
    {
        var content = Safetensors.Write(SmallCheckpoint.Of(1).Weights, Metadata);
        Gen.Select(Gen.Int[0, content.Length - 1], Gen.Byte).Array[1, 5].Sample(changes =>
        {
            var damaged = content.ToArray();
            foreach (var (place, value) in changes)
            {
                damaged[place] = value;
            }

            _ = Refused(damaged);
        }, iter: 2000);
    }

    [Fact]
    public void A_file_that_is_cut_off_is_refused()
    {
        var content = Safetensors.Write(SmallCheckpoint.Of(1).Weights, Metadata);
        Gen.Int[0, content.Length - 1].Sample(length => Refused(content[..length]).Should().BeTrue());
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", false)]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}""", false)]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", false)]
    [InlineData("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", true)]
    [InlineData("""{"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}""", false)]
    [InlineData("""{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}""", true)]
    [InlineData("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", true)]
    [InlineData("""{"a":{"dtype":null,"shape":[1],"data_offsets":[0,4]}}""", true)]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", true)]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", true)]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", true)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", true)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", true)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", true)]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[99,99]}}""", true)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775804,-9223372036854775808]}}""", true)]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", true)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,4],"data_offsets":[0,4]}}""", true)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", true)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", true)]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", true)]
    [InlineData("""{"a":7}""", true)]
    [InlineData("[]", true)]
    [InlineData("", true)]
    public void A_header_that_does_not_fit_is_refused(string header, bool refused) => Refused(File(header, 8)).Should().Be(refused);

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3c, 0x00, 0xc1, 0x01, 0x00, 0x00, 0x7c }, new[] { 1f, -2.5f, 5.9604645e-8f, float.PositiveInfinity })]
    [InlineData("BF16", new byte[] { 0x80, 0x3f, 0x20, 0xc0, 0x01, 0x00, 0x80, 0x7f }, new[] { 1f, -2.5f, 9.18355e-41f, float.PositiveInfinity })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0x04, 0xc0 }, new[] { 1f, -2.5f })]
    public void Numbers_of_another_precision_are_converted(string type, byte[] data, float[] expected)
    {
        var header = Encoding.UTF8.GetBytes($$$"""{"a":{"dtype":"{{{type}}}","shape":[{{{expected.Length}}}],"data_offsets":[0,{{{data.Length}}}]}}""");
        Safetensors.Read([.. BitConverter.GetBytes((ulong)header.Length), .. header, .. data]).Single().Values.Should().Equal(expected);
    }

    [Theory]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", "a stands twice in the metadata")]
    [InlineData("""{"__metadata__":{"a":"\ud800"}}""", "the metadata are damaged: *")]
    public void Metadata_that_cannot_be_told_are_refused(string header, string message) =>
        FluentActions.Invoking(() => Safetensors.ReadMetadata(File(header, 0))).Should().Throw<InvalidDataException>().WithMessage(message);

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(9UL)]
    public void A_header_longer_than_the_file_is_refused(ulong length)
    {
        var content = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(content, length);
        Refused(content).Should().BeTrue();
    }

    // Whatever is wrong, the exception is the one that a checkpoint store turns into a message: any other fails the test.
    private static bool Refused(byte[] content)
    {
        try
        {
            Safetensors.Read(content);
            return false;
        }
        catch (InvalidDataException fault)
        {
            fault.Message.Should().NotBeEmpty();
            return true;
        }
    }

    private static byte[] File(string header, int data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. new byte[data]];
    }

    private static IEnumerable<uint> Bits(float[] values) => values.Select(BitConverter.SingleToUInt32Bits);
}
