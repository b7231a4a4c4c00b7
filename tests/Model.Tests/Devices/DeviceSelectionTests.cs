using ActorLstm.Model.Devices;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Devices;

public sealed class DeviceSelectionTests
{
    [Theory]
    [InlineData("cpu", "cuda-linux", 2, "cpu", false, "cpu: it was asked for.")]
    [InlineData("auto", "cpu", 0, "cpu", false, "*this build has no CUDA*TorchBackend*")]
    [InlineData("auto", "cuda-linux", 0, "cpu", false, "*the machine has no NVIDIA GPU*")]
    [InlineData("auto", "cuda-linux", 2, "cuda:0", false, "*first of 2 usable*")]
    [InlineData("cuda", "cpu", 0, "cpu", true, "*cuda was asked for, but this build has no CUDA*falls back to the CPU.")]
    [InlineData("cuda", "cuda-windows", 0, "cpu", true, "*(cuda-windows) but the machine has no NVIDIA GPU*falls back*")]
    [InlineData("cuda", "cuda-windows", 1, "cuda:0", false, "cuda:0: it was asked for.")]
    [InlineData("cuda:1", "cuda-linux", 2, "cuda:1", false, "cuda:1: it was asked for.")]
    [InlineData("cuda:2", "cuda-linux", 2, "cpu", true, "*cuda:2 was asked for*cuda:0 to cuda:1: falls back*")]
    public void A_device_follows_from_the_setting_the_build_and_the_machine(
        string setting, string backend, int gpus, string name, bool isFallback, string reason)
    {
        var device = DeviceSelection.Select(setting, new CudaState(backend, gpus));

        device.Name.Should().Be(name);
        device.IsFallback.Should().Be(isFallback);
        device.IsCuda.Should().Be(name is not "cpu");
        device.Reason.Should().Match(reason);
    }

    [Theory]
    [InlineData("auto", true)]
    [InlineData("cpu", true)]
    [InlineData("cuda", true)]
    [InlineData("cuda:0", true)]
    [InlineData("cuda:12", true)]
    [InlineData("cuda:", false)]
    [InlineData("cuda:-1", false)]
    [InlineData("cuda: 1", false)]
    [InlineData("cuda:99999999999", false)]
    [InlineData("CUDA", false)]
    [InlineData("gpu", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_setting_is_one_of_the_documented(string? setting, bool isValid)
    {
        DeviceSelection.IsValid(setting).Should().Be(isValid);
    }

    [Fact]
    public void An_unknown_device_is_refused_with_the_known_ones()
    {
        var select = () => DeviceSelection.Select("gpu");

        select.Should().Throw<ArgumentException>().WithMessage("*'gpu'*auto, cpu, cuda or cuda:N*");
    }

    [Fact]
    public void This_machine_has_a_device_for_auto()
    {
        var device = DeviceSelection.Select("auto");

        device.IsFallback.Should().BeFalse();
        device.Reason.Should().StartWith(device.Name);
    }

    [Fact]
    public void The_backend_of_the_build_is_known()
    {
        NativeLibraries.Backend.Should().BeOneOf("cpu", "cuda-linux", "cuda-windows");
    }
}
