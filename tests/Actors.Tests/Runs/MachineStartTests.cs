using ActorLstm.Actors.Runs;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

[Trait("Case", "F1")]
public sealed class MachineStartTests
{
    [Fact]
    public void An_id_that_cannot_be_read_is_not_known_and_stops_nothing()
    {
        using var folder = new TemporaryFolder();
        MachineStart.Read(folder["missing"]).Should().BeNull();
        MachineStart.Read(folder["missing", "file"]).Should().BeNull();
        MachineStart.Read(Directory.CreateDirectory(folder["no file"]).FullName).Should().BeNull("it may not be read as a file");
        MachineStart.Read(folder.Write("boot_id", "0f0e0d0c-0b0a\n")).Should().Be("0f0e0d0c-0b0a");
    }

    [Fact]
    public void Each_system_tells_what_it_can() => (MachineStart.Id is not null).Should().Be(File.Exists("/proc/sys/kernel/random/boot_id"));
}
