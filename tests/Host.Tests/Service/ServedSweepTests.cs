using System.Net;
using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Durability;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>Sweeps that are submitted to the service: runs that take over the checkpoints of another run.</summary>
public sealed class ServedSweepTests(TrainedSource source) : IClassFixture<TrainedSource>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Runs => folder["runs"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_sweep_that_is_submitted_is_the_sweep_that_the_command_line_makes()
    {
        var here = await source.SweepAsync("here", "--set", "sweep.epochs=all");
        using var service = await StartAsync();

        var answer = await service.PostAsync("/api/runs?name=there", await SweepAsync("sweep.epochs = all"));
        var id = (string)answer.Json["id"]!;
        (answer.Status, answer.Headers["Location"], (bool)answer.Json["is_batch"]!).Should().Be((HttpStatusCode.Created, $"/api/runs/{id}", false));
        var told = await service.WatchAsync(id);

        FinishedRun.Called("there", Runs, here.Process).Results.Should().Be(here.Results);
        told.Where(happened => happened.Kind == "checkpoint_adopted").Select(happened => (int)happened.Data["epoch"]!).Should().Equal(1, 2, 3);
        told.Count(happened => happened.Kind == "sample").Should().Be(18);
        told.Should().NotContain(happened => happened.Kind == "epoch", "nothing is trained");
        var shown = await service.GetAsync($"/api/runs/{id}");
        ((string?)shown["run"]!["status"], (string?)shown["run"]!["sweep"]!["run"]).Should().Be(("completed", source.Id));
        (await service.GetAsync($"/api/runs/{id}/samples?epoch=2&temperature=1.5")).AsArray().Should().HaveCount(2);
        var text = await service.PostAsync($"/api/runs/{id}/sample", """{"epoch": 2, "temperature": 1.5}""", "application/json");
        text.Text.Should().Be((string)(await service.GetAsync($"/api/runs/{id}/samples?epoch=2&temperature=1.5"))[0]!["text"]!);
    }

    [Fact]
    public async Task The_command_line_submits_the_sweep_that_the_program_comes_with()
    {
        using var service = await StartAsync();
        var file = Path.Combine(AppContext.BaseDirectory, "config", "sweep.conf");

        var swept = await ActorLstmProcess.RunAsync("run", file, "--server", service.Address, "--json", "--set", "sweep.run=small", "--set", "sampling.replicas=2", "--set", "sampling.length=10");

        swept.MustBe(0);
        var lines = swept.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        lines.Count(line => (string?)line["event"] == "sample").Should().Be(40, "twenty temperatures have two texts each");
        ((string?)lines[^1]["status"], (string?)lines[^1]["sweep"]!["name"]).Should().Be(("completed", "small"));
    }

    [Fact]
    public async Task A_sweep_goes_on_when_its_service_was_killed()
    {
        var here = await source.SweepAsync("whole", "--set", "sweep.epochs=all", "--set", "sampling.length=2000");
        string id;
        using (var service = await StartAsync())
        {
            id = await service.SubmitAsync(await SweepAsync("sweep.epochs = all, sampling.length = 2000"), "?name=killed");
            await service.WatchAsync(id, until: happened => happened.Kind == "sample");
            await service.KillAsync();
        }

        using var again = await ServedProgram.StartAsync(Runs, source.Folder.Path);
        await again.WatchAsync(id);

        FinishedRun.Called("killed", Runs, here.Process).Results.Should().Be(here.Results);
    }

    [Fact]
    public async Task A_sweep_of_a_run_that_is_gone_when_its_turn_comes_fails_and_says_why()
    {
        using var service = await StartAsync("service.concurrent-runs=1");
        var busy = await service.SubmitAsync("actorlstm { experiment { name = busy, epochs = 1000000 }, corpus.source = sample, windows { maxlen = 20, step = 40 }, model.hidden = 16, training.threads = 1, sampling.length = 5 }");
        await service.HasStatusAsync(busy, "running");
        var sweep = await service.SubmitAsync(await SweepAsync(""));
        (await service.SendAsync(HttpMethod.Delete, $"/api/runs/{source.Id}")).Status.Should().Be(HttpStatusCode.OK);

        await service.PostAsync($"/api/runs/{busy}/cancel");
        await service.HasStatusAsync(sweep, "failed");

        ((string?)(await service.GetAsync($"/api/runs/{sweep}"))["run"]!["reason"]).Should().Contain("sweep.run");
    }

    [Fact]
    [Trait("Case", "F33")]
    public async Task A_sweep_finds_the_moved_corpus_of_its_run_by_its_hash()
    {
        KilledRun.Copy(source.Runs, Runs);
        var configuration = folder["runs", source.Id, "experiment.conf"];
        var text = await File.ReadAllTextAsync(configuration, TestContext.Current.CancellationToken);
        text.Should().Contain(source.Folder["proverbs.txt"]);
        await File.WriteAllTextAsync(configuration, text.Replace(source.Folder["proverbs.txt"], folder["gone.txt"], StringComparison.Ordinal), TestContext.Current.CancellationToken);
        using var service = await ServedProgram.StartAsync(Runs, source.Folder.Path);

        var id = await service.SubmitAsync(await SweepAsync(""));
        await service.WatchAsync(id);

        (await service.StatusOfAsync(id)).Should().Be("completed");
    }

    [Theory]
    [InlineData("sweep.run = nowhere", "actorlstm.sweep.run: There is no run")]
    [InlineData("sweep.run = \"../small\"", "actorlstm.sweep.run: A run or a batch is named by its id")]
    [InlineData("sweep.epochs = [2, 7]", "has no checkpoint of epoch 7; there are those of 1, 2, 3.")]
    [InlineData("model.hidden = 32", "actorlstm.model.hidden is 16 in the run")]
    public async Task What_cannot_be_swept_is_refused_and_nothing_is_left_behind(string settings, string message)
    {
        using var service = await StartAsync();
        var before = Directory.GetDirectories(Runs).Length;

        var answer = await service.PostAsync("/api/runs", await SweepAsync(settings));

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        ((string)answer.Json["detail"]!).Should().Contain(message);
        Directory.GetDirectories(Runs).Should().HaveCount(before);
    }

    // Each test has the run in a folder of its own.
    private Task<ServedProgram> StartAsync(params string[] settings) => ServedProgram.StartAsync(KilledRun.Copy(source.Runs, Runs), source.Folder.Path, settings);

    private async Task<string> SweepAsync(string settings) => $"{await File.ReadAllTextAsync(source.Folder["sweep.conf"], TestContext.Current.CancellationToken)}\nactorlstm {{ {settings} }}";
}
