using ActorLstm.Host.Tests.Service;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>Files in the folder of a run that somebody edited before it was resumed.</summary>
[Trait("Case", "F32")]
public sealed class EditedRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("resume")]
    [InlineData("show")]
    public async Task Edited_settings_are_named_and_kept_and_the_run_keeps_its_own(string first)
    {
        var experiment = new DurableExperiment(folder);
        var reference = await experiment.ReferenceAsync();
        var (runs, run) = await KilledAsync(experiment);
        var file = Path.Combine(run, "experiment.conf");
        var edited = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("batch-size = 16", "batch-size = 32", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, edited, TestContext.Current.CancellationToken);

        var told = await ActorLstmProcess.RunAsync(first == "resume" ? DurableExperiment.Resume(runs) : ["show", DurableExperiment.Name, "--runs", runs]);

        told.MustBe(0);
        told.Error.Should().Contain($"{file} was edited: training.batch-size = 32, in the run 16. The run keeps its original settings.").And.Contain("actorlstm run ");
        (await File.ReadAllTextAsync(Path.Combine(run, "experiment.edited.conf"), TestContext.Current.CancellationToken)).Should().Be(edited);
        if (first != "resume")
        {
            (await ActorLstmProcess.RunAsync(DurableExperiment.Resume(runs))).MustBe(0);
        }

        RunImage.Of(run).DifferencesFrom(reference).Should().BeEmpty();
    }

    [Fact]
    public async Task A_service_keeps_them_as_well()
    {
        var experiment = new DurableExperiment(folder);
        var reference = await experiment.ReferenceAsync();
        var (runs, run) = await KilledAsync(experiment);
        var file = Path.Combine(run, "experiment.conf");
        var edited = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("hidden = 64", "hidden = 65", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, edited, TestContext.Current.CancellationToken);

        using var service = await ServedProgram.StartAsync(runs, folder.Path);
        await service.PostAsync($"/api/runs/{Path.GetFileName(run)}/resume");
        await service.WatchAsync(Path.GetFileName(run));

        (await File.ReadAllTextAsync(Path.Combine(run, "experiment.edited.conf"), TestContext.Current.CancellationToken)).Should().Be(edited);
        RunImage.Of(run).DifferencesFrom(reference).Should().BeEmpty();
    }

    private static async Task<(string Runs, string Run)> KilledAsync(DurableExperiment experiment)
    {
        var runs = experiment.Runs("killed");
        using var process = ActorLstmProcess.Start(experiment.Start(runs));
        await process.OutputHas("\"event\":\"epoch\",\"epoch\":3,");
        process.Kill();
        (await process.WaitAsync()).MustBe(ProcessResult.Killed);
        return (runs, DurableExperiment.OnlyRunIn(runs));
    }
}
