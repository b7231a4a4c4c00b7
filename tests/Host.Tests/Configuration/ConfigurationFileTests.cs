using ActorLstm.Host.Configuration;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_file_is_named() => Fault("none.conf").Should().Contain("There is no such file");

    [Fact]
    public void A_folder_is_no_file() => Fault(".").Should().Contain("This is a folder");

    [Fact]
    public void An_empty_file_is_refused() => Fault(folder.Write("a.conf", " \n")).Should().Contain("The file is empty");

    [Fact]
    public void Zero_bytes_are_no_text() => Fault(folder.Write("a.conf", "a\0b")).Should().Contain("not a text");

    [Fact]
    public void Bytes_that_are_not_utf8_are_named_with_their_offset() =>
        Fault(folder.Write("a.conf", [.. "name = it"u8, 0x92, .. "s"u8])).Should().Contain("not UTF-8: byte 0x92 at offset 9");

    [Fact]
    public void A_file_of_many_megabytes_is_no_configuration() =>
        Fault(folder.Write("a.conf", new byte[5_000_000])).Should().Contain("more than the 4194304 of any configuration");

    [Fact]
    public void A_byte_order_mark_is_dropped() =>
        ConfigurationFile.Read(folder.Write("a.conf", [0xEF, 0xBB, 0xBF, .. "actorlstm {}"u8])).Should().Be("actorlstm {}");

    private string Fault(string name) =>
        FluentActions.Invoking(() => ConfigurationFile.Read(folder[name])).Should().Throw<ConfigurationException>().Which.Message;
}
