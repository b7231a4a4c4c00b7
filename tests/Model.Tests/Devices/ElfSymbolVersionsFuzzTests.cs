using ActorLstm.Model.Devices;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Devices;

public sealed class ElfSymbolVersionsFuzzTests
{
    private const string Library = "libstdc++.so.6";
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void Any_cut_of_a_file_is_refused_without_a_change()
    {
        for (var length = 0; length < ElfImage.Typical.Length; length++)
        {
            var file = ElfImage.Typical[..length];

            var weaken = () => ElfSymbolVersions.Weaken(file, Library, Version);

            weaken.Should().Throw<ElfFormatException>("the file has {0} bytes", length);
            file.Should().Equal(ElfImage.Typical[..length]);
        }
    }

    [Fact]
    public void Any_bytes_are_weakened_in_one_bit_or_refused()
    {
        var mutations = Gen.Select(Gen.Int[0, ElfImage.Typical.Length - 1], Gen.Byte).Array[1, 12];
        mutations.Sample(
            changes =>
            {
                var file = ElfImage.Typical.ToArray();
                foreach (var (offset, value) in changes)
                {
                    file[offset] = value;
                }

                return ChangesAtMostTheFlag(file);
            },
            iter: 20_000);
    }

    [Fact]
    public void Any_bytes_after_a_header_are_weakened_in_one_bit_or_refused()
    {
        Gen.Byte.Array[0, 600].Sample(
            tail => ChangesAtMostTheFlag([.. ElfImage.Typical[..64], .. tail]), iter: 5_000);
    }

    private static bool ChangesAtMostTheFlag(byte[] file)
    {
        var before = file.ToArray();
        try
        {
            var changed = ElfSymbolVersions.Weaken(file, Library, Version);
            var offsets = Enumerable.Range(0, file.Length).Where(i => file[i] != before[i]).ToList();
            return changed
                ? offsets.Count == 1 && file[offsets[0]] == (before[offsets[0]] | 2)
                : offsets.Count == 0;
        }
        catch (ElfFormatException)
        {
            return file.AsSpan().SequenceEqual(before);
        }
    }
}
