using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ActorLstm.Host.Tests.Durability.Batches;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>The command line with <c>--server</c>, about the batches of a service.</summary>
public sealed partial class RemoteBatchTests : IDisposable
{
    private const string Settings = "experiment.name = rates, corpus { source = sample, validation-fraction = 0.1 }, windows { maxlen = 20, step = 40 }, model.hidden = 16, training.threads = 1, sampling { length = 10, temperatures = [0.5] }";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_batch_of_a_service_shows_what_a_batch_of_this_process_shows()
    {
        var file = Rates("max-concurrent = 1, stopping { rule = halving, factor = 2 }", epochs: 4, 0.001, 0.01, 0.1);
        using var service = await ServedProgram.StartAsync(folder["served"]);
        var here = await ActorLstmProcess.RunAsync("run", file, "--runs", folder["alone"]);

        var there = await ActorLstmProcess.RunAsync("run", file, "--server", service.Address);

        there.MustBe(0);
        Lines(there.Error).Should().Equal(Lines(here.Error));
        Lines(there.Output).Should().Equal(Lines(here.Output));
        there.Error.Should().Contain($"on {service.Address}");
        BatchImage.Of(folder["served"]).DifferencesFrom(BatchImage.Of(folder["alone"])).Should().BeEmpty();

        var again = await ActorLstmProcess.RunAsync("run", file, "--server", service.Address, "--json");
        again.MustBe(0);
        again.Error.Should().Contain("3 of its 3 runs are done").And.Contain("nothing is missing: no run was started");
        ((string?)DurableBatch.Told(again, "batch_ended").Should().ContainSingle().Which["status"]).Should().Be("completed");

        var more = await ActorLstmProcess.RunAsync("run", Rates("max-concurrent = 1", epochs: 4, 0.001, 0.01, 0.1, 0.02), "--server", service.Address, "--json");
        more.MustBe(0);
        DurableBatch.Told(more, "run_begun").Select(begun => (int)begun["number"]!).Should().Equal(4);
        DurableBatch.Told(more, "epoch").Select(epoch => ((int)epoch["number"]!, (int)epoch["epoch"]!)).Should().Equal((4, 1), (4, 2), (4, 3), (4, 4));
    }

    [Fact]
    public async Task With_json_it_tells_the_same_events()
    {
        var file = Rates("max-concurrent = 2, stopping { rule = halving, factor = 2 }", epochs: 4, 0.001, 0.01, 0.1);
        using var service = await ServedProgram.StartAsync(folder["served"], null, "service.concurrent-runs=2");
        var here = await ActorLstmProcess.RunAsync("run", file, "--json", "--runs", folder["alone"]);

        var there = await ActorLstmProcess.RunAsync("run", file, "--json", "--server", service.Address);

        there.MustBe(0);
        Events(there).Order(StringComparer.Ordinal).Should().Equal(Events(here).Order(StringComparer.Ordinal), "runs come side by side");
        (Events(there)[0], Events(there)[^1]).Should().Be((Events(here)[0], Events(here)[^1]));
    }

