using System.Diagnostics;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Serilog;
using Xunit;

namespace ActorLstm.Host.Tests.Acceptance;

[Collection(AloneOnTheMachine.Name)]
[Trait("Suite", "acceptance")]
public sealed class ResponsivenessTests(ITestOutputHelper report)
{
    [Fact]
    public async Task The_trainer_answers_within_a_second_at_any_moment_and_the_first_batch_is_done_within_five()
    {
        using var folder = new TemporaryFolder();
        var cancellation = TestContext.Current.CancellationToken;
        var since = Stopwatch.StartNew();
        var configuration = ConfigurationLoader.LoadFile(
            Path.Combine(AppContext.BaseDirectory, "config", "quickstart.conf"), new Dictionary<string, string>(), [new SetOption("experiment.epochs=1")]);
        using var http = new HttpClient();
        var places = CorpusPlaces.FromEnvironment(name => name == CorpusPlaces.DataVariable ? Nietzsche.Folder : null, folder.Path);
        var prepared = await PreparedRun.PrepareAsync(configuration, new CorpusShelf(new CorpusLocator(places, http)), cancellation);
        await using var journal = await RunJournals.OpenAsync(new PersistenceOptions(), folder.Path, TimeProvider.System, cancellation);
        await using var run = await RunProcess.StartAsync(Launch(prepared, folder.Path), journal, Log.Logger, TimeProvider.System);

        TimeSpan? firstBatch = null;
        var ended = Task.Run(
            async () =>
            {
                await foreach (var notice in run.Notices.WithCancellation(cancellation))
                {
                    firstBatch ??= notice is RunProgressed ? since.Elapsed : null;
                }
            },
            cancellation);
        var slowest = TimeSpan.Zero;
        var asked = 0;
        while (!ended.IsCompleted)
        {
            var question = Stopwatch.StartNew();
            await Task.WhenAny(run.AskTrainerAsync(cancellation), ended);
            slowest = question.Elapsed > slowest ? question.Elapsed : slowest;
            asked++;
            await Task.WhenAny(ended, Task.Delay(20, cancellation));
        }

        await ended;
        report.WriteLine($"first batch after {firstBatch?.TotalSeconds:F1} s; slowest of {asked} answers {slowest.TotalMilliseconds:F0} ms");
        asked.Should().BeGreaterThan(100);
        slowest.Should().BeLessThan(TimeSpan.FromSeconds(1));
        firstBatch.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    private static RunLaunch Launch(PreparedRun prepared, string folder)
    {
        var owner = RunOwner.ThisProcess();
        var plan = RunPlan.Of(prepared.Configuration.Experiment, prepared.Configuration.Supervision);
        return new RunLaunch(prepared, "responsiveness", folder, owner, new StartRun(prepared.Facts("responsiveness"), plan, "", owner));
    }
}
