using ActorLstm.Model.Devices;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Devices;

public sealed class DeviceSelectionTests
{
    [Theory]
    [InlineData("cpu", "cuda-linux", 2, "cpu", false, "cpu: it was asked for.")]
    [InlineData("auto", "cpu", 0, "cpu", false, "*this build has no CUDA*TorchBackend*")]
    [InlineData("auto", "cuda-linux", 0, "cpu", true, "*the machine has no NVIDIA GPU*")]
    [InlineData("auto", "cuda-linux", 2, "cuda:0", false, "*first of 2 usable*")]
    [InlineData("cuda", "cuda-windows", 1, "cuda:0", false, "cuda:0: it was asked for.")]
    [InlineData("cuda:1", "cuda-linux", 2, "cuda:1", false, "cuda:1: it was asked for.")]
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
    [Trait("Case", "F6")]
    [InlineData("cuda", "cpu", 0, "training.device = cuda cannot be used: this build has no CUDA*TorchBackend*Set training.device = cpu, or auto*")]
    [InlineData("cuda", "cuda-windows", 0, "*(cuda-windows) but the machine has no NVIDIA GPU*")]
    [InlineData("cuda:2", "cuda-linux", 2, "training.device = cuda:2*this machine has 2 usable GPU(s), cuda:0 to cuda:1*")]
    public void A_device_that_is_requested_by_name_and_is_not_there_is_refused(string setting, string backend, int gpus, string message)
    {
        var select = () => DeviceSelection.Select(setting, new CudaState(backend, gpus));

        select.Should().Throw<DeviceUnavailableException>().WithMessage(message).Which.Setting.Should().Be(setting);
    }

    [Fact]
    [Trait("Case", "F6")]
    public void A_device_of_another_machine_is_taken_to_be_there() => DeviceSelection.SelectElsewhere("cuda:3").Name.Should().Be("cuda:3");

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
