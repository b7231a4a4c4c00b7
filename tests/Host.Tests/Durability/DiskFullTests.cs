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
