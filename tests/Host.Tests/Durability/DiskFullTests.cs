using System.Diagnostics;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>A disk that a run fills with its checkpoints.</summary>
[Trait("Case", "R14")]
public sealed class DiskFullTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private bool isMounted;

    private string Disk => folder["disk"];

    public void Dispose()
    {
        if (isMounted)
        {
            Execute("umount", Disk);
        }

        folder.Dispose();
    }

    [Theory]
    [InlineData("with large checkpoints", 256, 20_000)]
    [InlineData("that has little room", 24, 600, Traits = ["Suite", "kill"])]
    [InlineData("that has hardly any room", 24, 250, Traits = ["Suite", "kill"])]
    public async Task A_run_that_fills_the_disk_says_so_and_goes_on_when_there_is_room(string which, int hidden, int room)
    {
        _ = which;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can mount a small disk.");
        var experiment = new DurableExperiment(folder, "experiment.epochs=12", $"model.hidden={hidden}", "windows.step=16", "checkpoints.every=1h");
        var reference = await experiment.ReferenceAsync();
        Mount(room);

        var stopped = await ActorLstmProcess.RunAsync(experiment.Start(Disk));

        stopped.MustBe(1);
        stopped.Error.Should().MatchRegex("No space left on device|disk is full").And.Contain(Disk).And.Contain("actorlstm resume ").And.NotContain("   at ");
        var run = DurableExperiment.OnlyRunIn(Disk);
        var recorded = (await RecordedEvents.ReadAsync(new PersistenceOptions(), run)).Events.OfType<EpochTrained>().ToList();
        recorded.Count.Should().BeInRange(1, 11);
        var store = new CheckpointStore(Path.Combine(run, "checkpoints"));
        recorded.ForEach(epoch => store.Load(epoch.Checkpoint!));

        Execute("mount", "-o", "remount,size=200m", Disk).Should().Be(0);
        (await ActorLstmProcess.RunAsync(DurableExperiment.Resume(Disk))).MustBe(0);

        RunImage.Of(run).DifferencesFrom(reference).Should().BeEmpty();
    }

    [Theory]
    [Trait("Case", "F29")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Remove_frees_a_disk_that_has_no_byte_left(bool isKilled)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can mount a small disk.");
        Mount(20_000);
        var experiment = new DurableExperiment(folder, "experiment.epochs=2", "model.hidden=256", "windows.step=16", "checkpoints.every=1h");
        if (isKilled)
        {
            using var process = ActorLstmProcess.Start(experiment.Start(Disk));
            await process.OutputHas("\"event\":\"epoch\",\"epoch\":1,");
            process.Kill();
            await process.WaitAsync();
        }
        else
        {
            (await ActorLstmProcess.RunAsync(experiment.Start(Disk))).MustBe(0);
        }

        Fill();
        (await ActorLstmProcess.RunAsync("remove", DurableExperiment.Name, "--runs", Disk)).MustBe(0);
        Directory.EnumerateDirectories(Disk).Should().BeEmpty();
        new DriveInfo(Disk).AvailableFreeSpace.Should().BeGreaterThan(1_000_000);
    }

    private void Fill()
    {
        using var rest = new FileStream(Path.Combine(Disk, "rest"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true)
            {
                rest.Write(page);
            }
        }
        catch (IOException)
        {
            new DriveInfo(Disk).AvailableFreeSpace.Should().Be(0);
        }
    }

    private void Mount(int kilobytes)
    {
        Directory.CreateDirectory(Disk);
        isMounted = Execute("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", Disk) == 0;
        Assert.SkipUnless(isMounted, "A small disk cannot be mounted here: the tests run in a container that may not.");
    }

    private static int Execute(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
