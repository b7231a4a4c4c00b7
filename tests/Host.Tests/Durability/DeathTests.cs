using System.Net;
using System.Text.Json.Nodes;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Tests.Service;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>A run that kills its process whenever it trains, and the others that are at work beside it.</summary>
[Trait("Case", "F1")]
public sealed class DeathTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DurableExperiment experiment;

    public DeathTests() => experiment = new DurableExperiment(folder);

    public void Dispose() => folder.Dispose();

    // It trains its only epoch for minutes and writes nothing before.
    private string Deadly => experiment.Text
        .Replace("name = durable, epochs = 10", "name = deadly, epochs = 1", StringComparison.Ordinal)
        .Replace("hidden = 64", "hidden = 1024", StringComparison.Ordinal)
        .Replace("every = 20ms", "every = 1h", StringComparison.Ordinal);

    // The network's outputs of its first batch take several times the memory of the group.
    private const string Greedy = """
        actorlstm {
          experiment { name = greedy, epochs = 1 }
          corpus.source = letters.txt
          windows { maxlen = 100, step = 3 }
          model.hidden = 64
          training { kernel = torch, batch-size = 20000, threads = 1, device = cpu }
          sampling { temperatures = [0.5], length = 5 }
        }
        """;

    private string Runs => folder["served"];

    [Fact]
    public async Task A_service_that_dies_three_times_over_a_run_sets_it_aside_and_the_other_runs_complete()
    {
        var reference = await experiment.ReferenceAsync();
        var (deadly, innocent, deaths, known) = ("", "", 0, 0L);
        while (true)
        {
            using var service = await ServedProgram.StartAsync(Runs, folder.Path, "service.concurrent-runs=2");
            if (deaths == 0)
            {
                (deadly, innocent) = (await service.SubmitAsync(Deadly), await service.SubmitAsync(experiment.Text));
            }

            var told = await service.WatchAsync(deadly, known, happened => happened.Kind is "progress" or "run_ended");
            if (told[^1].Kind == "run_ended")
            {
                deaths.Should().Be(3);
                var run = (await service.GetAsync($"/api/runs/{deadly}"))["run"]!;
                ((string?)run["status"]).Should().Be("failed");
                ((string?)run["reason"]).Should().Contain("died three times in a row").And.Contain("training.batch-size");
                await service.WatchAsync(innocent);
                RunImage.Of(folder["served", innocent]).DifferencesFrom(reference).Should().BeEmpty();

                // Asked for by hand it is tried again, and then it is cancelled.
                (await service.PostAsync($"/api/runs/{deadly}/resume")).Status.Should().Be(HttpStatusCode.OK);
                await service.WatchAsync(deadly, told.Max(happened => happened.Id) ?? known, happened => happened.Kind == "progress");
                (await service.PostAsync($"/api/runs/{deadly}/cancel")).Status.Should().Be(HttpStatusCode.OK);
                await service.HasStatusAsync(deadly, "cancelled");
                break;
            }

            known = told.Max(happened => happened.Id) ?? known;
            deaths++;
            await service.KillAsync();
        }
    }

    [Fact]
    public async Task A_run_that_exhausts_the_memory_of_a_service_is_set_aside_after_three_deaths_and_the_run_beside_it_completes()
    {
        using var group = ControlGroup.OrSkip(1_500_000_000);
        folder.Write("letters.txt", string.Concat(Enumerable.Repeat("abcdefghijklmnopqrstuvwxyz\n", 8000)));
        var (greedy, innocent, deaths) = ("", "", 0);
        while (true)
        {
            using var service = await ServedProgram.StartUncheckedAsync(Runs, folder.Path, group, "service.concurrent-runs=2");
            if (deaths == 0)
            {
                (innocent, greedy) = (await service.SubmitAsync(experiment.Text), await service.SubmitAsync(Greedy));
            }

            var died = service.EndsAsync();
            var isSetAside = service.HasStatusAsync(greedy, "failed");
            await Task.WhenAny(died, isSetAside);
            if (isSetAside.IsCompletedSuccessfully)
            {
                deaths.Should().Be(3);
                ((string?)(await service.GetAsync($"/api/runs/{greedy}"))["run"]!["reason"]).Should()
                    .Contain("died three times in a row").And.Contain("training.batch-size");
                await service.HasStatusAsync(innocent, "completed");
                (await service.StopAsync()).MustBe(0);
                break;
            }

            (await died).MustBe(ProcessResult.Killed);
            await FluentActions.Awaiting(() => isSetAside).Should().ThrowAsync<HttpRequestException>();
            (++deaths).Should().BeLessThanOrEqualTo(3);
        }
    }

    [Fact]
    public async Task A_run_that_progresses_is_never_set_aside_however_often_its_process_dies()
    {
        var reference = await experiment.ReferenceAsync();
        var (run, known) = ("", 0L);
        for (var deaths = 0; deaths < 4; deaths++)
        {
            using var service = await ServedProgram.StartAsync(Runs, folder.Path);
            run = run.Length == 0 ? await service.SubmitAsync(experiment.Text) : run;
            var told = await service.WatchAsync(run, known, happened => happened.Kind is "progress_saved" or "epoch" or "run_ended");
            known = told.Max(happened => happened.Id) ?? known;
            await service.KillAsync();
        }

        using var last = await ServedProgram.StartAsync(Runs, folder.Path);
        await last.WatchAsync(run);
        RunImage.Of(folder["served", run]).DifferencesFrom(reference).Should().BeEmpty();
    }

    [Fact]
    public async Task A_batch_sets_a_run_aside_during_which_its_process_died_three_times_and_the_others_complete()
    {
        var file = folder.Write("batch.conf", Deadly.Replace("actorlstm {", """
            actorlstm {
              batch { retries = 2, max-concurrent = 2, list = [{ model.hidden = 1024 }, { model.hidden = 16 }, { model.hidden = 24 }] }
            """, StringComparison.Ordinal));
        string[] arguments = ["run", file, "--runs", Runs, "--json"];
        for (var deaths = 0; deaths < 3; deaths++)
        {
            using var process = ActorLstmProcess.Start(arguments);
            await ServedProgram.HasAsync(() => Task.FromResult(process.HasEnded || IsAtWorkIn(process)));
            process.Kill();
            (await process.WaitAsync()).MustBe(ProcessResult.Killed);
        }

        var result = await ActorLstmProcess.RunAsync(arguments);
        result.MustBe(1);
        var runs = Batches.DurableBatch.Page(Runs)["runs"]!.AsArray();
        runs.Select(run => (string?)run!["status"]).Should().Equal("failed", "completed", "completed");
        ((string?)runs[0]!["reason"]).Should().Contain("died three times in a row");
    }

    [Fact]
    public async Task Runs_that_no_process_works_on_are_cancelled_and_removed_and_a_pause_says_why_not()
    {
        var run = await KillAsync(experiment.Runs("alone"), folder.Write("deadly.conf", Deadly));
        var paused = await Verb("pause", run);
        paused.MustBe(2);
        paused.Error.Should().Contain("is interrupted").And.Contain("actorlstm resume ").And.Contain("actorlstm cancel ");

        var cancelled = await Verb("cancel", run);
        cancelled.MustBe(0);
        ((string?)JsonNode.Parse(cancelled.Output)!["status"]).Should().Be("cancelled");
        RunFolder.Check(run).Should().BeEmpty();
        (await Verb("cancel", run)).Error.Should().Contain("is cancelled. There is nothing to cancel.");
        (await Verb("resume", run)).MustBe(2);
        (await Verb("remove", run)).MustBe(0);
        Directory.Exists(run).Should().BeFalse();
    }

    [Fact]
    public async Task A_batch_that_no_process_works_on_is_cancelled_with_its_runs()
    {
        var batch = new Batches.DurableBatch(folder, "batch.stopping.rule=none", "experiment.epochs=100000");
        await Batches.DurableBatch.KillAsync(batch.Start(Runs), "\"event\":\"epoch\"");
        File.Delete(folder["proverbs.txt"]); // What only ends needs no corpus.

        var paused = await ActorLstmProcess.RunAsync("pause", "rates", "--runs", Runs);
        paused.MustBe(2);
        paused.Error.Should().Contain("No process works on the batch").And.Contain("actorlstm cancel ");

        var cancelled = await ActorLstmProcess.RunAsync("cancel", "rates", "--runs", Runs, "--json");
        cancelled.MustBe(0);
        ((string?)Batches.DurableBatch.Page(Runs)["status"]).Should().Be("cancelled");
        Directory.EnumerateDirectories(Runs, "2*").Select(run => (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["status"]).Should().OnlyContain(status => status == "cancelled");
    }

    [Fact]
    public async Task A_service_cancels_runs_and_batches_that_no_process_works_on()
    {
        var run = await KillAsync(Runs, folder.Write("deadly.conf", Deadly));
        var batch = new Batches.DurableBatch(folder, "batch.stopping.rule=none", "experiment.epochs=100000");
        await Batches.DurableBatch.KillAsync(batch.Start(Runs), "\"event\":\"epoch\"");

        using var service = await ServedProgram.StartAsync(Runs, folder.Path);
        foreach (var name in new[] { Path.GetFileName(run), "rates" })
        {
            var paused = await ActorLstmProcess.RunAsync("pause", name, "--server", service.Address);
            paused.MustBe(2);
            paused.Error.Should().Contain("there is nothing to pause");
            var cancelled = await ActorLstmProcess.RunAsync("cancel", name, "--server", service.Address, "--json");
            cancelled.MustBe(0);
            JsonNode.Parse(cancelled.Output)!["status"]!.ToString().Should().Be("cancelled");
        }

        Directory.EnumerateDirectories(Runs, "2*").Select(at => (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(at, "run.json")))!["status"]).Should().OnlyContain(status => status == "cancelled");
    }

    private static async Task<string> KillAsync(string runs, string file)
    {
        using var process = ActorLstmProcess.Start(["run", file, "--runs", runs, "--json"]);
        await process.OutputHas("\"event\":\"run_started\"");
        process.Kill();
        (await process.WaitAsync()).MustBe(ProcessResult.Killed);
        return DurableExperiment.OnlyRunIn(runs);
    }

    private static Task<ProcessResult> Verb(string verb, string run) => ActorLstmProcess.RunAsync(verb, run, "--json");

    // The run of the first place has been taken over by this process: its page says so.
    private bool IsAtWorkIn(ActorLstmProcess process)
    {
        try
        {
            return Batches.DurableBatch.Ids(Runs)[1] is { } id
                && (int?)JsonNode.Parse(File.ReadAllText(Path.Combine(Runs, id, "run.json")))?["owner"]?["process"] == process.Id;
        }
        catch (Exception fault) when (fault is IOException or System.Text.Json.JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return false; // It is being written.
        }
    }
}
