using ActorLstm.Model.Devices;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Devices;

public sealed class ElfSymbolVersionsTests
{
    private const string Library = "libstdc++.so.6";
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void Reads_what_a_library_needs_and_defines()
    {
        var elf = ElfSymbolVersions.Read(ElfImage.Typical);

        elf.Needs.Select(n => $"{n.Library} {n.Version} {n.Index} {n.IsWeak}").Should().Equal(
            "libc.so.6 GLIBC_2.34 2 False",
            "libc.so.6 GLIBC_2.4 3 False",
            "libstdc++.so.6 GLIBCXX_3.4.30 4 False",
            "libstdc++.so.6 GLIBCXX_3.4.32 5 False",
            "libstdc++.so.6 CXXABI_1.3 6 False");
        elf.Definitions.Should().Equal("VERS_1.0", "VERS_1.1");
    }

    [Fact]
    public void Weakens_the_one_version_and_touches_no_other_byte()
    {
        var file = ElfImage.Typical.ToArray();

        ElfSymbolVersions.Weaken(file, Library, Version).Should().BeTrue();

        var need = ElfSymbolVersions.Read(file).Needs.Where(n => n.IsWeak).Should().ContainSingle().Subject;
        need.Is(Library, Version).Should().BeTrue();
        var expected = ElfImage.Typical.ToArray();
        expected[need.FlagsOffset] |= 2;
        file.Should().Equal(expected);
    }

    [Fact]
    public void Weakening_twice_changes_nothing_the_second_time()
    {
        var file = ElfImage.Typical.ToArray();
        ElfSymbolVersions.Weaken(file, Library, Version);
        var once = file.ToArray();

        ElfSymbolVersions.Weaken(file, Library, Version).Should().BeFalse();

        file.Should().Equal(once);
    }

    [Theory]
    [InlineData(Library, "GLIBCXX_3.4.33")]
    [InlineData(Library, "GLIBCXX_3.4.3")]
    [InlineData(Library, "GLIBC_2.34")]
    [InlineData("libc.so.6", Version)]
    public void Leaves_a_file_alone_that_does_not_ask_for_the_version(string library, string version)
    {
        var file = ElfImage.Typical.ToArray();

        ElfSymbolVersions.Weaken(file, library, version).Should().BeFalse();

        file.Should().Equal(ElfImage.Typical);
    }

    [Fact]
    public void Refuses_a_version_whose_symbols_are_used()
    {
        var file = ElfImage.Typical.ToArray();

        var weaken = () => ElfSymbolVersions.Weaken(file, Library, "GLIBCXX_3.4.30");

        weaken.Should().Throw<ElfFormatException>().WithMessage("*GLIBCXX_3.4.30 are really used*newer libstdc++*");
        file.Should().Equal(ElfImage.Typical);
    }

    [Theory]
    [InlineData(0, 0, "*not an ELF file*")]
    [InlineData(4, 1, "*not a 64-bit little-endian*")]
    [InlineData(5, 2, "*not a 64-bit little-endian*")]
    [InlineData(0x3c, 0, "*no table of sections*")]
    public void Refuses_a_file_of_another_kind(int offset, byte value, string message)
    {
        var file = ElfImage.Typical.ToArray();
        file[offset] = value;

        var read = () => ElfSymbolVersions.Read(file);

        read.Should().Throw<ElfFormatException>().WithMessage(message);
    }

    [Fact]
    public void Refuses_a_file_that_is_cut_short()
    {
        var read = () => ElfSymbolVersions.Read(ElfImage.Typical[..^1]);

        read.Should().Throw<ElfFormatException>().WithMessage("*cut short*");
    }

    [Fact]
    public void Refuses_an_empty_file()
    {
        var read = () => ElfSymbolVersions.Read([]);

        read.Should().Throw<ElfFormatException>().WithMessage("*not an ELF file*");
    }
}
