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
    public void A_file_system_that_flushes_no_folders_is_left_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is such a file system, on Linux alone.");
        var flush = () => DurableFile.FlushFolder("/proc");
        flush.Should().NotThrow();
    }

    [Fact]
    public void No_error_of_fsync_is_overlooked_but_those_two()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The numbers of the errors are those of Linux.");
        Enumerable.Range(1, 133).Where(DurableFile.IsUnknownToFileSystem).Should().Equal(22, 95);
    }

    [Fact]
    public void A_folder_that_is_missing_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows flushes no folders.");
        var flush = () => DurableFile.FlushFolder(folder["missing"]);
        flush.Should().Throw<IOException>().WithMessage($"*{folder["missing"]}*");
    }
}
