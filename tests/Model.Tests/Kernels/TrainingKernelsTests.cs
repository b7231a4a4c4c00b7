using ActorLstm.Model.Devices;
using ActorLstm.Model.Kernels;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using TorchSharp;
using Xunit;

namespace ActorLstm.Model.Tests.Kernels;

[Trait("Case", "F4")]
public sealed class TrainingKernelsTests
{
    private static readonly ComputeDevice Cpu = new(torch.CPU, "cpu", IsFallback: false);
    private static readonly ComputeDevice Gpu = new(new torch.Device(DeviceType.CUDA, 1), "cuda:1", IsFallback: false);

    [Theory]
    [InlineData(KernelKind.Auto, 512, true, true, KernelKind.Fused, false)]
    [InlineData(KernelKind.Auto, 256, true, true, KernelKind.Fused, false)]
    [InlineData(KernelKind.Auto, 256, false, true, KernelKind.Torch, true)]
    [InlineData(KernelKind.Auto, 128, false, true, KernelKind.Torch, true)]
    [InlineData(KernelKind.Auto, 0, false, true, KernelKind.Torch, true)]
    [InlineData(KernelKind.Auto, 128, true, false, KernelKind.Torch, true)]
    [InlineData(KernelKind.Fused, 512, true, true, KernelKind.Fused, false)]
    [InlineData(KernelKind.Fused, 128, false, true, KernelKind.Fused, true)]
    [InlineData(KernelKind.Fused, 128, true, false, KernelKind.Fused, true)]
    [InlineData(KernelKind.Torch, 128, false, true, KernelKind.Torch, false)]
    public void On_a_processor_auto_is_the_fused_kernel_where_that_is_known_to_be_faster(KernelKind setting, int bits, bool multiplyAdd, bool isX64, KernelKind kernel, bool isOfNote)
    {
        var choice = TrainingKernels.Choose(setting, Cpu, new VectorUnits(bits, multiplyAdd, isX64));
        (choice.Kind, choice.IsOfNote).Should().Be((kernel, isOfNote), choice.Reason);
        choice.Reason.Should().StartWith(kernel.ToString().ToLowerInvariant());
    }

    [Fact]
    public void On_a_gpu_only_torch_trains()
    {
        TrainingKernels.Choose(KernelKind.Auto, Gpu, VectorUnits.Here).Kind.Should().Be(KernelKind.Torch);
        FluentActions.Invoking(() => TrainingKernels.Choose(KernelKind.Fused, Gpu, VectorUnits.Here)).Should().Throw<InvalidInputException>().WithMessage("*cuda:1*training.kernel = auto*");
    }
}
