using ActorLstm.Model.Devices;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using TorchSharp;
using Xunit;

namespace ActorLstm.Model.Tests.Devices;

public sealed class TorchRuntimeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_threads_of_an_operation_are_those_that_were_asked_for_last()
    {
        TorchRuntime.UseThreads(2);
        TorchRuntime.UseThreads(1);
        TorchRuntime.Load();

        torch.get_num_threads().Should().Be(1);
    }

    [Fact]
    public void A_recurrent_layer_computes_forward_and_backward()
    {
        TorchRuntime.Load();
        using var scope = torch.NewDisposeScope();
        using var lstm = torch.nn.LSTM(3, 5, batchFirst: true);

        var (output, _, _) = lstm.forward(torch.ones(2, 4, 3));
        output.sum().backward();

        output.shape.Should().Equal(2, 4, 5);
        lstm.parameters().Select(p => p.grad).Should().NotContainNulls();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void Fewer_than_one_thread_is_refused(int threads)
    {
        var use = () => TorchRuntime.UseThreads(threads);

        use.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*use 1 or more*");
    }

    [Fact]
    public void A_missing_library_is_named_with_thefolder_and_the_way_out()
    {
        var load = () => TorchRuntime.LoadFrom([folder.Path]);

        load.Should().Throw<TorchUnavailableException>().Which.Message
            .Should().ContainAll(NativeLibraryFiles.EntryFileName, "is missing", folder.Path, "Build or publish");
    }

    [Fact]
    public void A_file_that_is_no_library_is_named_with_what_the_system_says()
    {
        var path = folder.Write(NativeLibraryFiles.EntryFileName, [1, 2, 3]);

        var load = () => TorchRuntime.LoadFrom([folder.Path]);

        load.Should().Throw<TorchUnavailableException>().Which.Message.Should().ContainAll(path, "The system says:");
    }

    [Fact]
    public void A_library_for_another_word_size_is_named_with_what_is_wrong()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The libraries of other systems are not in the ELF format.");
        var file = ElfImage.Typical.ToArray();
        file[4] = 1;
        var path = folder.Write(NativeLibraryFiles.EntryFileName, file);

        var load = () => TorchRuntime.LoadFrom([folder.Path]);

        load.Should().Throw<TorchUnavailableException>().Which.Message
            .Should().ContainAll(path, "not a 64-bit little-endian ELF file", "build again");
    }
}
