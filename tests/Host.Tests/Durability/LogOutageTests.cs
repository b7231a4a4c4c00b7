using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>Training is worth more than the log of it.</summary>
[Trait("Case", "R15")]
public sealed class LogOutageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Runs => folder["runs"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_log_that_is_removed_does_not_stop_training()
    {
        var experiment = new DurableExperiment(folder, "experiment.epochs=5");
        var reference = await experiment.ReferenceAsync();
        using var process = ActorLstmProcess.Start(experiment.Start(Runs));
        await process.OutputHas("\"event\":\"epoch\",\"epoch\":1,");
        File.Delete(Path.Combine(DurableExperiment.OnlyRunIn(Runs), "log.jsonl"));
        (await process.WaitAsync()).MustBe(0);
        RunImage.Of(DurableExperiment.OnlyRunIn(Runs)).DifferencesFrom(reference).Should().BeEmpty();
    }

    [Theory]
    [InlineData("a log that is always full")]
    [InlineData("a log that cannot be opened")]
    public async Task Training_goes_on_with(string outage)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a file that is always full.");
        var experiment = new DurableExperiment(folder, "experiment.epochs=5");
        var reference = await experiment.ReferenceAsync();
        using (var process = ActorLstmProcess.Start(experiment.Start(Runs)))
        {
            await process.OutputHas("\"event\":\"epoch\",\"epoch\":1,");
            process.Kill();
            await process.WaitAsync();
        }

        var run = DurableExperiment.OnlyRunIn(Runs);
        var log = Path.Combine(run, "log.jsonl");
        File.Delete(log);
        if (outage == "a log that is always full")
        {
            File.CreateSymbolicLink(log, "/dev/full");
        }
        else
        {
            Directory.CreateDirectory(log);
        }

        (await ActorLstmProcess.RunAsync(DurableExperiment.Resume(Runs))).MustBe(0);
        RunImage.Of(run).DifferencesFrom(reference).Should().BeEmpty();
    }
}
