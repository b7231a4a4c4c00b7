using System.Globalization;
using System.Net;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Tests.Durability;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>Runs that are submitted to the service, watched and steered.</summary>
public sealed class ServiceTests : IDisposable
{
    private const string Short = "actorlstm { experiment { name = short, epochs = 2, seed = 7 }, corpus.source = sample, windows { maxlen = 20, step = 40 }, model.hidden = 16, training.threads = 1, sampling { length = 30, temperatures = [0.5, 1.0] } }";

    // Trains until somebody ends it.
    private static readonly string Endless = Short.Replace("epochs = 2", "epochs = 1000000, name = endless", StringComparison.Ordinal);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_that_is_submitted_is_the_run_that_the_command_line_runs()
    {
        var file = folder.Write("short.conf", Short);
        (await ActorLstmProcess.RunAsync("run", file, "--runs", folder["alone"])).MustBe(0);
        using var service = await ServedProgram.StartAsync(folder["served"]);

        var id = await service.SubmitAsync(Short);
        await service.WatchAsync(id);

        var reference = RunImage.Of(Directory.EnumerateDirectories(folder["alone"]).Single());
        RunImage.Of(folder["served", id]).DifferencesFrom(reference).Should().BeEmpty();
        (await service.StatusOfAsync(id)).Should().Be("completed");
    }

