using ActorLstm.Model.Checkpoints;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Checkpoints;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_has_the_bytes_that_were_written()
    {
        DurableFile.Write(folder["file"], [1, 2, 3]);
        File.ReadAllBytes(folder["file"]).Should().Equal(1, 2, 3);
    }

    [Fact]
    public void A_file_that_stands_there_is_never_overwritten()
    {
        folder.Write("file", [7]);
        var write = () => DurableFile.Write(folder["file"], [1, 2, 3]);
        write.Should().Throw<IOException>();
        File.ReadAllBytes(folder["file"]).Should().Equal(7);
    }

    [Fact]
    public void A_folder_is_flushed()
    {
        var flush = () => DurableFile.FlushFolder(folder.Path);
        flush.Should().NotThrow();
    }

    [Fact]
    public void A_folder_that_is_missing_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows flushes no folders.");
        var flush = () => DurableFile.FlushFolder(folder["missing"]);
        flush.Should().Throw<IOException>().WithMessage($"*{folder["missing"]}*");
    }
}
