using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>A run that is killed again and again, at any moment, and resumed each time, ends as if nothing had happened.</summary>
public sealed class KillTests(ITestOutputHelper report) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Case", "R1")]
    [Trait("Case", "R3")]
    public async Task A_run_that_is_killed_six_times_ends_as_one_that_is_not() => await KillAsync(6);

    [Fact]
    [Trait("Suite", "kill")]
    [Trait("Case", "R1")]
    [Trait("Case", "R3")]
    public async Task A_run_that_is_killed_hundreds_of_times_ends_as_one_that_is_not()
    {
        var figures = await KillAsync(Chance.Count("ACTORLSTM_TEST_KILLS", 200));
        figures.InsideAWrite.Should().BeGreaterThan(figures.Kills / 3);
    }

    [Fact]
    [Trait("Case", "R1")]
    public async Task A_killed_run_without_checkpoints_after_its_epochs_goes_on_from_where_it_wrote_last()
    {
        var experiment = new DurableExperiment(folder, "checkpoints.every-epochs=1000", "sampling.every-epochs=1000");
        var reference = await experiment.ReferenceAsync();
        var runs = experiment.Runs("killed");
        using (var process = ActorLstmProcess.Start(experiment.Start(runs)))
        {
            await process.OutputHas("\"event\":\"epoch\",\"epoch\":6,");
            process.Kill();
            (await process.WaitAsync()).MustBe(ProcessResult.Killed);
        }

        var run = DurableExperiment.OnlyRunIn(runs);
        var state = (await RecordedEvents.ReadAsync(new PersistenceOptions(), run)).State;
        var place = state.Progress!;
        Directory.Exists(Path.Combine(run, "checkpoints", place.FolderName)).Should().BeTrue();

        var resumed = await ActorLstmProcess.RunAsync(DurableExperiment.Resume(runs));

        resumed.MustBe(0);
        resumed.Error.Should().Contain($"resumed in epoch {place.Epoch}, after batch {place.Batch}{(place.Epoch <= state.Epochs.Count ? $"; what follows up to epoch {state.Epochs.Count} is trained again" : "")}");
        RunImage.Of(run).DifferencesFrom(reference).Should().BeEmpty();
    }

    private async Task<KillFigures> KillAsync(int kills)
    {
        var figures = await new KillSeries(folder, new PersistenceOptions(), Chance.Random(report), report).KillAsync(kills);
        (figures.Lost, figures.Duplicates).Should().Be((0, 0));
        return figures;
    }
}