    [Fact]
    public async Task JSON_is_as_good_as_HOCON()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);

        var answer = await service.PostAsync("/api/runs?name=json&priority=3", """{"actorlstm": {"experiment": {"epochs": 1}, "corpus": {"source": "sample"}, "windows": {"step": 100}, "sampling": {"length": 5}}}""", "application/json");

        answer.Status.Should().Be(HttpStatusCode.Created);
        var list = await service.GetAsync("/api/runs?name=json");
        ((int)list["total"]!).Should().Be(1);
    }

    [Fact]
    public async Task A_wrong_configuration_is_refused_with_everything_that_is_wrong_and_nothing_is_left_behind()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);

        var answer = await service.PostAsync("/api/runs", "actorlstm {\n  experiment.epoch = 3\n  training.batch-size = -1\n}");

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Type.Should().Be("application/problem+json");
        var problem = answer.Json;
        problem["errors"]!.AsArray().Select(error => ((string)error!["path"]!, (int)error["line"]!))
            .Should().Equal(("actorlstm.experiment.epoch", 2), ("actorlstm.training.batch-size", 3));
        ((string)problem["detail"]!).Should().Contain("did you mean actorlstm.experiment.epochs?");
        Directory.GetDirectories(folder["runs"]).Select(Path.GetFileName).Should().Equal("service");
    }

    [Theory]
    [InlineData("corpus.source = \"/etc/passwd\"", "actorlstm.corpus.source")]
    [InlineData("corpus.source = \"../secret.txt\"", "actorlstm.corpus.source")]
    [InlineData("persistence { provider = postgresql, connection-string = \"Host=elsewhere\" }", "actorlstm.persistence")]
    [InlineData("experiment.name = ${HOME}", null)]
    public async Task What_is_the_services_own_cannot_be_submitted(string settings, string? path)
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);

        var answer = await service.PostAsync("/api/runs", $"actorlstm {{ {settings} }}");

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        var problem = answer.Json;
        ((string?)problem["errors"]![0]!["path"]).Should().Be(path);
    }

    [Fact]
    public async Task A_submission_that_is_sent_again_with_its_key_is_the_same_run_also_after_a_restart()
    {
        var ids = new List<string>();
        for (var start = 0; start < 2; start++)
        {
            using var service = await ServedProgram.StartAsync(folder["runs"]);
            for (var time = 0; time < 2; time++)
            {
                var answer = await service.PostAsync("/api/runs", Short, headers: ("Idempotency-Key", "monday"));
                answer.Status.Should().Be(ids.Count == 0 ? HttpStatusCode.Created : HttpStatusCode.OK);
                ids.Add((string)answer.Json["id"]!);
            }

            (await service.PostAsync("/api/runs", Endless, headers: ("Idempotency-Key", "monday"))).Status.Should().Be(HttpStatusCode.Conflict);
            (await service.StopAsync()).MustBe(0);
        }

        ids.Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Watchers_are_told_everything_once_and_in_order_across_a_restart()
    {
        string id;
        IReadOnlyList<ServedEvent> before;
        using (var service = await ServedProgram.StartAsync(folder["runs"]))
        {
            id = await service.SubmitAsync(Endless.Replace("epochs = 1000000", "epochs = 40", StringComparison.Ordinal));
            before = await service.WatchAsync(id, until: happened => happened is { Kind: "epoch" } && (int)happened.Data["epoch"]! == 3);
            (await service.StopAsync()).MustBe(0);
        }

        using var again = await ServedProgram.StartAsync(folder["runs"]);
        var known = before.Last(happened => happened.Id is not null).Id!.Value;
        var after = await again.WatchAsync(id, known);

        var told = before.Concat(after).Where(happened => happened.Id is not null).ToList();
        told.Select(happened => happened.Id!.Value).Should().Equal(Enumerable.Range(1, told.Count).Select(number => (long)number));
        told.Where(happened => happened.Kind == "epoch").Select(happened => (int)happened.Data["epoch"]!).Should().Equal(Enumerable.Range(1, 40));
        told.Count(happened => happened.Kind == "sample").Should().Be(80);
        told[^1].Kind.Should().Be("run_ended");
        told.Should().Contain(happened => happened.Kind == "run_resumed");
        (await again.WatchAsync(id, told.Count)).Should().BeEmpty("a watcher that has everything is not to come back");
    }

    [Fact]
    public async Task A_run_can_be_paused_and_go_on_and_be_cancelled_and_removed()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        var id = await service.SubmitAsync(Endless);
        await service.WatchAsync(id, until: happened => happened.Kind == "epoch");

        (await service.PostAsync($"/api/runs/{id}/pause")).Status.Should().Be(HttpStatusCode.OK);
        var paused = (await service.WatchAsync(id, until: happened => happened.Kind == "run_paused"))[^1].Id!.Value;
        await service.HasStatusAsync(id, "paused");
        (await service.PostAsync($"/api/runs/{id}/resume")).Status.Should().Be(HttpStatusCode.OK);
        (await service.WatchAsync(id, paused, happened => happened.Kind == "epoch"))[0].Kind.Should().Be("run_continued");
        (await service.SendAsync(HttpMethod.Delete, $"/api/runs/{id}")).Status.Should().Be(HttpStatusCode.Conflict, "it is at work");
        (await service.PostAsync($"/api/runs/{id}/cancel")).Status.Should().Be(HttpStatusCode.OK);
        (await service.WatchAsync(id))[^1].Data["status"]!.GetValue<string>().Should().Be("cancelled");
        (await service.PostAsync($"/api/runs/{id}/resume")).Status.Should().Be(HttpStatusCode.Conflict);
        (await service.SendAsync(HttpMethod.Delete, $"/api/runs/{id}")).Status.Should().Be(HttpStatusCode.OK);

        Directory.Exists(folder["runs", id]).Should().BeFalse();
        (await service.SendAsync(HttpMethod.Get, $"/api/runs/{id}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_run_that_is_paused_again_before_its_turn_comes_keeps_no_slot()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1");
        var first = await service.SubmitAsync(Endless);
        await service.WatchAsync(first, until: happened => happened.Kind == "epoch");
        await service.PostAsync($"/api/runs/{first}/pause");
        var second = await service.SubmitAsync(Endless);
        await service.HasStatusAsync(second, "running");

        await service.PostAsync($"/api/runs/{first}/resume");
        await service.PostAsync($"/api/runs/{first}/pause");
        await service.PostAsync($"/api/runs/{second}/cancel");

        var third = await service.SubmitAsync(Short);
        await service.HasStatusAsync(third, "completed");
        (await service.StatusOfAsync(first)).Should().Be("paused");
    }

    [Fact]
    public async Task A_run_that_lies_where_the_service_was_started_is_none_of_its_runs()
    {
        StoredRuns.Write(folder, "20260314-150926-abcd", StoredRuns.Told("20260314-150926-abcd", 1, RunStatus.Completed));
        using var service = await ServedProgram.StartInAsync(folder["runs"], folder["served"]);

        (await service.SendAsync(HttpMethod.Get, "/api/runs/20260314-150926-abcd")).Status.Should().Be(HttpStatusCode.NotFound);
        (await service.SendAsync(HttpMethod.Delete, "/api/runs/20260314-150926-abcd")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_run_that_waits_can_be_paused_and_cancelled_and_stays_so_after_a_restart()
    {
        string waiting, paused, cancelled;
        using (var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1"))
        {
            await service.SubmitAsync(Endless);
            (waiting, paused, cancelled) = (await service.SubmitAsync(Short), await service.SubmitAsync(Short), await service.SubmitAsync(Short));
            await service.PostAsync($"/api/runs/{paused}/pause");
            await service.PostAsync($"/api/runs/{cancelled}/cancel");
            (await service.StatusOfAsync(waiting), await service.StatusOfAsync(paused), await service.StatusOfAsync(cancelled)).Should().Be(("queued", "paused", "cancelled"));
            await service.KillAsync();
        }

        (await ActorLstmProcess.RunAsync("list", "--runs", folder["runs"])).Output.Should().Contain("queued").And.Contain("paused").And.Contain("cancelled");
        using var again = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1");
        (await again.StatusOfAsync(waiting), await again.StatusOfAsync(paused), await again.StatusOfAsync(cancelled)).Should().Be(("queued", "paused", "cancelled"));
    }

    [Fact]
    public async Task The_earlier_and_the_more_urgent_runs_begin_first()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1");
        var first = await service.SubmitAsync(Endless);
        var (second, third, urgent) = (await service.SubmitAsync(Short), await service.SubmitAsync(Short), await service.SubmitAsync(Short, "?priority=1"));
        await service.PostAsync($"/api/runs/{first}/cancel");

        await Task.WhenAll(service.WatchAsync(second), service.WatchAsync(third), service.WatchAsync(urgent));

        var started = (await service.GetAsync("/api/runs"))["runs"]!.AsArray().OrderBy(run => DateTimeOffset.Parse((string)run!["started_at"]!, CultureInfo.InvariantCulture)).Select(run => (string)run!["id"]!);
        started.Should().Equal(first, urgent, second, third);
    }

    [Fact]
    public async Task What_the_command_line_asks_of_a_run_of_the_service_is_done()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        var id = await service.SubmitAsync(Endless);
        await service.WatchAsync(id, until: happened => happened.Kind == "epoch");

        (await ActorLstmProcess.RunAsync("pause", id, "--runs", folder["runs"])).MustBe(0);
        (await service.StatusOfAsync(id)).Should().Be("paused");
        (await ActorLstmProcess.RunAsync("cancel", id, "--runs", folder["runs"])).MustBe(0);

        (await service.WatchAsync(id))[^1].Data["status"]!.GetValue<string>().Should().Be("cancelled");
    }

    [Fact]
    public async Task A_text_on_demand_that_is_asked_for_as_in_the_run_is_the_runs_own()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        var id = await service.SubmitAsync(Short);
        await service.WatchAsync(id);

        var answer = await service.PostAsync($"/api/runs/{id}/sample", """{"epoch": 1, "temperature": 1.0}""", "application/json");

        var text = answer.Text;
        var samples = (await service.GetAsync($"/api/runs/{id}/samples?epoch=1&temperature=1.0")).AsArray();
        text.Should().Be((string)samples.Single()!["text"]!);
        answer.Headers["X-Epoch"].Should().Be("1");
        Uri.UnescapeDataString(answer.Headers["X-Seed-Text"]).Should().Be((string)samples[0]!["seed_text"]!);
    }

    [Fact]
    public async Task A_full_queue_and_a_full_disk_are_said_before_anything_is_written()
    {
        using (var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1", "service.queue-length=1"))
        {
            await service.HasStatusAsync(await service.SubmitAsync(Endless), "running");
            await service.SubmitAsync(Endless);
            var busy = await service.PostAsync("/api/runs", Endless);
            busy.Status.Should().Be(HttpStatusCode.TooManyRequests);
            busy.Headers.Should().ContainKey("Retry-After");
            Directory.GetDirectories(folder["runs"]).Should().HaveCount(3);
        }

        using var full = await ServedProgram.StartAsync(folder["other"], null, "service.disk-reserve-mb=1000000000");
        var answer = await full.PostAsync("/api/runs", Short);
        answer.Status.Should().Be(HttpStatusCode.InsufficientStorage);
        answer.Text.Should().Contain("service.disk-reserve-mb");
    }

    [Fact]
    public async Task Two_services_do_not_share_a_folder()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);

        var second = await ActorLstmProcess.RunAsync("serve", "--urls", "http://127.0.0.1:0", "--runs", folder["runs"]);

        second.MustBe(2);
        second.Error.Should().Contain("Another service works on the runs");
    }

    [Fact]
    public async Task The_API_describes_itself_and_says_that_it_is_well()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);

        var document = await service.GetAsync("/openapi/v1.json");

        document["paths"]!.AsObject().Select(path => path.Key).Should().Contain(["/api/runs", "/api/runs/{id}", "/api/runs/{id}/events", "/api/runs/{id}/sample", "/api/runs/{id}/pause", "/api/batches", "/api/batches/{id}", "/api/batches/{id}/events", "/api/batches/{id}/cancel"]);
        (await service.SendAsync(HttpMethod.Get, "/healthz")).Text.Should().Be("Healthy");
        var ready = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => service.SendAsync(HttpMethod.Get, "/readyz")));
        ready.Should().OnlyContain(answer => answer.Text == "Healthy", "those who ask at once are not in each other's way");
    }
}
