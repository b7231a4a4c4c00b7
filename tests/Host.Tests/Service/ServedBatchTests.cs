using System.Globalization;
using System.Net;
using ActorLstm.Host.Tests.Durability.Batches;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>Batches that are submitted to the service, watched and steered.</summary>
public sealed class ServedBatchTests(FinishedBatch finished) : IClassFixture<FinishedBatch>, IDisposable
{
    private const string Settings = "corpus.source = sample, windows { maxlen = 20, step = 40 }, model.hidden = 16, training.threads = 1, sampling { length = 10, temperatures = [0.5] }";
    private const string Single = $"actorlstm {{ experiment {{ name = single, epochs = 1 }}, {Settings} }}";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_batch_that_is_submitted_becomes_what_the_command_line_makes_of_it()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], finished.Batch.Data, "service.concurrent-runs=2");

        var answer = await service.PostAsync("/api/runs", finished.Batch.Text);
        var id = (string)answer.Json["id"]!;
        (answer.Status, answer.Headers["Location"], (bool)answer.Json["is_batch"]!).Should().Be((HttpStatusCode.Created, $"/api/batches/{id}", true));
        var told = await service.WatchBatchAsync(id);

        BatchImage.Of(folder["runs"]).DifferencesFrom(finished.Image).Should().BeEmpty();
        told.Where(happened => happened.Id is not null).Select(happened => happened.Id!.Value).Should().BeInAscendingOrder();
        told.Where(happened => happened.Kind == "epoch").Should().HaveCount(12 + 4 * 2 + 6).And.OnlyContain(epoch => (string?)epoch.Data["run_id"] != null && (int)epoch.Data["number"]! > 0);
        told[^1].Kind.Should().Be("batch_left");
        told.Single(happened => happened.Kind == "batch_ended").Data["runs"]!.AsArray().Should().HaveCount(12);

        var listed = (await service.GetAsync("/api/batches?status=completed"))["batches"]!.AsArray().Should().ContainSingle().Which!;
        ((string?)listed["id"], (string?)listed["name"], (int)listed["runs"]!, (int)listed["runs_ended"]!).Should().Be((id, "rates", 12, 12));
        var runs = (await service.GetAsync($"/api/runs?batch={id}"))["runs"]!.AsArray();
        runs.Should().HaveCount(12).And.OnlyContain(run => (string?)run!["batch"]!["name"] == "rates" && (string?)run["status"] == "completed");
        var shown = await service.GetAsync("/api/batches/rates");
        shown["document"]!["runs"]!.AsArray().Count(run => ((string?)run!["reason"])?.StartsWith("stopped after epoch 1: number ", StringComparison.Ordinal) == true).Should().Be(8);
        File.Exists(folder["runs", "batches", id, "log.jsonl"]).Should().BeTrue();
        (await service.WatchBatchAsync(id, told.Max(happened => happened.Id ?? 0))).Should().BeEmpty("a watcher that has everything is not to come back");
    }

    [Fact]
    public async Task A_wrong_batch_is_refused_with_everything_that_is_wrong_and_nothing_is_left_behind()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);

        var answer = await service.PostAsync("/api/runs", "actorlstm {\n  experiment.epoch = 3\n  batch { matrix { \"model.hiden\" = [1, 2] }\n  stopping.rule = halves }\n}");

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Json["errors"]!.AsArray().Select(error => ((string)error!["path"]!, (int)error["line"]!))
            .Should().Equal(("actorlstm.experiment.epoch", 2), ("actorlstm.batch", 3), ("actorlstm.batch.stopping.rule", 4));
        (await service.PostAsync("/api/runs", $"actorlstm {{ {Settings}, batch.matrix {{ \"corpus.source\" = [sample, \"/etc/passwd\"] }} }}")).Json["errors"]![0]!["path"]!.GetValue<string>().Should().Be("actorlstm.corpus.source");
        (await service.PostAsync("/api/runs", $"actorlstm {{ {Settings}, batch.matrix {{ \"corpus.source\" = [sample, nowhere.txt] }} }}")).Text.Should().Contain("A run of the batch, corpus.source = nowhere.txt, cannot be begun");
        Directory.GetDirectories(folder["runs"]).Select(Path.GetFileName).Should().Equal("service");
    }

    [Fact]
    public async Task A_batch_is_paused_goes_on_and_is_cancelled_and_removed_with_its_runs()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=2");
        var id = await service.SubmitAsync(Rates(4, epochs: 1_000_000));
        await service.WatchBatchAsync(id, until: happened => happened.Kind == "epoch" && (int)happened.Data["number"]! == 2);

        (await service.PostAsync("/api/batches/rates/pause")).Status.Should().Be(HttpStatusCode.OK);
        await ServedProgram.HasAsync(async () => await StatusesAsync() is ["paused", "paused"]);
        (await service.StatusOfBatchAsync(id)).Should().Be("paused");
        await service.WatchAsync(await service.SubmitAsync(Single)); // It has the slots now.
        (await service.PostAsync("/api/batches/rates/resume")).Status.Should().Be(HttpStatusCode.OK);
        await ServedProgram.HasAsync(async () => await StatusesAsync() is ["running", "running"]);

        (await service.SendAsync(HttpMethod.Delete, $"/api/batches/{id}")).Status.Should().Be(HttpStatusCode.Conflict, "it is at work");
        (await service.PostAsync("/api/batches/rates/cancel")).Status.Should().Be(HttpStatusCode.OK);
        (await service.WatchBatchAsync(id))[^1].Data["status"]!.GetValue<string>().Should().Be("cancelled");
        (await StatusesAsync()).Should().Equal("cancelled", "cancelled");
        (await service.PostAsync("/api/batches/rates/pause")).Status.Should().Be(HttpStatusCode.Conflict);
        (await service.SendAsync(HttpMethod.Delete, $"/api/batches/{id}")).Json.AsArray().Should().HaveCount(3, "two runs had begun");
        (await service.GetAsync("/api/runs"))["runs"]!.AsArray().Select(run => (string?)run!["name"]).Should().Equal("single");
        (await service.SendAsync(HttpMethod.Get, "/api/batches/rates")).Status.Should().Be(HttpStatusCode.NotFound);

        async Task<IReadOnlyList<string>> StatusesAsync() => [.. (await service.GetAsync($"/api/runs?batch={id}"))["runs"]!.AsArray().Select(run => (string)run!["status"]!)];
    }

    [Fact]
    public async Task A_run_that_is_submitted_after_a_large_batch_need_not_wait_for_its_end()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1");
        var batch = await service.SubmitAsync(Rates(8, epochs: 2));
        await service.WatchBatchAsync(batch, until: happened => happened.Kind == "run_begun");

        var single = await service.SubmitAsync(Single);
        await service.WatchAsync(single);
        await service.WatchBatchAsync(batch);

        var started = (await service.GetAsync("/api/runs"))["runs"]!.AsArray().OrderBy(run => DateTimeOffset.Parse((string)run!["started_at"]!, CultureInfo.InvariantCulture)).Select(run => (string)run!["id"]!).ToList();
        started.Should().HaveCount(9);
        started.IndexOf(single).Should().BeInRange(1, 4, "slots go from group to group");
    }

    [Fact]
    public async Task A_batch_that_is_more_urgent_comes_before_the_others()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1");
        var first = await service.SubmitAsync(Single.Replace("epochs = 1", "epochs = 1000000", StringComparison.Ordinal));
        await service.HasStatusAsync(first, "running");
        var (late, urgent) = (await service.SubmitAsync(Single), await service.SubmitAsync(Rates(2, epochs: 1), "?priority=5"));
        await ServedProgram.HasAsync(async () => (int)(await service.GetAsync($"/api/batches/{urgent}"))["batch"]!["runs"]! == 2);
        (await service.StatusOfBatchAsync(urgent)).Should().Be("queued");

        await service.PostAsync($"/api/runs/{first}/cancel");
        await Task.WhenAll(service.WatchAsync(late), service.WatchBatchAsync(urgent));

        var started = (await service.GetAsync("/api/runs"))["runs"]!.AsArray().OrderBy(run => DateTimeOffset.Parse((string)run!["started_at"]!, CultureInfo.InvariantCulture)).Select(run => (string)run!["name"]!);
        started.Should().Equal("single", "rates-01", "rates-02", "single");
    }

    [Fact]
    public async Task A_batch_is_known_by_its_name_and_what_it_lacks_is_run()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=2");
        var id = await service.SubmitAsync(Rates(2, epochs: 100));
        await service.WatchBatchAsync(id, until: happened => happened.Kind == "run_begun");
        var again = await service.PostAsync("/api/runs", Rates(2, epochs: 100));
        (again.Status, (string)again.Json["id"]!).Should().Be((HttpStatusCode.OK, id), "the same is at work");
        var other = await service.PostAsync("/api/runs", Rates(3, epochs: 100));
        (other.Status, other.Text.Contains("give this one another name", StringComparison.Ordinal)).Should().Be((HttpStatusCode.Conflict, true));
        await service.WatchBatchAsync(id);

        var before = (await service.WatchBatchAsync(id)).Max(happened => happened.Id ?? 0);
        (await service.PostAsync("/api/runs", Rates(2, epochs: 100))).Status.Should().Be(HttpStatusCode.OK, "nothing is missing");
        (await service.PostAsync("/api/batches/rates/resume")).Status.Should().Be(HttpStatusCode.Conflict);
        var extended = (await service.PostAsync("/api/runs", Rates(3, epochs: 100))).Json;
        extended["id"]!.GetValue<string>().Should().Be(id);
        extended["changes"].Should().BeNull("runs were added, and nothing of the others changed");
        (await service.WatchBatchAsync(id, before)).Where(happened => happened.Kind == "run_begun").Select(begun => (int)begun.Data["number"]!).Should().Equal(3);

        var ids = new List<string>();
        foreach (var _ in new[] { 1, 2 })
        {
            ids.Add((string)(await service.PostAsync("/api/runs", Rates(1, epochs: 1).Replace("name = rates,", "", StringComparison.Ordinal))).Json["id"]!);
        }

        ids.Should().OnlyHaveUniqueItems("without a name it is another batch each time");
    }

    [Fact]
    [Trait("Case", "F17")]
    public async Task A_batch_that_is_submitted_again_with_other_settings_is_answered_with_what_changed()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=2");
        var id = await service.SubmitAsync(Rates(2, epochs: 1));
        await service.WatchBatchAsync(id);
        var changed = folder.Write("rates.conf", Rates(2, epochs: 2));
        var run = await ActorLstmProcess.RunAsync("run", changed, "--server", service.Address);
        run.MustBe(0);
        run.Error.Should().Contain("the file changed since the batch was run last:").And.Contain("experiment.epochs: 1 -> 2").And.Contain("2 runs new, 0 as before");
        var again = await service.PostAsync("/api/runs", Rates(2, epochs: 3));
        again.Json["changes"]!.AsArray().Select(line => (string)line!).Should().Contain("  experiment.epochs: 2 -> 3");
        await service.WatchBatchAsync(id);
        string.Concat(Directory.GetFiles(folder["runs/service"], "log*.jsonl").Select(File.ReadAllText)).Should().Contain("experiment.epochs: 2 -> 3");
    }

    [Fact]
    public async Task A_batch_that_is_paused_or_waits_stays_so_after_a_restart_and_its_key_is_known()
    {
        string busy, paused;
        using (var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1"))
        {
            busy = await service.SubmitAsync(Single.Replace("epochs = 1", "epochs = 1000000", StringComparison.Ordinal));
            await service.HasStatusAsync(busy, "running");
            paused = await service.SubmitAsync(Rates(2, epochs: 1, name: "paused"));
            await service.PostAsync($"/api/batches/{paused}/pause");
            (await service.PostAsync("/api/runs", Rates(2, epochs: 1), headers: ("Idempotency-Key", "monday"))).Status.Should().Be(HttpStatusCode.Created);
            await service.KillAsync();
        }

        var listed = await ActorLstmProcess.RunAsync("list", "--batches", "--runs", folder["runs"]);
        listed.Output.Should().Contain("rates").And.Contain("paused");
        using var again = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1");
        (await again.StatusOfBatchAsync("paused"), await again.StatusOfBatchAsync("rates")).Should().Be(("paused", "queued"));
        (await again.PostAsync("/api/runs", Rates(2, epochs: 1), headers: ("Idempotency-Key", "monday"))).Status.Should().Be(HttpStatusCode.OK);
        await again.PostAsync($"/api/batches/{paused}/resume");
        await again.PostAsync($"/api/runs/{busy}/cancel");

        await Task.WhenAll(again.WatchBatchAsync("paused"), again.WatchBatchAsync("rates"));

        (await again.GetAsync("/api/batches"))["batches"]!.AsArray().Select(batch => (string?)batch!["status"]).Should().Equal("completed", "completed");
    }

    [Fact]
    public async Task A_run_that_waits_for_the_others_of_its_batch_is_the_batchs()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1");
        var id = await service.SubmitAsync(Rates(2, epochs: 1_000_000, more: "corpus.validation-fraction = 0.2, batch.stopping { rule = halving, first-epoch = 2 }, batch.list = [{ model.hidden = 16 }, { model.hidden = 512 }]"));
        var held = (await service.WatchBatchAsync(id, until: happened => happened.Kind == "run_begun" && (int)happened.Data["number"]! == 2)).First(happened => happened.Kind == "run_begun");
        var run = (string)held.Data["run_id"]!;
        await service.HasStatusAsync(run, "interrupted");

        var resumed = await service.PostAsync($"/api/runs/{run}/resume");
        (resumed.Status, resumed.Text.Contains("is one of the batch rates", StringComparison.Ordinal)).Should().Be((HttpStatusCode.Conflict, true));
        (await service.SendAsync(HttpMethod.Delete, $"/api/runs/{run}")).Status.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_batch_of_the_command_line_goes_on_with_the_service_and_the_other_way_round()
    {
        await DurableBatch.KillAsync(finished.Batch.Start(folder["runs"]), "\"event\":\"run_begun\",\"number\":5,");
        using (var service = await ServedProgram.StartAsync(folder["runs"], finished.Batch.Data))
        {
            (await service.StatusOfBatchAsync("rates")).Should().Be("interrupted");
            (await service.PostAsync("/api/batches/rates/resume")).Status.Should().Be(HttpStatusCode.OK);
            await service.WatchBatchAsync("rates", until: happened => happened.Kind == "run_begun" && (int)happened.Data["number"]! == 6); // Half of it is left.
            (await ActorLstmProcess.RunAsync("pause", "rates", "--runs", folder["runs"])).MustBe(0);
            (await service.StatusOfBatchAsync("rates")).Should().Be("paused");
            (await service.StopAsync()).MustBe(0);
        }

        await finished.Batch.RunAsync(folder["runs"], 0);
        BatchImage.Of(folder["runs"]).DifferencesFrom(finished.Image).Should().BeEmpty();
    }

    private static string Rates(int runs, int epochs, string name = "rates", string more = "")
    {
        var rates = string.Join(", ", Enumerable.Range(1, runs).Select(run => FormattableString.Invariant($"{{ training.learning-rate = 0.00{run} }}")));
        return $"actorlstm {{ experiment {{ name = {name}, epochs = {epochs} }}, {Settings}, batch.list = [{rates}], {more} }}";
    }
}
