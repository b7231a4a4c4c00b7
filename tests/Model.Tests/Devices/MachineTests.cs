using ActorLstm.Model.Devices;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Devices;

[Trait("Case", "F5")]
public sealed class MachineTests
{
    private static readonly Machine Wide = new("Wide 9000", 512, "AVX512", 8_000_000_000);

    public static TheoryData<Machine> Others =>
    [
        Wide with { Cpu = "Other" }, Wide with { TorchCapability = "AVX2" }, Wide with { TorchCapability = "DEFAULT" }, Wide with { Variables = new Dictionary<string, string> { ["MKL_CBWR"] = "AVX2" } },
    ];

    [Fact]
    public void This_machine_has_a_processor_with_a_name_and_torch_tells_its_code_path()
    {
        Machine.Here.Cpu.Should().NotBeNullOrWhiteSpace();
        Machine.Here.Vectors.Should().BeOneOf(0, 128, 256, 512);
        if (OperatingSystem.IsLinux() && VectorUnits.Here.IsX64)
        {
            Machine.Here.TorchCapability.Should().BeOneOf("AVX512", "AVX2", "DEFAULT");
        }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void With_torch_s_kernel_each_difference_in_what_torch_chooses_its_code_by_can_change_numbers(Machine other)
    {
        Changes(other, KernelKind.Torch).Should().ContainSingle().Which.ChangesNumbers.Should().BeTrue();
        Changes(other, KernelKind.Fused).Should().ContainSingle().Which.ChangesNumbers.Should().Be(other.TorchCapability == "DEFAULT", "of torch only the optimizer is used");
        MachineChange.Between(Wide, other, KernelKind.Torch, trainsOnCpu: false).Should().ContainSingle().Which.ChangesNumbers.Should().BeFalse("nothing is trained on the processor");
    }

    [Fact]
    public void The_width_of_vectors_and_the_memory_change_no_numbers_and_an_older_run_tells_of_no_machine()
    {
        Changes(Wide with { Vectors = 256, MemoryLimit = 1 }, KernelKind.Torch).Should().Equal(new MachineChange("vectors have 256 bits, not 512", ChangesNumbers: false));
        MachineChange.Between(null, Wide, KernelKind.Torch, trainsOnCpu: true).Should().BeEmpty();
        Changes(Wide with { TorchCapability = null }, KernelKind.Torch).Should().BeEmpty("nobody knows whether it differs");
    }

    [Theory]
    [InlineData("AMD EPYC 9004", "processor\t: 0", "model name\t: AMD EPYC 9004", "", "model name\t: Other")]
    [InlineData("Arm 0x41 part 0xd40", "processor\t: 0", "CPU implementer\t: 0x41", "CPU part\t: 0xd40")]
    [InlineData(null, "processor\t: 0")]
    public void Linux_tells_the_name_of_the_processor(string? name, params string[] lines) => ProcessorName.Parse(lines).Should().Be(name);

    private static IEnumerable<MachineChange> Changes(Machine other, KernelKind kernel) => MachineChange.Between(Wide, other, kernel, trainsOnCpu: true);
}