    [Fact]
    public async Task A_batch_is_submitted_looked_at_steered_and_removed()
    {
        var file = Rates("max-concurrent = 2", epochs: 1_000_000, 0.001, 0.01, 0.1);
        using var service = await ServedProgram.StartAsync(folder["served"], null, "service.concurrent-runs=2");
        var environment = new Dictionary<string, string?> { ["ACTORLSTM_SERVER"] = service.Address };
        Task<ProcessResult> Do(params string[] arguments) => ActorLstmProcess.RunAsync(arguments, environment);

        var submitted = await Do("run", file, "--detach");
        submitted.MustBe(0);
        var id = submitted.Output.Trim();
        await service.WatchBatchAsync(id, until: happened => happened.Kind == "epoch" && (int)happened.Data["number"]! == 2);

        (await Do("list", "--batches")).Output.Should().MatchRegex($"{id} +rates +running +0/3");
        (await Do("list", "--batches", "--status", "failed")).Error.Should().Be($"There is no such batch on {service.Address}.\n");
        (await Do("show", "rates")).Output.Should().MatchRegex("running +0/1000000").And.MatchRegex("queued +0/1000000");
        (await Do("remove", "rates")).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains($"actorlstm cancel {id}", StringComparison.Ordinal));
        (await Do("pause", "rates")).Should().Match<ProcessResult>(paused => paused.ExitCode == 0 && paused.Output == $"batch {id} is paused\n");
        (await Do("list", "--status", "paused")).Error.Should().Be("2 such runs among 2\n");
        (await Do("resume", "rates")).Should().Match<ProcessResult>(resumed => resumed.ExitCode == 0 && resumed.Output == $"batch {id} is running\n");
        (await Do("cancel", "rates", "--json")).Output.Should().Contain("\"status\":\"cancelled\"");
        (await Do("list", "--status", "cancelled")).Error.Should().Be("2 such runs among 2\n");
        (await Do("cancel", "rates")).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains("is cancelled", StringComparison.Ordinal));
        foreach (var look in new[] { new[] { "list", "--batches", "--json" }, ["show", id, "--json"], ["show", "rates"] })
        {
            (await Do(look)).Output.Should().Be((await ActorLstmProcess.RunAsync([.. look, "--runs", folder["served"]])).Output, string.Join(' ', look));
        }

        (await Do("remove", "rates")).Output.Should().MatchRegex($"^(removed [0-9a-z-]+ \\(rates-0[12]\\), freed [0-9,]+ bytes\n){{2}}removed the batch {id}, freed [0-9,]+ bytes\n$");
        (await Do("show", "rates")).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains("There is no run \"rates\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_is_watched_on_when_its_service_was_killed_and_from_now_on_when_it_is_resumed()
    {
        var file = Rates("max-concurrent = 1", epochs: 60, 0.001, 0.01, 0.1);
        var service = await ServedProgram.StartAsync(folder["served"]);
        var port = service.Client.BaseAddress!.Port;
        using var watching = ActorLstmProcess.Start(["run", file, "--server", service.Address]);
        await watching.ErrorHas("run 2 (learning-rate 0.01) begins");

        await service.KillAsync();
        service.Dispose();
        await watching.ErrorHas("is lost");
        using var again = await ServedProgram.StartAsync(folder["served"], port);
        using var late = ActorLstmProcess.Start(["resume", "rates", "--server", again.Address]);
        await late.ErrorHas("1 of 3 runs done");
        await late.ErrorHas("epoch");
        await late.SignalAsync("INT");
        var there = await watching.WaitAsync();

        there.MustBe(0);
        there.Error.Should().Contain($"connected to {again.Address} again").And.Contain("run 3 (learning-rate 0.1) is completed: 60 epochs").And.Contain("rates: completed, 3 of 3 runs done");
        there.Error.Split("is lost").Should().HaveCount(2, "it is said once");
        var left = await late.WaitAsync();
        left.MustBe(130);
        left.Error.Should().NotContain("run 1 (").And.Contain($"goes on at {again.Address}");
    }

    private string Rates(string batch, int epochs, params double[] rates) => folder.Write(
        "rates.conf", FormattableString.Invariant($"actorlstm {{ {Settings}, experiment.epochs = {epochs}, batch {{ matrix {{ \"training.learning-rate\" = [{string.Join(", ", rates.Select(rate => FormattableString.Invariant($"{rate}")))}] }}, {batch} }} }}"));

    // What is the same wherever a batch is: all but times, ids and places.
    private static IReadOnlyList<string> Lines(string text) =>
        [.. text.Split('\n').Where(line => !line.StartsWith("batch ", StringComparison.Ordinal) && !line.StartsWith("writing to ", StringComparison.Ordinal)).Select(line => Places().Replace(line, "").TrimEnd())];

    private static IReadOnlyList<string> Events(ProcessResult batch) =>
        [.. batch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Timeless(JsonNode.Parse(line)!.AsObject()))];

    private static string Timeless(JsonObject line)
    {
        foreach (var key in new[] { "seconds", "sequences_per_second", "id", "run_id", "folder", "configuration_folder", "owner", "started_at", "ended_at", "at" })
        {
            line.Remove(key);
        }

        foreach (var run in line["runs"]?.AsArray() ?? [])
        {
            run!.AsObject().Remove("run_id");
        }

        return line.ToJsonString();
    }

    [GeneratedRegex("  [0-9,]+ sequences/s  .*$|, [0-9a-z ]+ from start to end|[0-9]{8}-[0-9]{6}-[a-z0-9]{4}| with 1 thread each", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Places();
}
